import type { StatementRunner } from '../tenancy/index.ts';
import { scoreGuarded } from './guarded-scoring.ts';
import { showEvidence } from './score-subjects.ts';
import type { OwnedScorer } from './scorer.ts';
import type { Evidence, Facts, SettledScore, SettledTerm } from './settle-score.ts';
import { paramsOf } from './variants.ts';

/** A score as it was, with all that it was made of. */
export interface ExplainedScore {
  readonly value: number;
  readonly band: string;
  readonly base: number;
  readonly terms: readonly SettledTerm[];
  readonly facts: Facts;
  readonly params: Readonly<Record<string, number>>;
  readonly version: number;
  readonly tuning: number;
  readonly at: Date;
  /** Whether the scorer gives the same for the same facts today; false also where that version of it is gone. */
  readonly isReplayed: boolean;
}

export interface ScoreQuestion {
  readonly tenantId: number;
  readonly uuid: string;
  readonly asOf: Date;
  /** The newest of those until then. */
  readonly size: number;
}

interface ChangeRow extends Omit<SettledScore, 'terms'> {
  readonly terms: string;
  readonly facts: string;
  readonly evidence: string;
  readonly version: number;
  readonly tuning: number;
  readonly changed_at: Date;
  readonly tuned: readonly { readonly name: string; readonly value: number }[] | null;
}

/** The scores that a record had until a moment, the newest first, each made anew from the facts that were kept with it. */
export async function explainScores(
  runner: StatementRunner,
  versions: readonly [OwnedScorer, ...OwnedScorer[]],
  { tenantId, uuid, asOf, size }: ScoreQuestion,
): Promise<ExplainedScore[]> {
  const rows = await runner.run<ChangeRow>({
    text: `
select c.value, c.band, c.base, c.terms, c.facts, c.evidence, c.version, c.tuning, c.changed_at, t.values as tuned
from score_change c
left join scorer_tuning t on t.tenant_id = c.tenant_id and t.name = c.scorer and t.number = c.tuning
where c.tenant_id = $1 and c.scorer = $2 and c.id = $3 and c.changed_at <= $4
order by c.number desc limit $5`,
    values: [tenantId, versions[0].name, uuid, asOf, size],
  });
  return rows.map(({ value, band, base, version, tuning, changed_at: at, tuned, ...texts }) => {
    const terms = JSON.parse(texts.terms) as SettledTerm[];
    const facts = JSON.parse(texts.facts) as Facts;
    const owned = versions.find(({ scorer }) => scorer.version === version);
    const params = owned
      ? paramsOf(owned, tuned ?? [])
      : Object.fromEntries((tuned ?? []).map((each) => [each.name, each.value]));
    const isReplayed =
      owned !== undefined && isSame({ value, band, base, terms }, replay(owned, params, facts, texts.evidence));
    return { value: value / 100, band, base: base / 100, terms, facts, params, version, tuning, at, isReplayed };
  });
}

function replay(owned: OwnedScorer, params: Readonly<Record<string, number>>, facts: Facts, evidence: string) {
  return scoreGuarded(owned, params, [{ facts, evidence: showEvidence(owned, JSON.parse(evidence) as Evidence) }])[0];
}

function isSame(kept: SettledScore, again: SettledScore | Error | undefined): boolean {
  if (!again || again instanceof Error) return false;
  const parts = ({ value, base, band, terms }: SettledScore) => [
    value,
    base,
    band,
    terms.map(({ name, input, weight, contribution, evidence }) => [name, input, weight, contribution, evidence]),
  ];
  return JSON.stringify(parts(kept)) === JSON.stringify(parts(again));
}
