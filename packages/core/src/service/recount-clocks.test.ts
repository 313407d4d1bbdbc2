import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { recount } from '../../../../tests/fixtures/clocks.ts';
import { WEEKDAYS } from '../calendars/open-hours.ts';

let app: TestApp;
let calendarId: string;
let queueId: string;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  ({ id: calendarId } = await manager().create('BusinessCalendar', {
    name: 'Office',
    timeZone: 'Europe/Berlin',
    hours: hours('08:00', '20:00'),
  }));
  const targets = [
    { milestone: 'FIRST_RESPONSE', minutes: 100 * 60 },
    { milestone: 'RESOLUTION', minutes: 240 * 60 },
  ];
  await manager().create('SlaPolicy', { name: 'Standard', calendarId, targets, pausesForThird: false });
  ({ id: queueId } = await manager().create('Queue', { name: 'Hotline' }));
  customerId = await app.alpha.customer();
});
afterAll(() => app.close());

const hours = (from: string, until: string) => WEEKDAYS.map((day) => ({ day, from, until }));
const manager = () => app.alpha.as('manager');
const service = () => app.alpha.as('service');
const change = (input: object) =>
  manager().get(
    'mutation($id: ID!, $input: UpdateBusinessCalendarInput!) { updateBusinessCalendar(id: $id, input: $input) { id } }',
    { id: calendarId, input },
  );
