import { formatMinor, idOf, type RecordRef, reject, type UnitOfWork } from '@rapport/sdk';
import { MainstreamMonth } from './mainstream-month.record.ts';
import { MainstreamSegment } from './mainstream-segment.record.ts';
import { Segment } from './segment.record.ts';

/** All customers are looked at, once a month. */
const PATIENCE_SECONDS = 60;

export interface Trait {
  readonly trait: string;
  readonly value: string;
  readonly customers: number;
}

interface MonthRow {
  readonly customers: number;
  readonly minor: string;
  readonly collected: number;
  readonly updated: number;
}

interface SegmentRow {
  readonly id: string;
  readonly customers: number;
  readonly minor: string;
  readonly traits: readonly Trait[] | null;
}

/** The first moments of a month and of the next one. */
export function boundsOf(month: string): readonly [from: string, to: string] {
  if (!month.endsWith('-01')) reject('month', 'must be the first day of a month.');
  const from = new Date(`${month}T00:00:00Z`);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  return [from.toISOString(), to.toISOString()];
}

/** Keeps what a month that is over was like, segment by segment, and which of them were the mainstream (E3). */
export async function analyseMonth(
  work: UnitOfWork,
  { month, currency, size }: { readonly month: string; readonly currency: string; readonly size: number },
): Promise<RecordRef> {
  const [from, to] = boundsOf(month);
  if (Date.parse(to) > Date.now()) reject('month', 'is not over yet.');
  await work.allowSeconds(PATIENCE_SECONDS);
  const values = [work.context.tenant.id, from, to, currency];
  const [total] = await work.run<MonthRow>({ text: monthSql, values });
  if (!total) throw new Error('An aggregate has one row.');
  const money = (minor: string) => ({ amount: formatMinor(BigInt(minor), currency), currency });
  const { customers, minor, collected, updated } = total;
  const analystId = work.context.access.actor.userId ?? null;
  const analysed = await work.create(MainstreamMonth, {}, 'input', {
    ...{ month, customers, sales: money(minor), collected, updated, analystId },
  });
  const rows = await work.run<SegmentRow>({ text: segmentsSql, values });
  const ranked = rows
    .map((row) => ({ ...row, ofCustomers: row.customers / customers, ofSales: shareOfSales(row.minor, minor) }))
    .sort((a, b) => b.ofCustomers + (b.ofSales ?? 0) - a.ofCustomers - (a.ofSales ?? 0) || (a.id < b.id ? -1 : 1));
  for (const [index, row] of ranked.entries())
    await work.create(MainstreamSegment, {}, 'input', {
      monthId: idOf(MainstreamMonth, analysed.uuid),
      segmentId: idOf(Segment, row.id),
      rank: index + 1,
      mainstream: index < size,
      customers: row.customers,
      customerPercent: percent(row.ofCustomers),
      sales: money(row.minor),
      salesPercent: row.ofSales === null ? null : percent(row.ofSales),
      traits: row.traits ?? [],
    });
  return analysed;
}

const percent = (share: number) => (share * 100).toFixed(4);

const shareOfSales = (minor: string, total: string) => (Number(total) > 0 ? Number(minor) / Number(total) : null);

/** $2 and $3 are the first moments of the month and of the next one, $4 the currency. */
const living = `
living as materialized (
  select id, gender, birth_date, occupation, marital_status, region, industry from customer
  where tenant_id = $1 and created_at < $3 and merged_into_id is null and deleted_at is null),
sale as materialized (
  select p.customer_id, sum(p.amount_amount) as minor from purchase p join living l on l.id = p.customer_id
  where p.tenant_id = $1 and p.purchased_at >= $2 and p.purchased_at < $3 and p.amount_currency = $4 and p.deleted_at is null
  group by 1)`;

const noted = (table: string) =>
  `(select count(*) from ${table} where tenant_id = $1 and created_at >= $2 and created_at < $3 and deleted_at is null)`;

const monthSql = `
with ${living}
select (select count(*) from living)::int as customers, (select coalesce(sum(minor), 0) from sale)::bigint::text as minor,
  (${['customer', 'purchase', 'interaction', 'profile_value'].map(noted).join(' + ')})::int as collected,
  ((select count(*) from profile_value v where v.tenant_id = $1 and v.deleted_at is null and (
      (v.verified_at >= $2 and v.verified_at < $3)
      or (v.created_at >= $2 and v.created_at < $3 and not v.besides and exists (
        select 1 from profile_value f where f.tenant_id = $1 and f.customer_id = v.customer_id and f.attribute = v.attribute
          and f.created_at < v.created_at and not f.besides and f.deleted_at is null))))
    + (select count(*) from segment_membership where tenant_id = $1 and entered_at >= $2 and entered_at < $3
        and cause <> 'FOUNDING' and deleted_at is null))::int as updated`;

const segmentsSql = `
with ${living},
member as materialized (
  select distinct m.segment_id, m.customer_id from segment_membership m
  join segment s on s.tenant_id = $1 and s.id = m.segment_id and s.state <> 'RETIRED' and s.deleted_at is null
  where m.tenant_id = $1 and m.entered_at < $3 and (m.current or m.left_at >= $3) and m.deleted_at is null
    and m.customer_id in (select id from living)),
trait as (
  select l.id as customer_id, t.trait, t.value from living l cross join lateral (values
    ('gender', l.gender), ('occupation', l.occupation), ('maritalStatus', l.marital_status), ('region', l.region),
    ('industry', l.industry), ('age', (extract(year from age($3::timestamptz, l.birth_date))::int / 10 * 10) || 's')) t (trait, value)
  where t.value is not null
  union
  select v.customer_id, v.attribute, v.value from profile_value v
  where v.tenant_id = $1 and v.state in ('UNVERIFIED', 'VERIFIED') and v.deleted_at is null),
counted as (
  select m.segment_id, t.trait, t.value, count(*)::int as customers from member m join trait t on t.customer_id = m.customer_id
  group by 1, 2, 3),
common as (
  select *, row_number() over (partition by segment_id, trait order by customers desc, value) as place from counted),
shown as (
  select *, row_number() over (partition by segment_id order by customers desc, trait, value) as of_all from common
  where place <= 20),
described as (
  select segment_id, jsonb_agg(jsonb_build_object('trait', trait, 'value', value, 'customers', customers)
    order by customers desc, trait, value) as traits from shown where of_all <= 300 group by 1)
select m.segment_id as id, count(*)::int as customers, coalesce(sum(s.minor), 0)::bigint::text as minor, d.traits
from member m left join sale s on s.customer_id = m.customer_id left join described d on d.segment_id = m.segment_id
group by m.segment_id, d.traits`;
