import { clockColumns, MAINLAND_HOLIDAYS, newClock, OpenHours, replayClock, TAIWAN_HOLIDAYS } from '@rapport/core';
import type pg from 'pg';
import { loadTables } from './bulk-load.ts';
import type { GeneratedCustomer, Row } from './people.ts';
import type { Random } from './random.ts';
import type { TableRows } from './row-tables.ts';
import type { DemoTenant } from './tenants.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A household appliance is asked about four times a year, by those who ask at all. */
const REQUESTS_PER_CUSTOMER = 4;

const WEEK = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'].map((day) => ({
  day,
  from: '09:00',
  until: '18:00',
}));
const TARGETS = {
  standard: [
    { milestone: 'FIRST_RESPONSE', priority: null, minutes: 240 },
    { milestone: 'RESOLUTION', priority: null, minutes: 2_700 },
    { milestone: 'RESOLUTION', priority: 1, minutes: 1_080 },
  ],
  gold: [
    { milestone: 'FIRST_RESPONSE', priority: null, minutes: 60 },
    { milestone: 'RESOLUTION', priority: null, minutes: 1_080 },
  ],
} as const;

const MATTERS = [
  ['FAULT', '冷氣不冷', '冷氣開了半小時還是不冷。', '已補充冷媒。'],
  ['FAULT', '冰箱異音', '冰箱晚上發出很大的聲音。', '已更換風扇。'],
  ['FAULT', 'Washing machine leaks', 'There is water on the floor after each wash.', 'Replaced the door seal.'],
  ['QUESTION', '如何清洗濾網', '請問濾網多久要清洗一次?', '每兩週以清水沖洗。'],
  ['QUESTION', 'Warranty of the dishwasher', 'How long does the warranty last?', 'Two years from the day of purchase.'],
  ['SERVICE', '預約年度保養', '想預約飲水機的年度保養。', '已完成保養。'],
  ['SERVICE', 'Move the boiler', 'We move house and want the boiler to come along.', 'Moved and tested.'],
  ['COMPLAINT', '師傅遲到', '約好早上,師傅下午才來。', '已致歉並折抵維修費。'],
  ['COMPLAINT', 'Billed twice', 'The invoice was charged twice.', 'Paid back.'],
] as const;
const CAUSES = ['Worn part', 'Late visit', 'Wrong invoice', 'Wrong use', 'Fault of production'];
const QUEUES = ['Hotline 客服專線', 'Repairs 維修', 'Complaints 客訴'];
const LEVELS = ['HIGH', 'MEDIUM', 'LOW'];
const CHANNELS = ['PHONE', 'EMAIL', 'WEB', 'MESSENGER'];

/** Rows by table, each with its columns. */
class Tables {
  private readonly rows = new Map<string, Record<string, Row[number]>[]>();

  add(table: string, row: Record<string, Row[number]>): void {
    const rows = this.rows.get(table) ?? [];
    rows.push(row);
    this.rows.set(table, rows);
  }

  all(): TableRows[] {
    return [...this.rows].map(([table, rows]) => {
      const columns = Object.keys(rows[0] ?? {});
      return { table, columns, rows: rows.map((row): Row => columns.map((column) => row[column] ?? null)) };
    });
  }
}

interface Desk {
  readonly calendarId: string;
  readonly standardId: string;
  readonly goldId: string;
  readonly openHours: OpenHours;
  readonly queues: ReadonlyMap<string, string>;
  readonly causes: readonly string[];
  readonly agents: readonly [string, ...string[]];
}

/** A year of service: calendars, promises, contracts, and requests with their steps, clocks and words. */
export async function seedService(
  client: pg.ClientBase,
  tenantId: number,
  tenant: DemoTenant,
  random: Random,
  customers: readonly GeneratedCustomer[],
  now: number,
): Promise<void> {
  const { rows: agents } = await client.query<{ id: string }>(
    `select u.id from user_account u join role r on r.tenant_id = u.tenant_id and r.id = u.role_id
     where u.tenant_id = $1 and r.key in ('service', 'manager') order by u.email`,
    [tenantId],
  );
  const [first, ...others] = agents.map(({ id }) => id);
  if (!first) return;
  const tables = new Tables();
  const desk = setUpDesk(tables, tenant, random, [first, ...others], now);
  const entitled = makeContracts(tables, desk, random, customers, now);
  for (const customer of customers) {
    const isEager = random.chance(0.5);
    const count = isEager ? 1 + random.below(2 * REQUESTS_PER_CUSTOMER + 5) : random.below(4);
    for (let n = 0; n < count; n++) makeRequest(tables, desk, random, customer, entitled.get(customer.id) ?? null, now);
  }
  await loadTables(client, tenantId, tables.all());
}

