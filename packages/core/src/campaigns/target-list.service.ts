import { idOf, RapportError, type RecordRef, ref, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Segment } from '../segments/index.ts';
import { type EntryOrigin, TargetList } from './target-list.record.ts';

const PATIENCE_SECONDS = 60;

async function openList(work: UnitOfWork, id: string): Promise<string> {
  const { state } = await work.lock(TargetList, id);
  if (state !== 'OPEN')
    throw new RapportError('TRANSITION_REFUSED', 'This TargetList is frozen: it stays as it is.', {
      field: 'id',
      state: 'FROZEN',
      allowed: [],
    });
  return uuidOf(TargetList, id);
}

/** Puts customers on a list; those who are on it already stay as they came. `source` selects `customer_id` for `$1`, the tenant, and `$4`. */
async function add(
  work: UnitOfWork,
  list: string,
  origin: EntryOrigin,
  source: string,
  given: unknown,
): Promise<number> {
  const [added] = await work.run<{ count: number }>({
    text: `
with added as (
  insert into target_list_entry (tenant_id, id, target_list_id, customer_id, origin)
  select $1, gen_random_uuid(), $2, s.customer_id, $3 from (${source}) s
  join customer c on c.tenant_id = $1 and c.id = s.customer_id and c.deleted_at is null
  on conflict (tenant_id, target_list_id, customer_id) where deleted_at is null do nothing returning 1)
select count(*)::int as count from added`,
    values: [work.context.tenant.id, list, origin, given],
  });
  return added?.count ?? 0;
}

/** Who belongs to a segment now. Whoever fills lists sees all customers, or he is refused. */
export async function addSegment(work: UnitOfWork, id: string, segmentId: string): Promise<number> {
  const list = await openList(work, id);
  const segment = uuidOf(Segment, segmentId, 'segmentId');
  await assertThere(work, 'segment', segment, 'segmentId');
  await work.allowSeconds(PATIENCE_SECONDS);
  return add(
    work,
    list,
    'SEGMENT',
    'select customer_id from segment_membership where tenant_id = $1 and segment_id = $4::uuid and current and deleted_at is null',
    segment,
  );
}

/** Who is on another list and was not left out there. */
export async function addList(work: UnitOfWork, id: string, otherId: string): Promise<number> {
  const list = await openList(work, id);
  const other = uuidOf(TargetList, otherId, 'otherId');
  await assertThere(work, 'target_list', other, 'otherId');
  await work.allowSeconds(PATIENCE_SECONDS);
  return add(
    work,
    list,
    'LIST',
    "select customer_id from target_list_entry where tenant_id = $1 and target_list_id = $4::uuid and excluded_by is null and origin not in ('SEED', 'PURCHASED') and deleted_at is null",
    other,
  );
}

async function assertThere(
  work: UnitOfWork,
  table: 'segment' | 'target_list',
  uuid: string,
  field: string,
): Promise<void> {
  const [found] = await work.run({
    text: `select 1 from ${table} where tenant_id = $1 and id = $2 and deleted_at is null`,
    values: [work.context.tenant.id, uuid],
  });
  if (!found) throw new RapportError('REFERENCE_NOT_FOUND', `${field}: there is no such record.`, { field });
}

export async function addCustomers(
  work: UnitOfWork,
  id: string,
  customerIds: readonly string[],
  origin: 'IMPORT' | 'PURCHASED' | 'SEED',
): Promise<number> {
  const list = await openList(work, id);
  const customers = customerIds.map((one, index) => uuidOf(Customer, one, `customerIds[${index}]`));
  return add(work, list, origin, 'select distinct id as customer_id from unnest($4::uuid[]) id', customers);
}

/** Where nothing may be sent to any address of a customer. */
const SUPPRESSED = `
c.lifecycle_state = 'DO_NOT_CONTACT' or (
  exists (select 1 from contact_point p where p.tenant_id = $1 and p.customer_id = c.id and p.deleted_at is null)
  and not exists (
    select 1 from contact_point p where p.tenant_id = $1 and p.customer_id = c.id and p.deleted_at is null and p.state = 'ACTIVE'
      and not exists (select 1 from suppression_entry s where s.tenant_id = $1 and s.deleted_at is null
        and s.fingerprint = encode(sha256(convert_to($1::text || '/' || p.normalised, 'UTF8')), 'hex'))))`;

/** What two records of one person have in common, where it is known. */
const SAME_PERSON = [
  ['lower(c.name), c.birth_date, c.kind', 'c.birth_date is not null'],
  ['c.email', 'c.email is not null'],
  ['c.phone', 'c.phone is not null'],
] as const;

/**
 * Leaves out doubles and what is suppressed, and freezes the list (L3). The same person is who has the same name and day of
 * birth, or the same main address; of a household its head stays, or whoever is the oldest customer. Seeds always stay.
 */
export async function freezeList(work: UnitOfWork, id: string): Promise<RecordRef> {
  const list = await openList(work, id);
  const { onePerHousehold } = await work.lock(TargetList, id);
  await work.allowSeconds(PATIENCE_SECONDS);
  const values = [work.context.tenant.id, list];
  const leaveOut = (reason: string, customers: string) =>
    work.run({
      text: `
with out as (
  update target_list_entry e set excluded_by = '${reason}', updated_at = now() from (${customers}) o
  where e.tenant_id = $1 and e.target_list_id = $2 and e.customer_id = o.id and e.excluded_by is null and e.origin <> 'SEED'
    and e.deleted_at is null returning 1)
select count(*)::int as count from out`,
      values,
    });
  const listed =
    "target_list_entry e join customer c on c.tenant_id = $1 and c.id = e.customer_id where e.tenant_id = $1 and e.target_list_id = $2 and e.excluded_by is null and e.origin <> 'SEED' and e.deleted_at is null";
  await leaveOut('GONE', `select c.id from ${listed} and c.deleted_at is not null`);
  await leaveOut('SUPPRESSED', `select c.id from ${listed} and (${SUPPRESSED})`);
  for (const [same, known] of SAME_PERSON)
    await leaveOut(
      'DUPLICATE_PERSON',
      `select id from (select c.id, row_number() over (partition by ${same} order by c.created_at, c.id) as nth from ${listed} and ${known}) n where nth > 1`,
    );
  if (onePerHousehold === true)
    await leaveOut(
      'SAME_HOUSEHOLD',
      `select id from (
  select c.id, row_number() over (partition by h.party order by c.id = h.head_id desc, c.created_at, c.id) as nth
  from (select e.customer_id from target_list_entry e where e.tenant_id = $1 and e.target_list_id = $2 and e.excluded_by is null and e.origin <> 'SEED' and e.deleted_at is null) l
  join customer c on c.tenant_id = $1 and c.id = l.customer_id
  join lateral (
    select b.id as party, b.head_id from buying_party b
    where b.tenant_id = $1 and b.kind in ('HOUSEHOLD', 'FAMILY') and b.deleted_at is null and (b.head_id = c.id or exists (
      select 1 from buying_party_member m where m.tenant_id = $1 and m.party_id = b.id and m.customer_id = c.id and m.deleted_at is null))
    order by b.created_at, b.id limit 1) h on true) n where nth > 1`,
    );
  await work.update(TargetList, id, {}, { kept: { state: 'FROZEN', frozenAt: new Date().toISOString() } });
  return ref(TargetList, idOf(TargetList, list));
}
