import {
  idOf,
  type Matching,
  matchingStatement,
  RapportError,
  type RecordCondition,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { segmentEntered, segmentLeft } from './segment.events.ts';
import { Segment } from './segment.record.ts';
import type { MembershipCause } from './segment-membership.record.ts';

/** A segment that is kept by its rule. */
export interface KeptSegment {
  readonly uuid: string;
  readonly name: string;
  readonly version: number;
  readonly rule: unknown;
  /** Null as long as nobody was looked at: whoever belongs to it then is not announced. */
  readonly refreshedAt: Date | null;
}

export interface Moved {
  readonly entered: number;
  readonly left: number;
}

/** All customers are looked at in one statement; the usual bound is for what somebody waits for. */
const PATIENCE_SECONDS = 240;

/** Brings who belongs to a segment in line with its rule: of some customers, or of all (E1). */
export async function refreshSegment(
  work: UnitOfWork,
  segment: KeptSegment,
  condition: RecordCondition,
  among?: readonly string[],
): Promise<Moved> {
  if (!among) await work.allowSeconds(PATIENCE_SECONDS);
  await lockMembers(work, segment.uuid);
  const cause = segment.refreshedAt ? 'RULE' : 'FOUNDING';
  const { tenant, access } = work.context;
  const statement = matchingStatement(condition, { tenant, access: access.unlimited }, (matching) =>
    refreshSql(matching, segment.uuid, cause, among),
  );
  const [moved] = await work.run<Moved & { at: Date }>(statement);
  if (!moved) throw new Error('An aggregate has one row.');
  await announce(work, segment, moved.at, cause, moved);
  if (!among)
    await work.run({
      text: 'update segment set refreshed_at = now() where tenant_id = $1 and id = $2',
      values: [tenant.id, segment.uuid],
    });
  return { entered: moved.entered, left: moved.left };
}

/** Two refreshes of one segment at once would both find somebody missing. */
function lockMembers(work: UnitOfWork, uuid: string) {
  return work.run({ text: 'select pg_advisory_xact_lock(hashtextextended($1, 7))', values: [uuid] });
}

function refreshSql(
  { ids, parameter }: Matching,
  uuid: string,
  cause: MembershipCause,
  among: readonly string[] | undefined,
): string {
  const segment = parameter(uuid, 'uuid');
  const only = among && parameter(among, 'uuid[]');
  const members = `tenant_id = $1 and segment_id = ${segment} and current and deleted_at is null${only ? ` and customer_id = any(${only})` : ''}`;
  return `
with matched as materialized (${ids(only)}),
gone as (
  update segment_membership m set current = false, left_at = now(), version = m.version + 1, updated_at = now()
  where ${members} and not exists (select 1 from matched where matched.id = m.customer_id) returning 1),
came as (
  insert into segment_membership (tenant_id, id, segment_id, customer_id, current, cause, entered_at)
  select $1, gen_random_uuid(), ${segment}, matched.id, true, ${parameter(cause, 'text')}, now() from matched
  where not exists (select 1 from segment_membership m where ${members} and m.customer_id = matched.id) returning 1)
select (select count(*) from came)::int as entered, (select count(*) from gone)::int as left, now()::timestamptz(3) as at`;
}

/** Tells who came and who left in this transaction, whose moment `at` is. */
async function announce(
  work: UnitOfWork,
  { uuid, name }: Pick<KeptSegment, 'uuid' | 'name'>,
  at: Date,
  cause: MembershipCause,
  { entered, left }: Moved,
): Promise<void> {
  const tell = (event: typeof segmentEntered, moment: string) =>
    work.publishRows(event, {
      text: `
select customer_id as id, jsonb_build_object('segmentId', $3::text, 'segment', $4::text) as payload from segment_membership
where tenant_id = $1 and segment_id = $2 and ${moment} = $5 and deleted_at is null`,
      values: [work.context.tenant.id, uuid, idOf(Segment, uuid), name, at],
    });
  if (entered > 0 && cause !== 'FOUNDING') await tell(segmentEntered, 'entered_at');
  if (left > 0) await tell(segmentLeft, 'left_at');
}

/** Puts customers into a static segment, or takes them out. Those who are in, or out, already stay so. */
export async function moveByHand(
  work: UnitOfWork,
  segmentId: string,
  customerIds: readonly string[],
  way: 'in' | 'out',
): Promise<Moved> {
  const { kind, name } = await work.lock(Segment, segmentId);
  if (kind !== 'STATIC')
    throw new RapportError('INPUT_INVALID', 'id: who belongs to this segment is decided by its rule.', { field: 'id' });
  const uuid = uuidOf(Segment, segmentId);
  const customers = customerIds.map((id, index) => uuidOf(Customer, id, `customerIds[${index}]`));
  await lockMembers(work, uuid);
  const condition: RecordCondition = { type: work.context.catalogue.typeOf(Customer), filter: { kind: 'all', of: [] } };
  const statement = matchingStatement(condition, work.context, ({ ids, parameter }) => {
    const given = parameter(customers, 'uuid[]');
    const segment = parameter(uuid, 'uuid');
    return way === 'in'
      ? `
with came as (
  insert into segment_membership (tenant_id, id, segment_id, customer_id, current, cause, entered_at)
  select $1, gen_random_uuid(), ${segment}, seen.id, true, 'HAND', now() from (${ids(given)}) seen
  on conflict (tenant_id, segment_id, customer_id) where deleted_at is null and current in (true) do nothing returning 1)
select (select count(*) from came)::int as entered, 0 as left, now()::timestamptz(3) as at`
      : `
with gone as (
  update segment_membership m set current = false, left_at = now(), version = m.version + 1, updated_at = now()
  from (${ids(given)}) seen
  where m.tenant_id = $1 and m.segment_id = ${segment} and m.current and m.customer_id = seen.id and m.deleted_at is null returning 1)
select 0 as entered, (select count(*) from gone)::int as left, now()::timestamptz(3) as at`;
  });
  const [moved] = await work.run<Moved & { at: Date }>(statement);
  if (!moved) throw new Error('An aggregate has one row.');
  await announce(work, { uuid, name: String(name) }, moved.at, 'HAND', moved);
  return { entered: moved.entered, left: moved.left };
}

/** Rule segments in use. */
export async function keptSegments(work: UnitOfWork): Promise<KeptSegment[]> {
  const rows = await work.run<{
    id: string;
    name: string;
    version: number;
    rule: unknown;
    refreshed_at: Date | null;
  }>({
    text: `
select id, name, version, rule, refreshed_at from segment
where tenant_id = $1 and state = 'ACTIVE' and kind = 'RULE' and deleted_at is null`,
    values: [work.context.tenant.id],
  });
  return rows.map(({ id, refreshed_at, ...row }) => ({ uuid: id, refreshedAt: refreshed_at, ...row }));
}

/** A rule that names what is gone decides nothing any more: the segment says so, and stays as it was. */
export function markBroken(work: UnitOfWork, { uuid }: KeptSegment, fault: string) {
  return work.unlimited.update(
    Segment,
    idOf(Segment, uuid),
    {},
    { kept: { state: 'BROKEN', fault: fault.slice(0, 1_000) } },
  );
}