const iso = (at: number): string => new Date(at).toISOString();

function setUpDesk(
  tables: Tables,
  { timeZone }: DemoTenant,
  random: Random,
  agents: readonly [string, ...string[]],
  now: number,
): Desk {
  const from = now - 400 * DAY_MS;
  const add = (table: string, row: Record<string, Row[number]>): string => {
    const id = random.uuidAt(from);
    tables.add(table, { id, created_at: iso(from), updated_at: iso(from), ...row });
    return id;
  };
  const calendar = (name: string, zone: string, exceptions: object) =>
    add('business_calendar', {
      name,
      time_zone: zone,
      hours: JSON.stringify(WEEK),
      exceptions: JSON.stringify(exceptions),
    });
  const calendarId = calendar('Office 辦公室', timeZone, TAIWAN_HOLIDAYS);
  calendar('上海办公室', 'Asia/Shanghai', MAINLAND_HOLIDAYS);
  const policy = (name: string, targets: object, active: boolean) =>
    add('sla_policy', {
      name,
      active: String(active),
      rank: 0,
      targets: JSON.stringify(targets),
      warn_at_percent: 80,
      pauses_for_third: 'true',
      escalations: JSON.stringify([]),
      calendar_id: calendarId,
    });
  const standardId = policy('Standard', TARGETS.standard, true);
  const goldId = policy('Gold', TARGETS.gold, false);
  const queues = new Map(QUEUES.map((name) => [name, add('queue', { name, assignment: 'CLAIM' })]));
  for (const queueId of queues.values())
    for (const userId of agents) add('queue_member', { queue_id: queueId, user_id: userId, capacity: 50 });
  const causes = CAUSES.map((name) => add('service_cause', { name }));
  const openHours = new OpenHours({ timeZone, hours: WEEK, exceptions: TAIWAN_HOLIDAYS });
  return { calendarId, standardId, goldId, openHours, queues, causes, agents };
}

/** Some customers have a contract; returns their entitlements. */
function makeContracts(
  tables: Tables,
  { goldId }: Desk,
  random: Random,
  customers: readonly GeneratedCustomer[],
  now: number,
): ReadonlyMap<string, string> {
  const day = (at: number) => iso(at).slice(0, 10);
  const entitled = new Map<string, string>();
  for (const { id: customerId } of customers.filter(() => random.chance(0.12))) {
    const from = now - (100 + random.below(265)) * DAY_MS;
    const until = from + 366 * DAY_MS;
    const [contractId, entitlementId] = [random.uuidAt(from), random.uuidAt(from)];
    const at = { created_at: iso(from), updated_at: iso(from) };
    const state = until - 60 * DAY_MS < now ? 'EXPIRING' : 'ACTIVE';
    tables.add('service_contract', {
      ...{ id: contractId, ...at, name: 'Care 保固延長', state, starts_on: day(from), ends_on: day(until) },
      ...{ notice_days: 60, customer_id: customerId },
    });
    tables.add('entitlement', {
      id: entitlementId,
      ...at,
      name: 'Gold',
      contract_id: contractId,
      policy_id: goldId,
      used: 0,
    });
    entitled.set(customerId, entitlementId);
  }
  return entitled;
}

interface Step {
  readonly at: number;
  readonly state: string;
}

/** The way of a request through its states, as far as it has come by now. */
function stepsOf(random: Random, openedAt: number, openHours: OpenHours, now: number): Step[] {
  const steps: Step[] = [{ at: openedAt, state: 'NEW' }];
  const then = (state: string, minutes: number) => {
    const { at = openedAt } = steps.at(-1) ?? {};
    steps.push({
      at: Math.max(at + 1_000, openHours.add(at, (1 + random.below(minutes)) * MINUTE_MS) ?? at + 1_000),
      state,
    });
  };
  if (random.chance(0.03)) then('REJECTED', 200);
  else {
    then('ASSIGNED', 120);
    then('IN_PROGRESS', 150);
    if (random.chance(0.4)) {
      then(random.chance(0.7) ? 'WAITING_CUSTOMER' : 'WAITING_THIRD', 300);
      then('IN_PROGRESS', 2_000);
    }
    then('RESOLVED', 2_400);
    if (random.chance(0.08)) {
      then('REOPENED', 1_500);
      then('IN_PROGRESS', 300);
      then('RESOLVED', 1_000);
    }
    then('CLOSED', 2_500);
  }
  return steps.filter(({ at }) => at <= now);
}

