import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { UnitOfWork } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { ALL_DAYS, recount } from '../../../../tests/fixtures/clocks.ts';
import { Entitlement } from './entitlement.record.ts';

let app: TestApp;
let calendarId: string;
beforeAll(async () => {
  app = await createTestApp();
  ({ id: calendarId } = await manager().create('BusinessCalendar', {
    name: 'Always',
    timeZone: 'UTC',
    hours: ALL_DAYS,
  }));
  await manager().create('SlaPolicy', policy('Standard', 240, 1_440));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

const manager = () => app.alpha.as('manager');
const service = () => app.alpha.as('service');
const policy = (name: string, response: number, resolution: number, more: object = {}) => ({
  name,
  calendarId,
  targets: [
    { milestone: 'FIRST_RESPONSE', minutes: response },
    { milestone: 'RESOLUTION', minutes: resolution },
    { milestone: 'RESOLUTION', priority: 1, minutes: resolution / 2 },
  ],
  ...more,
});
interface Clock {
  milestone: string;
  state: string;
  startedAt: string;
  dueAt: string | null;
  breachedAt: string | null;
  pausedSince: string | null;
  elapsedSeconds: number;
  remainingSeconds: number;
  targetSeconds: string;
}
interface Request {
  id: string;
  dueAt: string | null;
  createdAt: string;
  entitlement: { id: string; name: string } | null;
  clocks: { nodes: (Clock & { policy: { name: string } })[] };
}
const SHOWN = `id dueAt createdAt entitlement { id name } clocks(first: 5) { nodes {
  milestone state startedAt dueAt breachedAt pausedSince elapsedSeconds remainingSeconds targetSeconds policy { name } } }`;
const open = async (customerId: string, input: object = {}) =>
  service().create<Request>('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler leaks', ...input }, SHOWN);
const read = async (id: string) =>
  (await service().get<{ it: Request }>(`query($id: ID!) { it: serviceRequest(id: $id) { ${SHOWN} } }`, { id })).it;
const clock = ({ clocks }: Request, milestone = 'RESOLUTION') =>
  clocks.nodes.find((each) => each.milestone === milestone);
const review = async () => {
  await app.drain();
  const { scheduledJobs } = await app.alpha.admin.get<{ scheduledJobs: { nodes: { id: string; job: string }[] } }>(
    '{ scheduledJobs(first: 100) { nodes { id job } } }',
  );
  const { id } = scheduledJobs.nodes.find(({ job }) => job === 'review-contracts') ?? {};
  await app.alpha.admin.get('mutation($id: ID!) { runScheduledJob(id: $id) { id } }', { id });
  await app.drain();
};
const step = (id: string, name: string, input = '') =>
  service().get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id${input && `, input: ${input}`}) { id } }`, { id });
const work = async (id: string) => {
  await step(id, 'assign', `{ ownerId: "${app.alpha.users.service}" }`);
  await step(id, 'start');
};
const seconds = (request: Request, milestone?: string) =>
  (Date.parse(clock(request, milestone)?.dueAt ?? '') - Date.parse(clock(request, milestone)?.startedAt ?? '')) / 1_000;
const contract = async (customerId: string, entitlement: object = {}, more: object = {}) => {
  const { id } = await manager().create('ServiceContract', {
    customerId,
    name: 'Care',
    startsOn: '2020-01-01',
    endsOn: '2099-01-01',
    ...more,
  });
  const { id: goldId } = await manager().create('SlaPolicy', policy(`Gold ${id}`, 60, 600, { active: false }));
  const made = await manager().create('Entitlement', {
    contractId: id,
    policyId: goldId,
    name: 'Gold',
    ...entitlement,
  });
  await manager().get('mutation($id: ID!) { activateServiceContract(id: $id) { id } }', { id });
  return { id, entitlementId: made.id };
};

describe('clocks of a request', () => {
  test('[O6] begin with it, by the policy for its priority, and are due when their time is over', async () => {
    const customer = await app.alpha.customer();
    const request = await open(customer);
    expect(request.clocks.nodes.map(({ milestone, state }) => [milestone, state])).toEqual(
      expect.arrayContaining([
        ['FIRST_RESPONSE', 'RUNNING'],
        ['RESOLUTION', 'RUNNING'],
      ]),
    );
    expect(seconds(request)).toBe(86_400);
    expect(request.dueAt).toBe(clock(request, 'FIRST_RESPONSE')?.dueAt);
    expect(seconds(await open(customer, { impact: 'HIGH', urgency: 'HIGH' }))).toBe(43_200);
    const { elapsedSeconds = 0, remainingSeconds = 0 } = clock(request) ?? {};
    expect(elapsedSeconds).toBeGreaterThanOrEqual(0);
    expect(elapsedSeconds + remainingSeconds).toBeGreaterThan(86_000);
  });

  test('[iS1] stand still while others must act, and stop with the solution', async () => {
    const { id } = await open(await app.alpha.customer());
    await work(id);
    await step(id, 'awaitCustomer');
    const waiting = clock(await read(id));
    expect(waiting).toMatchObject({ state: 'PAUSED', dueAt: null, pausedSince: expect.any(String) });
    await step(id, 'resume');
    expect(clock(await read(id))).toMatchObject({ state: 'RUNNING', pausedSince: null, dueAt: expect.any(String) });
    await step(id, 'resolve', '{ resolution: "A seal." }');
    const solved = await read(id);
    expect(clock(solved)).toMatchObject({ state: 'STOPPED', dueAt: null, breachedAt: null });
    expect(solved.dueAt).toBeNull();
    await step(id, 'reopen');
    expect(clock(await read(id))).toMatchObject({ state: 'RUNNING' });
    for (const { kept, replayed } of await recount(app, app.alpha.id)) expect(kept).toBe(replayed);
  });

  test('[iS2] are one for each milestone, also in the database', async () => {
    const { id } = await open(await app.alpha.customer());
    const again = app.sql(
      `insert into sla_clock (tenant_id, id, request_id, milestone, state, target_seconds, counted_seconds, counted_at, started_at, escalations, pauses_for_third, policy_id, calendar_id)
       select tenant_id, gen_random_uuid(), request_id, milestone, state, target_seconds, counted_seconds, counted_at, started_at, 0, true, policy_id, calendar_id
       from sla_clock where request_id = $1`,
      [id.slice(4)],
    );
    await expect(again).rejects.toThrow('sla_clock_request_id_milestone_key');
  });

  test('[O6] follow the priority, as long as they have not run out', async () => {
    const { id } = await open(await app.alpha.customer());
    await service().get(
      'mutation($id: ID!) { updateServiceRequest(id: $id, input: { impact: HIGH, urgency: HIGH }) { id } }',
      { id },
    );
    expect(clock(await read(id))?.targetSeconds).toBe('43200.000');
  });

  test('[O6] warn, run out and call somebody in, each once', async () => {
    const { roles } = await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
      '{ roles(first: 1) { nodes { id } } }',
    );
    const leaving = { name: 'Leaver', email: 'leaver@alpha.example', roleId: roles.nodes[0]?.id };
    const { id: leaver } = await app.alpha.admin.create('User', leaving);
    const escalations = [
      { afterMinutes: 30, userId: app.alpha.users.manager },
      { afterMinutes: 120, userId: app.alpha.users.admin },
      { afterMinutes: 150, userId: leaver },
    ];
    await manager().create('SlaPolicy', {
      ...policy('Strict', 600, 60, { rank: 10, customerFilter: { region: { eq: 'Tainan' } }, escalations }),
      targets: [{ milestone: 'RESOLUTION', minutes: 60 }],
    });
    const { id } = await open(await app.alpha.customer({ region: 'Tainan' }));
    await app.alpha.admin.get('mutation($id: ID!) { deleteUser(id: $id) { id } }', { id: leaver });
    const alerts = await app.capture(app.alpha, ['service.slaAlert']);
    const told = async () => (await alerts.events()).filter(({ recordId }) => recordId === id);
    const [{ started } = { started: new Date(0) }] = await app.sql<{ started: Date }>(
      'select started_at as started from sla_clock where request_id = $1',
      [id.slice(4)],
    );
    // Time is not waited for: its next moment is looked at, and then is now.
    const minutes: number[] = [];
    for (let signal = 0; signal < 5; signal++) {
      const [next] = await app.sql<{ at: Date }>('select next_signal_at as at from sla_clock where request_id = $1', [
        id.slice(4),
      ]);
      minutes.push(((next?.at.getTime() ?? 0) - started.getTime()) / 60_000);
      await app.sql('update sla_clock set next_signal_at = now() where request_id = $1', [id.slice(4)]);
      expect(await told()).toHaveLength(signal + 1);
    }
    expect(minutes).toEqual([48, 60, 90, 180, 210]);
    expect(Date.parse(clock(await read(id))?.breachedAt ?? '') - started.getTime()).toBe(3_600_000);
    const all = await told();
    expect(all.map(({ patch }) => patch?.signal)).toEqual([
      'WARNING',
      'BREACH',
      'ESCALATION',
      'ESCALATION',
      'ESCALATION',
    ]);
    expect(all.map(({ patch }) => patch?.userId)).toEqual([
      undefined,
      undefined,
      app.alpha.users.manager,
      app.alpha.users.admin,
      leaver,
    ]);

    const { tasks } = await app.alpha.admin.get<{ tasks: { nodes: object[] } }>(
      'query($user: ID!) { tasks(filter: { assigneeId: { eq: $user } }) { nodes { title quadrant description } } }',
      { user: app.alpha.users.manager },
    );
    expect(tasks.nodes).toEqual([{ title: 'Overdue: Boiler leaks', quadrant: 1, description: id }]);
  });
});

describe('what was promised', () => {
  test('[O9] is the policy of the highest rank that is for the customer', async () => {
    await manager().create(
      'SlaPolicy',
      policy('Key accounts', 30, 120, { rank: 5, customerFilter: { lifecycleState: { in: ['ADVOCATE'] } } }),
    );
    const policyOf = async (customer: string) => clock(await open(customer))?.policy.name;
    expect(await policyOf(await app.alpha.customer())).toBe('Standard');
    expect(await policyOf(await app.alpha.customer({ lifecycleState: 'ADVOCATE' }))).toBe('Key accounts');
  });

  test('[O6] is what an entitlement says, for the kinds that it covers', async () => {
    const customer = await app.alpha.customer();
    await contract(customer, { kinds: ['FAULT'] });
    const fault = await open(customer);
    expect(fault.entitlement).toMatchObject({ name: 'Gold' });
    expect(seconds(fault)).toBe(36_000);
    expect((await open(customer, { kind: 'QUESTION' })).entitlement).toBeNull();
    expect((await open(await app.alpha.customer())).entitlement).toBeNull();
  });

  test('[iS5] covers no more requests than its quantity, also when many are opened at once', async () => {
    const customer = await app.alpha.customer();
    const { entitlementId } = await contract(customer, { quantity: 3 });
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(customer)));
    expect(opened.filter(({ entitlement }) => entitlement?.id === entitlementId)).toHaveLength(3);
    expect(
      await service().refusedToCreate('ServiceRequest', {
        customerId: customer,
        kind: 'FAULT',
        subject: 'x',
        entitlementId,
      }),
    ).toMatchObject({
      code: 'USED_UP',
      field: 'input.entitlementId',
    });
    // What turns out to be none of ours does not count.
    const covered = opened.find(({ entitlement }) => entitlement !== null);
    await service().get('mutation($id: ID!) { rejectServiceRequest(id: $id, reason: "Not ours.") { id } }', {
      id: covered?.id,
    });
    expect((await open(customer, { entitlementId })).entitlement?.id).toBe(entitlementId);
    const [row] = await app.sql<{ used: number }>('select used from entitlement where id = $1', [
      entitlementId.slice(4),
    ]);
    expect(row?.used).toBe(3);
  });

  test('covers more than its quantity when nobody waits for its lock: the test above can fail', async () => {
    const customer = await app.alpha.customer();
    const { entitlementId } = await contract(customer, { quantity: 1 });
    const lock = UnitOfWork.prototype.lock;
    const both = Promise.withResolvers<void>();
    let looked = 0;
    jest.spyOn(UnitOfWork.prototype, 'lock').mockImplementation(async function (this: UnitOfWork, ...asked) {
      const [record, id] = asked;
      if (record !== Entitlement) return lock.apply(this, asked);
      const [found] = await this.find(Entitlement, {
        filter: { id: { eq: id } },
        fields: ['quantity', 'used'],
        first: 1,
      });
      if (++looked === 2) both.resolve();
      await both.promise;
      return found ?? {};
    });
    const opened = await Promise.all([open(customer), open(customer)]);
    expect(looked).toBe(2);
    expect(opened.filter(({ entitlement }) => entitlement?.id === entitlementId)).toHaveLength(2);
  });

  test('[O6] covers nobody else, and nothing after its end', async () => {
    const other = await contract(await app.alpha.customer());
    const customer = await app.alpha.customer();
    expect(
      await service().refusedToCreate('ServiceRequest', {
        customerId: customer,
        kind: 'FAULT',
        subject: 'x',
        entitlementId: other.entitlementId,
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.entitlementId' });
    await contract(customer, {}, { endsOn: '2021-01-01' });
    expect((await open(customer)).entitlement).toBeNull();
  });

  test('[O6] is renewed with notice, and ends by itself', async () => {
    const customer = await app.alpha.customer();
    const soon = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const { id } = await contract(customer, { quantity: 2 }, { endsOn: soon, noticeDays: 30 });
    await open(customer);
    await review();
    const state = async () =>
      (
        await manager().get<{ it: { state: string } }>('query($id: ID!) { it: serviceContract(id: $id) { state } }', {
          id,
        })
      ).it.state;
    expect(await state()).toBe('EXPIRING');
    const { it } = await manager().get<{ it: { state: string; startsOn: string; entitlements: { nodes: object[] } } }>(
      'mutation($id: ID!) { it: renewServiceContract(id: $id, endsOn: "2099-06-01") { state startsOn entitlements { nodes { name quantity used } } } }',
      { id },
    );
    expect(it).toEqual({
      state: 'ACTIVE',
      startsOn: soon,
      entitlements: { nodes: [{ name: 'Gold', quantity: 2, used: 0 }] },
    });
    expect(
      (
        await manager().refused('mutation($id: ID!) { renewServiceContract(id: $id, endsOn: "2099-06-01") { id } }', {
          id,
        })
      ).code,
    ).toBe('DUPLICATE');
    await app.sql("update service_contract set starts_on = '2019-01-01', ends_on = '2021-01-01' where id = $1", [
      id.slice(4),
    ]);
    await review();
    expect(await state()).toBe('RENEWED');
  });

  test.each([
    ['no target', { targets: [] }, 'input.targets'],
    ['a target of no time', { targets: [{ milestone: 'RESOLUTION', minutes: 0 }] }, 'input.targets[0].minutes'],
    [
      'a target twice',
      {
        targets: [
          { milestone: 'RESOLUTION', minutes: 5 },
          { milestone: 'RESOLUTION', minutes: 6 },
        ],
      },
      'input.targets[1]',
    ],
    [
      'a user who is none',
      { escalations: [{ afterMinutes: 0, userId: 'usr_019b76da-0000-7000-8000-000000000000' }] },
      'input.escalations[0].userId',
    ],
  ])('with %s is refused', async (_what, values, field) => {
    expect(await manager().refusedToCreate('SlaPolicy', { ...policy('Odd', 10, 10), ...values })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });

  test('for customers who cannot be asked for is refused where it is written', async () => {
    const refused = await manager().refusedToCreate(
      'SlaPolicy',
      policy('Odd', 10, 10, { customerFilter: { shoeSize: { eq: 44 } } }),
    );
    expect(['INPUT_INVALID', 'FILTER_INVALID']).toContain(refused.code);
  });
  test('is kept by managers', async () => {
    expect((await service().refusedToCreate('SlaPolicy', policy('Mine', 10, 10))).code).toBe('FORBIDDEN');
  });
});
