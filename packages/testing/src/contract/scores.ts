import assert from 'node:assert/strict';
import { recordTypeOf } from '@rapport/kernel';
import { isCreatable } from './samples.ts';
import type { ContractSubject } from './subject.ts';

/** Every scorer gives a record its score, and fails with none. */
export async function checkScores(subject: ContractSubject): Promise<void> {
  const { scorers = [], id: plugin } = subject.plugin;
  if (scorers.length === 0) return;
  const app = await subject.filledApp();
  for (const scorer of scorers) {
    const type = subject.installation.catalogue.typeOf(recordTypeOf(scorer.subject()).class);
    if (!isCreatable(type)) continue;
    const id = await subject.create(app.alpha, type);
    await app.drain();
    const name = `${plugin}/${scorer.id}`;
    const faults = await app.sql<{ fault: string | null; failed: number }>(
      'select fault, failed from scoring_run where tenant_id = $1 and name = $2 and (failed > 0 or fault is not null)',
      [app.alpha.id, name],
    );
    assert.deepEqual(faults, [], `The scorer ${scorer.id} failed.`);
    const scores = await app.sql("select 1 from score where tenant_id = $1 and scorer = $2 and $4 || '_' || id = $3", [
      app.alpha.id,
      name,
      id,
      type.prefix,
    ]);
    assert.equal(scores.length, 1, `The scorer ${scorer.id} gave a new ${type.name} no score.`);
  }
}