const step = (id: string, name: string, input = '') =>
  service().get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id${input && `, input: ${input}`}) { id } }`, { id });

const TURNING = ['WAITING_CUSTOMER', 'IN_PROGRESS', 'RESOLVED'];
/** A request whose steps were taken so many hours ago; the first is its opening. */
async function request(...steps: readonly (readonly [name: string, hoursAgo: number])[]): Promise<string> {
  const input = { customerId, kind: 'FAULT', subject: 'Boiler leaks', queueId };
  const { id } = await service().create('ServiceRequest', input);
  for (const [name] of steps.slice(1))
    await step(
      id,
      name,
      name === 'assign' ? `{ ownerId: "${app.alpha.users.service}" }` : name === 'resolve' ? '{ resolution: "x" }' : '',
    );
  await app.sql(
    `with old as (
       select id, to_state, first_value(at) over (order by at) as first, at from (
         select s.id, s.to_state, date_trunc('milliseconds', now()) - ago.hours * interval '1 hour' as at
         from (select *, row_number() over (order by taken_at) as n from service_request_step where request_id = $1) s
         join unnest($2::float8[]) with ordinality ago(hours, n) on ago.n = s.n) t),
     steps as (update service_request_step s set taken_at = old.at from old where s.id = old.id)
     update sla_clock set started_at = (select min(at) from old),
       counted_at = coalesce((select max(at) from old where to_state = any($3) and at > (select min(at) from old)
         and exists (select from old w where w.to_state in ('WAITING_CUSTOMER', 'RESOLVED'))), (select min(at) from old))
     where request_id = $1`,
    [id.slice(4), steps.map(([, ago]) => ago), TURNING],
  );
  return id;
}
const openings = [
  ['open', 100],
  ['assign', 99],
  ['start', 98],
] as const;

/** Clocks that are not kept as their steps say. */
const wrong = async () => (await recount(app, app.alpha.id)).filter(({ kept, replayed }) => kept !== replayed);
const clocks = () =>
  app.sql<{ request: string; due: Date | null; at: Date; left: number; request_due: Date | null }>(
    `select 'srq_' || c.request_id as request, c.due_at as due, c.counted_at as at, (c.target_seconds - c.counted_seconds) / 1000.0 as left,
       r.due_at as request_due
     from sla_clock c join service_request r on r.id = c.request_id where c.state = 'RUNNING'`,
  );
const afterBusinessTime = async (from: Date, seconds: number) =>
  (
    await service().get<{ due: string }>(
      'query($id: ID!, $from: DateTime!, $seconds: Float!) { due: afterBusinessTime(calendarId: $id, from: $from, seconds: $seconds) }',
      { id: calendarId, from: from.toISOString(), seconds: Number(seconds) },
    )
  ).due;
const day = (shift: number) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
const holiday = (from: number, until: number) => ({ name: 'x', firstOn: day(from), lastOn: day(until), hours: [] });

describe('when a calendar changes', () => {
  test('[O6] [iS1] its clocks are counted anew from the steps of their requests, whatever they did', async () => {
    await request(['open', 70]);
    await request(...openings, ['awaitCustomer', 90], ['resume', 50]);
    await request(...openings, ['awaitThird', 90], ['resume', 50]);
    await request(...openings, ['awaitCustomer', 90]);
    await request(...openings, ['awaitCustomer', 90], ['resume', 60], ['awaitCustomer', 40], ['resume', 30]);
    for (const changed of [
      { hours: hours('09:00', '17:30') },
      { exceptions: [holiday(-3, -2), holiday(3, 9)] },
      { timeZone: 'America/New_York', exceptions: [] },
      { hours: hours('00:00', '24:00') },
    ]) {
      await change(changed);
      // As long as nothing is counted, they are not what their steps say: the test can fail.
      expect(await wrong()).not.toEqual([]);
      await app.drain();
      expect(await wrong()).toEqual([]);
      for (const { due, at, left } of await clocks())
        expect(due?.toISOString()).toBe(await afterBusinessTime(at, left));
    }
    const byRequest = Map.groupBy(await clocks(), ({ request: id }) => id);
    for (const [, some] of byRequest) {
      const soonest = Math.min(...some.map(({ due }) => due?.getTime() ?? 0));
      expect(some[0]?.request_due?.getTime()).toBe(soonest);
    }
  });

  test('[O6] what is due at another moment is told, on the board too, and nothing else is', async () => {
    const id = await request(['open', 1]);
    const { id: elsewhere } = await manager().create('BusinessCalendar', {
      name: 'Elsewhere',
      timeZone: 'UTC',
      hours: hours('00:00', '24:00'),
    });
    // It began earlier than it was opened, so it is to be counted once.
    await change({ name: 'Our office' });
    await app.drain();
    const told = await app.capture(app.alpha, ['service.dueMoved', 'service.slaAlert']);
    await change({ name: 'The office' });
    await manager().get(
      'mutation($id: ID!) { updateBusinessCalendar(id: $id, input: { timeZone: "Asia/Taipei" }) { id } }',
      { id: elsewhere },
    );
    // A holiday behind all that is promised moves nothing.
    await change({ exceptions: [holiday(300, 310)] });
    await app.drain();
    expect(await told.events()).toEqual([]);
    const board = await service().subscribe<{ queueBoardChanged: { type: string | null } }>(
      'subscription($id: ID!) { queueBoardChanged(queueId: $id) { type recordId node { dueAt } } }',
      { id: queueId },
    );
    await change({ exceptions: [holiday(1, 2)] });
    await app.drain();
    const moved = await told.events();
    expect(moved.map(({ type }) => type)).toEqual(moved.map(() => 'service.dueMoved'));
    const { recordId, patch } = moved.find((event) => event.recordId === id) ?? {};
    const [request_due] = (await clocks()).filter(({ request: of }) => of === recordId);
    expect(patch).toEqual({ calendarId, dueAt: request_due?.request_due?.toISOString() });
    const types: (string | null | undefined)[] = [];
    while (!types.includes('service.dueMoved')) types.push((await board.next()).value?.data?.queueBoardChanged.type);
    board.stop();
  });

  test('[iS2] what is over by the new count tells it once, and what was told stays told', async () => {
    await change({ hours: hours('12:00', '13:00'), exceptions: [] });
    await app.drain();
    const over = await request(['open', 800]);
    const waiting = await request(['open', 900], ['assign', 899], ['start', 898], ['awaitCustomer', 500]);
    const told = await app.capture(app.alpha, ['service.slaAlert']);
    const breaches = async () =>
      (await told.events())
        .filter(({ patch }) => patch?.signal === 'BREACH')
        .map(({ recordId, patch }) => `${recordId} ${patch?.milestone}`)
        .sort();
    await change({ hours: hours('00:00', '24:00') });
    await app.drain();
    await app.tick('PT10S');
    const both = [over, waiting].flatMap((id) => [`${id} FIRST_RESPONSE`, `${id} RESOLUTION`]).sort();
    expect(await breaches()).toEqual(both);
    await change({ hours: hours('12:00', '12:30') });
    await app.drain();
    await app.tick('PT10S');
    expect(await breaches()).toEqual(both);
    const [{ n } = { n: 0 }] = await app.sql<{ n: number }>(
      'select count(*)::int as n from sla_clock where request_id = any($1::uuid[]) and breached_at is not null',
      [[over, waiting].map((id) => id.slice(4))],
    );
    expect(n).toBe(4);
  });

  test('what has stopped stays as it was judged', async () => {
    const id = await request(...openings, ['resolve', 50]);
    const judged = () =>
      app.sql('select state, counted_seconds, breached_at, due_at from sla_clock where request_id = $1 order by 1, 2', [
        id.slice(4),
      ]);
    const before = await judged();
    await change({ hours: hours('10:00', '11:00') });
    await app.drain();
    expect(await judged()).toEqual(before);
  });
});