function makeRequest(
  tables: Tables,
  desk: Desk,
  random: Random,
  customer: GeneratedCustomer,
  entitlementId: string | null,
  now: number,
): void {
  const openedAt = Math.max(customer.createdAt, now - 365 * DAY_MS) + 1_000;
  const [first, ...later] = stepsOf(random, openedAt + random.below(Math.max(1, now - openedAt)), desk.openHours, now);
  if (!first) return;
  const steps = [first, ...later];
  const last = steps.at(-1) ?? first;
  const id = random.uuidAt(first.at);
  const [kind, subject, description, resolution] = random.pick(MATTERS);
  const [impact, urgency] = [random.below(3), random.below(3)];
  const priority = 1 + impact + urgency;
  const answered = steps.find(({ state }) => state === 'IN_PROGRESS');
  const respondedAt = answered ? answered.at + 500 : null;
  const resolved = steps.findLast(({ state }) => state === 'RESOLVED');
  const isOver = ['RESOLVED', 'CLOSED', 'REJECTED'].includes(last.state);
  const isClosed = last.state === 'CLOSED';
  const agent = random.pick(desk.agents);
  const hasSaid = isClosed && random.chance(0.5);
  const targets = entitlementId ? TARGETS.gold : TARGETS.standard;
  const clocks = ['FIRST_RESPONSE', 'RESOLUTION'].map((milestone) => {
    const own = targets.filter((each) => each.milestone === milestone);
    const minutes = (own.find((each) => each.priority === priority) ?? own[0])?.minutes ?? 0;
    const terms = {
      milestone: milestone as 'FIRST_RESPONSE' | 'RESOLUTION',
      target: minutes * MINUTE_MS,
      pausesForThird: true,
      openHours: desk.openHours,
    };
    const clock = newClock({
      id: random.uuidAt(first.at),
      requestId: id,
      policyId: entitlementId ? desk.goldId : desk.standardId,
      calendarId: desk.calendarId,
      startedAt: first.at,
      terms,
      signals: { warnAtPercent: 80, escalations: [] },
    });
    return { ...clock, count: replayClock(steps, respondedAt, terms) ?? clock.count };
  });
  const dues = clocks.map((clock) => clockColumns(clock).due_at).filter((due) => due !== null);
  tables.add('service_request', {
    id,
    created_at: iso(first.at),
    updated_at: iso(last.at),
    kind,
    subject,
    description,
    channel: random.pick(CHANNELS),
    state: last.state,
    state_since: iso(last.at),
    open: String(!isOver),
    impact: LEVELS[impact] ?? null,
    urgency: LEVELS[urgency] ?? null,
    priority,
    due_at: dues.sort()[0] ?? null,
    first_responded_at: respondedAt === null ? null : iso(respondedAt),
    resolved_at: resolved && isOver ? iso(resolved.at) : null,
    closed_at: isClosed ? iso(last.at) : null,
    reopened_count: steps.filter(({ state }) => state === 'REOPENED').length,
    resolution: resolved ? resolution : null,
    complaint_step: kind === 'COMPLAINT' ? (isClosed ? 'CONFIRMED' : 'RECEIVED') : null,
    satisfaction: hasSaid
      ? (random.weighted([
          [5, 0.45],
          [4, 0.3],
          [3, 0.12],
          [2, 0.08],
          [1, 0.05],
        ]) ?? 5)
      : null,
    effort: hasSaid ? 3 + random.below(5) : null,
    customer_id: customer.id,
    cause_id: resolved && kind !== 'QUESTION' ? random.pick(desk.causes) : null,
    queue_id:
      desk.queues.get(
        kind === 'COMPLAINT' ? (QUEUES[2] ?? '') : kind === 'FAULT' ? (QUEUES[1] ?? '') : (QUEUES[0] ?? ''),
      ) ?? null,
    owner_id: last.state === 'NEW' || last.state === 'REJECTED' ? null : agent,
    opened_by_id: agent,
    entitlement_id: entitlementId,
  });
  for (const [index, { at, state }] of steps.entries())
    tables.add('service_request_step', {
      id: random.uuidAt(at),
      request_id: id,
      from_state: steps[index - 1]?.state ?? null,
      to_state: state,
      taken_at: iso(at),
      user_id: index === 0 ? null : agent,
    });
  for (const clock of clocks) {
    const columns = clockColumns(clock);
    tables.add('sla_clock', {
      ...columns,
      request_id: id,
      milestone: clock.terms.milestone,
      started_at: iso(clock.startedAt),
      pauses_for_third: 'true',
      policy_id: clock.policyId,
      calendar_id: clock.calendarId,
    });
  }
  const say = (at: number, fromCustomer: boolean, body: string) =>
    tables.add('service_message', {
      id: random.uuidAt(at),
      request_id: id,
      from_customer: String(fromCustomer),
      channel: 'EMAIL',
      body,
      said_at: iso(at),
      automatic: 'false',
      user_id: fromCustomer ? null : agent,
    });
  say(first.at, true, description);
  if (respondedAt !== null) say(respondedAt, false, resolution);
}
