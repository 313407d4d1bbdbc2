import type { ContactChannel } from '../../customers/index.ts';
import type { MessagePurpose, SendRule } from '../message-terms.ts';
import type { CapLimit, ZoneClock } from './send-policy.ts';

/** Values of a statement; `$1` is the tenant. */
export class SqlValues {
  readonly values: unknown[];

  constructor(tenantId: number) {
    this.values = [tenantId];
  }

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

export interface DecisionQuestion {
  /**
   * SELECT of the candidates, each customer once: `customer_id`, `message_id` of a message that is decided again (or null),
   * `barred` with the rule by which the caller refuses it (or null), and `bound_to`, the contact point that it is for and no
   * other (or null).
   */
  readonly candidates: string;
  readonly channel: ContactChannel;
  readonly purpose: MessagePurpose;
  readonly at: Date;
  readonly expiresAt: Date | null;
  readonly caps: readonly CapLimit[];
  readonly zones: readonly ZoneClock[];
  readonly defaultZone: string;
}

/** Nobody gets more in the longest window; and the order leads to the index also where statistics know nothing of the table yet. */
const MOST_COUNTED = 10_000;
const HOUR = "interval '1 hour'";

/**
 * Common table expressions that ask every rule about every candidate; the last of them, `ruled`, has `rule` with the one
 * that decided, null where the message may go, and a column for each rule. It counts what is committed, so whoever acts
 * upon it holds the locks of its customers (iM1).
 */
export function decisionSql(question: DecisionQuestion, sql: SqlValues): string {
  const { candidates, channel, purpose, at, expiresAt, caps, zones, defaultZone } = question;
  const isMarketing = purpose === 'MARKETING';
  const ch = sql.add(channel, 'text');
  const pu = sql.add(purpose, 'text');
  const now = sql.add(at, 'timestamptz');
  const expires = sql.add(expiresAt, 'timestamptz');
  const zone = (pick: (clock: ZoneClock) => unknown, type: string) => sql.add(zones.map(pick), `${type}[]`);
  const clock = `unnest(${zone((z) => z.zone, 'text')}, ${zone((z) => z.opensAt, 'timestamptz')}, ${zone((z) => z.weekday, 'text')}, ${zone((z) => z.time, 'text')})`;
  const usable = isMarketing ? "p.purpose in ('ANY', 'PRIVATE', 'WORK')" : "p.purpose <> 'EMERGENCY'";
  const columns = ruleColumns(isMarketing, caps, sql, { now, expires });
  return `
candidate as materialized (${candidates}),
fact as (
  select c.customer_id, c.message_id, c.barred, cu.id is not null as known, cu.deleted_at is null as living, cu.lifecycle_state,
    point.id as point_id, point.state as point_state, suppressed.found as suppressed,
    consent.granted, consent.withdrawn, liking.wanted, liking.every_days, fatigue.state as fatigue, fatigue.rest_until,
    case when liking.hours is null or zone.opens_at is null or zone.opens_at > ${now} or exists (
        select 1 from jsonb_array_elements(liking.hours) h
        where h ->> 'day' = zone.weekday and zone.time >= h ->> 'from' and zone.time < h ->> 'until')
      then zone.opens_at else ${now} + ${HOUR} end as due_at,
    contact.*
  from candidate c
  left join customer cu on cu.tenant_id = $1 and cu.id = c.customer_id
  left join ${clock} zone(zone, opens_at, weekday, time) on zone.zone = coalesce(cu.time_zone, ${sql.add(defaultZone, 'text')})
  left join lateral (
    select p.id, p.state, p.normalised from contact_point p
    where p.tenant_id = $1 and p.customer_id = c.customer_id and p.channel = ${ch} and p.deleted_at is null and ${usable}
      and (c.bound_to is null or p.id = c.bound_to)
    order by p.state <> 'ACTIVE', not p.preferred, p.created_at desc, p.id desc limit 1) point on true
  left join lateral (
    select true as found from suppression_entry s
    where s.tenant_id = $1 and s.deleted_at is null
      and s.fingerprint = encode(sha256(convert_to($1::text || '/' || point.normalised, 'UTF8')), 'hex') limit 1) suppressed on true
  left join lateral (
    select max(k.changed_at) filter (where k.state = 'GRANTED' and (k.expires_at is null or k.expires_at > ${now})) as granted,
      max(k.changed_at) filter (where k.state = 'WITHDRAWN') as withdrawn
    from consent k
    where k.tenant_id = $1 and k.customer_id = c.customer_id and k.purpose = ${pu} and k.deleted_at is null
      and (k.channel is null or k.channel = ${ch}) and (k.contact_point_id is null or k.contact_point_id = point.id)) consent on true
  left join lateral (
    select r.wanted, r.at_most_every_days as every_days, case when jsonb_array_length(r.hours) > 0 then r.hours end as hours
    from contact_preference r
    where r.tenant_id = $1 and r.customer_id = c.customer_id and r.channel in (${ch}, 'ANY') and r.effective and r.deleted_at is null
    order by r.channel = 'ANY' limit 1) liking on true
  left join contact_fatigue fatigue on fatigue.tenant_id = $1 and fatigue.customer_id = c.customer_id and fatigue.deleted_at is null
  left join lateral (${contactCounts(caps, sql, now)}) contact on true),
ruled as (
  select asked.*, coalesce(asked.barred, case ${columns.map(([rule]) => `when ${column(rule)} then '${rule}'`).join(' ')} end) as rule
  from (select fact.*, ${columns.map(([rule, test]) => `coalesce(${test}, false) as ${column(rule)}`).join(', ')} from fact) asked)`;
}

const column = (rule: SendRule) => `r_${rule.toLowerCase()}`;

/** Each rule, and when it refuses. */
function ruleColumns(
  isMarketing: boolean,
  caps: readonly CapLimit[],
  sql: SqlValues,
  { now, expires }: { readonly now: string; readonly expires: string },
): readonly (readonly [SendRule, string])[] {
  const unlessService = (test: string) => (isMarketing ? test : 'false');
  const reached = caps.map(({ most }, index) => `count_${index} >= ${sql.add(most, 'int')}`);
  return [
    ['CUSTOMER_GONE', 'not known or not living'],
    ['DO_NOT_CONTACT', unlessService("lifecycle_state = 'DO_NOT_CONTACT'")],
    ['NO_CONTACT_POINT', 'point_id is null'],
    ['CONTACT_POINT_UNUSABLE', "point_state <> 'ACTIVE'"],
    ['SUPPRESSED', 'suppressed'],
    // The last word holds, be it about all channels or about one address.
    ['CONSENT_WITHDRAWN', 'withdrawn is not null and (granted is null or withdrawn >= granted)'],
    ['NO_CONSENT', unlessService('granted is null')],
    ['CHANNEL_UNWANTED', 'not wanted'],
    ['AVERSE', unlessService("fatigue = 'AVERSE'")],
    ['RESTING', unlessService(`fatigue = 'INDIFFERENT' and rest_until > ${now}`)],
    ['RHYTHM', unlessService(`last_at > ${now} - every_days * interval '24 hours'`)],
    ['CAP', reached.length === 0 ? 'false' : reached.join(' or ')],
    ['QUIET_HOURS', `due_at is null or due_at >= ${expires}`],
  ];
}

/**
 * How often the customer was contacted in the window of each cap. What is yet to be sent counts too, however far ahead it
 * lies: so no stretch of that length holds more than the cap, wherever it begins.
 */
function contactCounts(caps: readonly CapLimit[], sql: SqlValues, now: string): string {
  const since = (hours: number) => `${now} - ${sql.add(hours, 'int')} * ${HOUR}`;
  const counted = caps.map(({ channel, purpose, windowHours, countsInteractions }, index) => {
    const only = [
      `m.counted_at > ${since(windowHours)}`,
      ...(channel ? [`m.channel = ${sql.add(channel, 'text')}`] : []),
      ...(purpose ? [`m.purpose = ${sql.add(purpose, 'text')}`] : []),
    ];
    const calls = countsInteractions
      ? ` + (select count(*) from interaction i where i.tenant_id = $1 and i.customer_id = c.customer_id and i.direction = 'OUTBOUND'
          and i.occurred_at > ${since(windowHours)} and i.superseded_by_id is null and i.deleted_at is null)`
      : '';
    return `count(*) filter (where ${only.join(' and ')})${calls} as count_${index}`;
  });
  return `
select ${["max(m.counted_at) filter (where m.purpose = 'MARKETING') as last_at", ...counted].join(', ')} from (
  select n.id, n.channel, n.purpose, n.counted_at from message n
  where n.tenant_id = $1 and n.customer_id = c.customer_id and n.counted_at is not null and n.deleted_at is null
  order by n.counted_at desc limit ${MOST_COUNTED}) m
where m.id is distinct from c.message_id`;
}
