import { type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Segment } from './segment.record.ts';

type Runner = Pick<UnitOfWork, 'run'> & { readonly context: { readonly tenant: { readonly id: number } } };

/** How many belonged to a segment at a moment. */
export async function sizeAt(work: Runner, segmentId: string, at: Date): Promise<number> {
  const [row] = await work.run<{ size: number }>({
    text: `
select count(*)::int as size from segment_membership
where tenant_id = $1 and segment_id = $2 and deleted_at is null and entered_at <= $3 and (current or left_at > $3)`,
    values: [work.context.tenant.id, uuidOf(Segment, segmentId), at],
  });
  return row?.size ?? 0;
}

export interface SegmentDelta {
  readonly sizeBefore: number;
  readonly entered: number;
  readonly left: number;
  readonly sizeAfter: number;
}

/** What became of a segment between a moment and now (E7). */
export async function deltaSince(work: Runner, segmentId: string, since: Date): Promise<SegmentDelta> {
  const [row] = await work.run<SegmentDelta>({
    text: `
select count(*) filter (where entered_at <= $3 and (current or left_at > $3))::int as "sizeBefore",
  count(*) filter (where entered_at > $3)::int as entered,
  count(*) filter (where left_at > $3)::int as left,
  count(*) filter (where current)::int as "sizeAfter"
from segment_membership where tenant_id = $1 and segment_id = $2 and deleted_at is null`,
    values: [work.context.tenant.id, uuidOf(Segment, segmentId), since],
  });
  if (!row) throw new Error('An aggregate has one row.');
  return row;
}
