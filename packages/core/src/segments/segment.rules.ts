import { type BeforeHandler, idOf, RapportError, reject, type UnitOfWork } from '@rapport/sdk';
import { Segment } from './segment.record.ts';
import { sizeAt } from './segment-history.ts';
import { readRule, segmentsNamed } from './segment-rule.ts';
import { SegmentSnapshot } from './segment-snapshot.record.ts';

/** A rule is checked when it is written: what is saved can be asked. */
const checkRule: BeforeHandler = {
  record: Segment,
  on: ['created', 'updated'],
  run: async ({ operation, uuid, record, after, transition, path }, work) => {
    const isByRule = record.kind === 'RULE';
    if (isByRule === (record.rule == null)) reject(`${path}.rule`, 'is needed with the kind RULE, and only there.');
    if (isByRule && ('rule' in after || transition?.name === 'revive')) {
      readRule(work, record.rule);
      await assertNoCircle(work, idOf(Segment, uuid), record.rule, `${path}.rule`);
    }
    const values: Record<string, unknown> = transition?.name === 'revive' ? { fault: null } : {};
    if (operation === 'created' || 'reviewEveryDays' in after) {
      const days = record.reviewEveryDays;
      if (typeof days === 'number' && after.reviewDueOn === undefined) values.reviewDueOn = dayIn(days);
    }
    return values;
  },
};

/** Neither itself nor a segment whose rule leads back to it. */
async function assertNoCircle(work: UnitOfWork, id: string, rule: unknown, path: string): Promise<void> {
  const rows = await work.run<{ id: string; name: string; rule: unknown }>({
    text: 'select id, name, rule from segment where tenant_id = $1 and rule is not null and deleted_at is null',
    values: [work.context.tenant.id],
  });
  const others = new Map(rows.map((row) => [idOf(Segment, row.id), row]));
  const seen = new Set<string>();
  const follow = (named: readonly string[], way: readonly string[]): void => {
    for (const next of named) {
      if (next === id)
        throw new RapportError('FILTER_INVALID', `${path}: the segment rests on itself${wayOf(way)}.`, { field: path });
      if (seen.has(next)) continue;
      seen.add(next);
      const other = others.get(next);
      if (other) follow(segmentsNamed(other.rule), [...way, other.name]);
    }
  };
  follow(segmentsNamed(rule), []);
}

const wayOf = (way: readonly string[]) => (way.length === 0 ? '' : `, by way of ${way.join(', ')}`);

export const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const takeSnapshot: BeforeHandler = {
  record: SegmentSnapshot,
  on: ['created'],
  run: async ({ record }, work) => {
    const takenAt = new Date();
    return { takenAt: takenAt.toISOString(), size: await sizeAt(work, String(record.segmentId), takenAt) };
  },
};

export const segmentRules: readonly BeforeHandler[] = [checkRule, takeSnapshot];
