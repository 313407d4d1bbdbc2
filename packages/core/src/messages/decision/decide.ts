import type { UnitOfWork } from '@rapport/sdk';
import type { ContactChannel } from '../../customers/index.ts';
import { messageRefused, messagesQueued } from '../message.events.ts';
import type { MessagePurpose, SendRule } from '../message-terms.ts';
import { decisionSql, SqlValues } from './decision-sql.ts';
import { type CapLimit, capsFor, clocksOf, quietRules, type ZoneClock } from './send-policy.ts';

/** A message that many may get. */
export interface MessagePlan {
  readonly channel: ContactChannel;
  readonly purpose: MessagePurpose;
  /** Uuid of the template. */
  readonly template: string;
  /** What it belongs to: the id of a campaign. */
  readonly source: string | null;
  /** Zone of customers of whom none is known. */
  readonly defaultZone: string;
  readonly at?: Date;
  /** Not sent from then on. */
  readonly expiresAt?: Date | null;
  /** The mails that it goes on with, the nearest last, and uuid of the contact point that they came from. */
  readonly thread?: { readonly answers: readonly string[]; readonly contactPoint: string | null };
}

/** Whom a plan is for. */
export interface Candidates {
  /** Uuids, each once. */
  readonly customers: readonly string[];
  /** SELECT of `customer_id`, `key` text, `barred` text and `variables` jsonb for an array of them; `$1` is the tenant. */
  readonly select: (customers: string, sql: SqlValues) => string;
}

/** How many were queued, and how many each rule refused. */
export type Verdicts = Readonly<Partial<Record<SendRule | 'QUEUED', number>>>;

const BUCKETS = 64;

/**
 * Takes the locks of customers until the transaction ends: whoever decides about one of them waits, and then sees what was
 * decided before. Customers share locks, of which there are few, so that a campaign does not take one for each.
 */
export function lockCustomers(work: UnitOfWork, customers: readonly string[]) {
  return work.run({
    text: `
select count(pg_advisory_xact_lock($1, b)) from (
  select distinct (hashtextextended(id::text, 0) & ${BUCKETS - 1})::int as b from unnest($2::uuid[]) id order by b) buckets`,
    values: [work.context.tenant.id, customers],
  });
}

export interface Policy {
  readonly caps: readonly CapLimit[];
  readonly zones: readonly ZoneClock[];
}

/** What holds for such messages at a moment, in all zones of these customers. */
export async function policyFor(
  work: Pick<UnitOfWork, 'run'>,
  tenantId: number,
  { channel, purpose, defaultZone, at = new Date() }: Pick<MessagePlan, 'channel' | 'purpose' | 'defaultZone' | 'at'>,
  customers: readonly string[],
): Promise<Policy> {
  const [caps, rules, zones] = [
    await capsFor(work, tenantId, channel, purpose),
    await quietRules(work, tenantId, channel, purpose),
    await work.run<{ zone: string }>({
      text: 'select distinct time_zone as zone from customer where tenant_id = $1 and id = any($2::uuid[]) and time_zone is not null',
      values: [tenantId, customers],
    }),
  ];
  return { caps, zones: clocksOf(rules, at, [...new Set([defaultZone, ...zones.map(({ zone }) => zone)])]) };
}

/**
 * Decides about a message to each of these customers, and writes it down as queued or refused, in one statement under the
 * locks of the customers (iM1, F1-F7). Keys that were decided before stay as they are: asking twice decides once.
 */
export async function decideMessages(work: UnitOfWork, plan: MessagePlan, candidates: Candidates): Promise<Verdicts> {
  const { customers } = candidates;
  if (customers.length === 0) return {};
  const { tenant } = work.context;
  const at = plan.at ?? new Date();
  await lockCustomers(work, customers);
  const policy = await policyFor(work, tenant.id, { ...plan, at }, customers);
  const sql = new SqlValues(tenant.id);
  const given = sql.add(customers, 'uuid[]');
  const rows = `select distinct on (s.customer_id) s.customer_id, s.key, s.barred, s.variables, null::uuid as message_id, ${sql.add(plan.thread?.contactPoint ?? null, 'uuid')} as bound_to from (${candidates.select(given, sql)}) s`;
  const rules = decisionSql({ ...plan, ...policy, at, expiresAt: plan.expiresAt ?? null, candidates: rows }, sql);
  const now = sql.add(at, 'timestamptz');
  const text = `
with ${rules},
decided as (
  insert into message (tenant_id, id, customer_id, contact_point_id, channel, purpose, template_id, key, source, variables,
    answers, state, refused_by, facts, decided_at, due_at, expires_at, counted_at, tries)
  select $1, gen_random_uuid(), r.customer_id, r.point_id, ${sql.add(plan.channel, 'text')}, ${sql.add(plan.purpose, 'text')},
    ${sql.add(plan.template, 'uuid')}, c.key, ${sql.add(plan.source, 'text')}, c.variables,
    ${sql.add(plan.thread ? JSON.stringify(plan.thread.answers) : null, 'jsonb')},
    case when r.rule is null then 'QUEUED' else 'REFUSED' end, r.rule, ${factsSql(policy.caps.length)}, ${now},
    greatest(coalesce(r.due_at, ${now}), ${now}), ${sql.add(plan.expiresAt ?? null, 'timestamptz')},
    case when r.rule is null then greatest(r.due_at, ${now}) end, 0
  from ruled r join candidate c on c.customer_id = r.customer_id
  where r.known
  on conflict (tenant_id, key) where deleted_at is null do nothing returning refused_by)
select coalesce(refused_by, 'QUEUED') as verdict, count(*)::int as count from decided group by 1`;
  const found = await work.run<{ verdict: SendRule | 'QUEUED'; count: number }>({ text, values: sql.values });
  const verdicts: Verdicts = Object.fromEntries(found.map(({ verdict, count }) => [verdict, count]));
  if (found.some(({ verdict }) => verdict !== 'QUEUED'))
    await tellRefused(work, {
      which:
        'customer_id = any($2::uuid[]) and decided_at = $3 and template_id = $4 and source is not distinct from $5',
      values: [customers, at, plan.template, plan.source],
    });
  if (verdicts.QUEUED) await work.publish(messagesQueued, { count: verdicts.QUEUED });
  return verdicts;
}

