import { type RequestContext, scoresAt, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

/** Of a larger segment so many others are looked at: those whose memberships have the lowest ids, which are random. */
export const SAMPLED = 2_000;
/** Fewer others would be recognised in their median. */
export const LEAST_OTHERS = 5;

/** What a customer did in a time. Spending is in minor units of the currency that was asked for. */
export interface Doings {
  readonly purchases: number;
  readonly spent: number;
  readonly contacts: number;
}

export interface ProfileChange {
  readonly attribute: string;
  readonly before: readonly string[];
  readonly now: readonly string[];
}

export interface ScoreShift {
  readonly scorer: string;
  readonly before: number | null;
  readonly now: number | null;
}

export interface SegmentComparison {
  readonly segment: string;
  readonly others: number;
  /** Null where there are too few others. */
  readonly median: Doings | null;
  readonly scores: readonly { readonly scorer: string; readonly customer: number | null; readonly median: number }[];
}

export interface CustomerChangeReport {
  readonly before: Doings;
  readonly now: Doings;
  readonly profile: readonly ProfileChange[];
  readonly scores: readonly ScoreShift[];
  readonly segments: readonly SegmentComparison[];
}

type Context = Pick<RequestContext, 'access' | 'catalogue' | 'reader' | 'tenant'>;

interface Question {
  readonly customerId: string;
  readonly since: Date;
  readonly currency: string;
}

/** What changed of a customer since a moment, against the same time before it and against his segments (E9). */
export async function customerChanges(
  context: Context,
  { customerId, since, currency }: Question,
): Promise<CustomerChangeReport> {
  const { reader, tenant } = context;
  const uuid = uuidOf(Customer, customerId, 'customerId');
  const until = new Date();
  const earlier = new Date(2 * since.getTime() - until.getTime());
  const doings = (from: Date, to: Date) => doingsOf(reader, [tenant.id, uuid, from, to, currency]);
  const [before, now, profile, peers, scoresBefore] = [
    await doings(earlier, since),
    await doings(since, until),
    await reader.run<ProfileChange>({ text: profileSql, values: [tenant.id, uuid, since] }),
    await reader.run<Peers>({ text: peersSql, values: [tenant.id, uuid, since, until, currency] }),
    await scoresAt(context, Customer, [uuid], since),
  ];
  const everybody = [...new Set([uuid, ...peers.flatMap(({ members }) => members)])];
  const scores = await scoresAt(context, Customer, everybody, until);
  const own = new Map(scores.filter((score) => score.uuid === uuid).map(({ scorer, value }) => [scorer, value]));
  const former = new Map(scoresBefore.map(({ scorer, value }) => [scorer, value]));
  return {
    before,
    now,
    profile,
    scores: [...new Set([...former.keys(), ...own.keys()])]
      .map((scorer) => ({ scorer, before: former.get(scorer) ?? null, now: own.get(scorer) ?? null }))
      .filter((shift) => shift.before !== shift.now),
    segments: peers.map(({ segment, members, purchases, spent, contacts }) => {
      const isEnough = members.length >= LEAST_OTHERS;
      const peersOf = new Set(members);
      const values = Map.groupBy(
        scores.filter((score) => peersOf.has(score.uuid)),
        ({ scorer }) => scorer,
      );
      return {
        segment,
        others: members.length,
        median: isEnough ? { purchases, spent, contacts } : null,
        scores: [...values].flatMap(([scorer, all]) =>
          all.length < LEAST_OTHERS
            ? []
            : [{ scorer, customer: own.get(scorer) ?? null, median: medianOf(all.map(({ value }) => value)) }],
        ),
      };
    }),
  };
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

interface Peers extends Doings {
  readonly segment: string;
  readonly members: readonly string[];
}

/** Of the customer `id` of the row `who`, from $3 until $4. */
const did = `
cross join lateral (
  select count(*)::int as purchases, coalesce(sum(amount_amount) filter (where amount_currency = $5), 0)::float8 as spent
  from purchase where tenant_id = $1 and customer_id = who.id and purchased_at >= $3 and purchased_at < $4
    and deleted_at is null) b
cross join lateral (
  select count(*)::int as contacts from interaction where tenant_id = $1 and customer_id = who.id
    and occurred_at >= $3 and occurred_at < $4 and deleted_at is null and superseded_by_id is null) c`;

async function doingsOf(reader: Context['reader'], values: unknown[]): Promise<Doings> {
  const [row] = await reader.run<Doings>({
    text: `select purchases, spent, contacts from (select $2::uuid as id) who ${did}`,
    values,
  });
  if (!row) throw new Error('An aggregate has one row.');
  return row;
}

/** What ended kept the moment of its end: nothing happens to it any more. */
const profileSql = `
with held as (
  select attribute, value, created_at <= $3 and (holds or updated_at > $3) as before, holds as now
  from (select *, state in ('UNVERIFIED', 'VERIFIED') as holds from profile_value
    where tenant_id = $1 and customer_id = $2 and deleted_at is null) v),
compared as (
  select attribute, coalesce(array_agg(distinct value order by value) filter (where before), '{}') as before,
    coalesce(array_agg(distinct value order by value) filter (where now), '{}') as now
  from held where before or now group by 1)
select * from compared where before <> now order by attribute`;

const median = (column: string) => `percentile_cont(0.5) within group (order by d.${column}) as ${column}`;

const peersSql = `
with mine as (
  select segment_id from segment_membership where tenant_id = $1 and customer_id = $2 and current and deleted_at is null),
peer as (
  select mine.segment_id, s.customer_id from mine cross join lateral (
    select m.customer_id from segment_membership m
    where m.tenant_id = $1 and m.segment_id = mine.segment_id and m.customer_id <> $2 and m.current and m.deleted_at is null
    order by m.id limit ${SAMPLED}) s),
done as materialized (
  select who.id, purchases, spent, contacts from (select distinct customer_id as id from peer) who ${did})
select mine.segment_id as segment, coalesce(array_agg(d.id) filter (where d.id is not null), '{}') as members,
  ${['purchases', 'spent', 'contacts'].map(median).join(', ')}
from mine left join peer p on p.segment_id = mine.segment_id left join done d on d.id = p.customer_id
group by 1 order by 1`;