/** A refused message is an event with its rule (F3). `which` is SQL about `message`; its values begin with `$2`. */
function tellRefused(
  work: UnitOfWork,
  { which, values }: { readonly which: string; readonly values: readonly unknown[] },
) {
  return work.publishRows(messageRefused, {
    text: `
select customer_id as id, jsonb_strip_nulls(jsonb_build_object('messageId', 'msg_' || id, 'rule', refused_by, 'source', source)) as payload
from message where tenant_id = $1 and ${which} and state = 'REFUSED' and deleted_at is null`,
    values: [work.context.tenant.id, ...values],
  });
}

/** What the rules saw, kept with the message. */
const factsSql = (caps: number) =>
  `jsonb_strip_nulls(jsonb_build_object('granted', r.granted, 'withdrawn', r.withdrawn, 'lastAt', r.last_at${
    caps === 0
      ? ''
      : `, 'counts', jsonb_build_array(${Array.from({ length: caps }, (_, i) => `r.count_${i}`).join(', ')})`
  }))`;

/** A queued message that is looked at again before it is sent. */
export interface DueMessage {
  readonly id: string;
  readonly customer: string;
}

/**
 * Looks again at queued messages of one channel and purpose, under the locks of their customers, and takes those that may
 * go for sending: what was withdrawn, suppressed or counted since then holds (iM1). Those whose time is quiet wait on.
 * Returns the ids of those that are being sent now.
 */
export async function takeForSending(
  work: UnitOfWork,
  plan: Pick<MessagePlan, 'channel' | 'purpose' | 'defaultZone' | 'at'>,
  due: readonly DueMessage[],
  leaseSeconds: number,
): Promise<string[]> {
  if (due.length === 0) return [];
  const { tenant } = work.context;
  const at = plan.at ?? new Date();
  const customers = due.map(({ customer }) => customer);
  await lockCustomers(work, customers);
  const policy = await policyFor(work, tenant.id, { ...plan, at }, customers);
  const sql = new SqlValues(tenant.id);
  const ids = sql.add(
    due.map(({ id }) => id),
    'uuid[]',
  );
  const now = sql.add(at, 'timestamptz');
  // A customer with several at once gets one of them now; the others are looked at when that is counted. What was tried
  // before may have come, and counts whatever becomes of it.
  const rows = `
select distinct on (m.customer_id) m.customer_id, m.id as message_id, m.expires_at, case when m.answers is not null then m.contact_point_id end as bound_to,
  case when m.expires_at <= ${now} then 'QUIET_HOURS' end as barred
from message m where m.tenant_id = $1 and m.id = any(${ids}) and m.state = 'QUEUED' and m.deleted_at is null
order by m.customer_id, m.due_at, m.id`;
  const rules = decisionSql({ ...plan, ...policy, at, expiresAt: null, candidates: rows }, sql);
  const text = `
with ${rules}
update message m set
  state = case when r.rule is not null then 'REFUSED' when r.due_at > ${now} then 'QUEUED' else 'SENDING' end,
  refused_by = r.rule, contact_point_id = coalesce(r.point_id, m.contact_point_id),
  due_at = case when r.rule is null and r.due_at > ${now} then r.due_at
    when r.rule is null then ${now} + ${sql.add(leaseSeconds, 'int')} * interval '1 second' else m.due_at end,
  counted_at = case when r.rule is null then greatest(r.due_at, ${now}) when m.tries > 0 then m.counted_at end,
  tries = m.tries + case when r.rule is null and r.due_at <= ${now} then 1 else 0 end,
  version = m.version + 1, updated_at = now()
from ruled r where m.tenant_id = $1 and m.id = r.message_id and m.state = 'QUEUED'
returning m.id, m.state`;
  const taken = await work.run<{ id: string; state: string }>({ text, values: sql.values });
  const idsIn = (wanted: string) => taken.filter(({ state }) => state === wanted).map(({ id }) => id);
  const refused = idsIn('REFUSED');
  if (refused.length > 0) await tellRefused(work, { which: 'id = any($2::uuid[])', values: [refused] });
  return idsIn('SENDING');
}
