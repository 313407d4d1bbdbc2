import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { ALL_DAYS, recount } from '../../../../tests/fixtures/clocks.ts';

let app: TestApp;
let causeId: string;
beforeAll(async () => {
  app = await createTestApp();
  const { id: calendarId } = await manager().create('BusinessCalendar', {
    name: 'Always',
    timeZone: 'UTC',
    hours: ALL_DAYS,
  });
  const targets = [
    { milestone: 'FIRST_RESPONSE', minutes: 60 },
    { milestone: 'RESOLUTION', minutes: 600 },
  ];
  await manager().create('SlaPolicy', { name: 'Standard', calendarId, targets });
  ({ id: causeId } = await manager().create('ServiceCause', { name: 'Worn seal' }));
});
afterAll(async () => {
  // Whatever the tests did: clocks are what the steps say.
  for (const { kept, replayed } of await recount(app, app.alpha.id)) expect(kept).toBe(replayed);
  await app.close();
});

const manager = () => app.alpha.as('manager');
const service = () => app.alpha.as('service');
interface Request {
  id: string;
  state: string;
  complaintStep: string | null;
  firstRespondedAt: string | null;
  reopenedCount: number;
  satisfaction: number | null;
  effort: number | null;
}
const SHOWN = 'id state complaintStep firstRespondedAt reopenedCount satisfaction effort';
const open = async (input: object = {}) =>
  service().create<Request>(
    'ServiceRequest',
    { customerId: await app.alpha.customer(), kind: 'FAULT', subject: 'Boiler leaks', ...input },
    SHOWN,
  );
const read = async (id: string) =>
  (await service().get<{ it: Request }>(`query($id: ID!) { it: serviceRequest(id: $id) { ${SHOWN} } }`, { id })).it;
const step = (id: string, name: string, input = '') =>
  service().get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id${input && `, input: ${input}`}) { id } }`, { id });
const begin = async (id: string) => {
  await step(id, 'assign', `{ ownerId: "${app.alpha.users.service}" }`);
  await step(id, 'start');
};
const say = (requestId: string, body: string, values: object = {}, by: TestClient = service()) =>
  by.create('ServiceMessage', { requestId, body, ...values });
const solve = async (id: string) => {
  await begin(id);
  await step(id, 'resolve', '{ resolution: "A new seal." }');
};
async function self(customerId: string): Promise<TestClient> {
  const { createSelfServiceKey } = await service().get<{ createSelfServiceKey: { secret: string } }>(
    'mutation($id: ID!, $at: DateTime!) { createSelfServiceKey(customerId: $id, expiresAt: $at) { secret } }',
    { id: customerId, at: new Date(Date.now() + 3_600_000).toISOString() },
  );
  return app.client(createSelfServiceKey.secret);
}

describe('what is said about a request', () => {
  test('[O10] our first word stops the clock for it; what nobody wrote does not', async () => {
    const { id } = await open();
    await say(id, 'We have your mail.', { automatic: true });
    expect((await read(id)).firstRespondedAt).toBeNull();
    await say(id, 'We come tomorrow.');
    expect((await read(id)).firstRespondedAt).toEqual(expect.any(String));
    const [clock] = await app.sql(
      "select state from sla_clock where request_id = $1 and milestone = 'FIRST_RESPONSE'",
      [id.slice(4)],
    );
    expect(clock).toEqual({ state: 'STOPPED' });
  });

  test('[G2] stands in the timeline of the customer as a touch, through whatever channel', async () => {
    const customerId = await app.alpha.customer();
    const { id } = await open({ customerId });
    await say(id, 'It drips.', { fromCustomer: true, channel: 'PHONE' });
    await say(id, 'We come.', { channel: 'EMAIL' });
    const { customer } = await service().get<{ customer: { interactions: { nodes: object[] } } }>(
      'query($id: ID!) { customer(id: $id) { interactions(orderBy: [{ field: OCCURRED_AT }]) { nodes { direction channel matter subject } } } }',
      { id: customerId },
    );
    expect(customer.interactions.nodes).toEqual([
      { direction: 'INBOUND', channel: 'PHONE', matter: 'SERVICE', subject: 'Boiler leaks' },
      { direction: 'OUTBOUND', channel: 'EMAIL', matter: 'SERVICE', subject: 'Boiler leaks' },
    ]);
  });

  test('[O7] the customer’s word wakes what waits for him, and opens again what was solved', async () => {
    const { id } = await open();
    await begin(id);
    await step(id, 'awaitCustomer');
    await say(id, 'I am on holiday.', { fromCustomer: true, automatic: true });
    expect((await read(id)).state).toBe('WAITING_CUSTOMER');
    await say(id, 'Here is the number.', { fromCustomer: true });
    expect((await read(id)).state).toBe('IN_PROGRESS');
    await step(id, 'resolve', '{ resolution: "A seal." }');
    await step(id, 'close');
    await say(id, 'It drips again.', { fromCustomer: true });
    expect(await read(id)).toMatchObject({ state: 'REOPENED', reopenedCount: 1 });
  });

  test('[O7] what was closed for two weeks takes no answers any more', async () => {
    const { id } = await open();
    await solve(id);
    await step(id, 'close');
    await app.sql("update service_request set closed_at = now() - interval '15 days' where id = $1", [id.slice(4)]);
    const refused = await service().refusedToCreate('ServiceMessage', {
      requestId: id,
      body: 'It drips.',
      fromCustomer: true,
    });
    expect(refused).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'CLOSED' });
    expect((await read(id)).state).toBe('CLOSED');
  });
});

describe('a customer who serves himself', () => {
  test('[A20] opens a request, follows it, and says what he thinks of it; notes of ours he never sees', async () => {
    const customerId = await app.alpha.customer();
    const me = await self(customerId);
    const { id } = await me.create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'It drips' });
    await say(id, 'Since Monday.', {}, me);
    await begin(id);
    await say(id, 'We come.');
    await service().create('ServiceNote', { requestId: id, body: 'He complains about everything.' });
    await step(id, 'resolve', '{ resolution: "A seal." }');
    const followed = await me.get<{ serviceRequests: { nodes: object[] } }>(
      '{ serviceRequests { nodes { state resolution messages { nodes { fromCustomer body } } } } }',
    );
    expect(followed.serviceRequests.nodes).toEqual([
      {
        state: 'RESOLVED',
        resolution: 'A seal.',
        messages: {
          nodes: expect.arrayContaining([
            { fromCustomer: true, body: 'Since Monday.' },
            { fromCustomer: false, body: 'We come.' },
          ]),
        },
      },
    ]);
    expect((await me.refused('{ serviceNotes { nodes { body } } }')).code).toBe('FORBIDDEN');
    await me.get(
      'mutation($id: ID!) { confirmServiceRequest(id: $id, input: { solved: true, satisfaction: 5, effort: 6 }) { state } }',
      { id },
    );
    expect(await read(id)).toMatchObject({ state: 'CLOSED', satisfaction: 5, effort: 6 });
    // Nothing else, and nothing of others.
    const other = await open();
    const CONFIRM = 'mutation($id: ID!) { confirmServiceRequest(id: $id, input: { solved: true }) { id } }';
    expect((await me.refused(CONFIRM, { id: other.id })).code).toBe('NOT_FOUND');
    expect((await me.refusedToCreate('ServiceMessage', { requestId: other.id, body: 'x' })).code).toMatch(
      /NOT_FOUND|FORBIDDEN/,
    );
  });

  test('[A20] says that it is not solved, and it goes on', async () => {
    const customerId = await app.alpha.customer();
    const { id } = await open({ customerId });
    await solve(id);
    const me = await self(customerId);
    await me.get(
      'mutation($id: ID!) { confirmServiceRequest(id: $id, input: { solved: false, satisfaction: 1 }) { state } }',
      { id },
    );
    expect(await read(id)).toMatchObject({ state: 'REOPENED', satisfaction: 1, reopenedCount: 1 });
  });
});

describe('a complaint', () => {
  const take = (id: string, call: string) =>
    service()
      .get<{ it: Request }>(`mutation($id: ID!) { it: ${call} { ${SHOWN} } }`, { id })
      .then(({ it }) => it);
  const RESOLVE = 'mutation($id: ID!) { resolveServiceRequest(id: $id) { state } }';

  test('[A21] [iS6] is acknowledged, investigated, remedied and confirmed, and not resolved before', async () => {
    const { id } = await open({ kind: 'COMPLAINT' });
    await begin(id);
    expect(
      (await service().refused(`mutation($id: ID!) { remedyComplaint(id: $id, remedy: "x") { id } }`, { id })).code,
    ).toBe('TRANSITION_REFUSED');
    await take(id, 'acknowledgeComplaint(id: $id)');
    await take(id, `investigateComplaint(id: $id, causeId: "${causeId}")`);
    await take(
      id,
      'remedyComplaint(id: $id, remedy: "A new boiler.", compensation: { amount: "100", currency: "TWD" })',
    );
    // The customer has not answered, and still may.
    expect(await service().refused(RESOLVE, { id })).toMatchObject({ code: 'INPUT_INVALID', field: 'id' });
    const answered = await take(id, 'confirmServiceRequest(id: $id, input: { solved: true, satisfaction: 4 })');
    expect(answered.complaintStep).toBe('CONFIRMED');
    await service().get(RESOLVE, { id });
    expect((await read(id)).state).toBe('RESOLVED');
  });

  test('[iS6] is resolved without an answer only when the time for one is over', async () => {
    const { id } = await open({ kind: 'COMPLAINT' });
    await begin(id);
    await take(id, 'acknowledgeComplaint(id: $id)');
    await take(id, `investigateComplaint(id: $id, causeId: "${causeId}")`);
    await take(id, 'remedyComplaint(id: $id, remedy: "An apology.")');
    await app.sql("update service_request set remedied_at = now() - interval '6 days' where id = $1", [id.slice(4)]);
    expect((await service().refused(RESOLVE, { id })).code).toBe('INPUT_INVALID');
    await app.sql("update service_request set remedied_at = now() - interval '7 days' where id = $1", [id.slice(4)]);
    await service().get(RESOLVE, { id });
  });

  test('[iS6] needs its cause', async () => {
    const { id } = await open({ kind: 'COMPLAINT' });
    await begin(id);
    const refused = await service().refused(
      'mutation($id: ID!) { resolveServiceRequest(id: $id, input: { resolution: "x" }) { id } }',
      { id },
    );
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', field: 'input.causeId' });
  });
});

describe('requests that are one, or two', () => {
  const MERGE = `mutation($survivorId: ID!, $mergedId: ID!) { it: mergeServiceRequests(survivorId: $survivorId, mergedId: $mergedId) { merge { id } } }`;

  test('[O7] a duplicate leaves its messages to the other and stops its clocks, until that is taken back', async () => {
    const customerId = await app.alpha.customer();
    const [first, second] = [await open({ customerId }), await open({ customerId })];
    await say(second.id, 'Again.', { fromCustomer: true });
    const { it } = await service().get<{ it: { merge: { id: string } } }>(MERGE, {
      survivorId: first.id,
      mergedId: second.id,
    });
    const { serviceRequest } = await service().get<{ serviceRequest: object }>(
      'query($id: ID!) { serviceRequest(id: $id) { messages { nodes { body } } duplicates { nodes { id } } } }',
      { id: first.id },
    );
    expect(serviceRequest).toMatchObject({ messages: { nodes: [{ body: 'Again.' }] } });
    const stateOf = (id: string) =>
      app.sql("select state, next_signal_at from sla_clock where request_id = $1 and milestone = 'RESOLUTION'", [
        id.slice(4),
      ]);
    expect(await stateOf(second.id)).toEqual([{ state: 'STOPPED', next_signal_at: null }]);
    expect(await stateOf(first.id)).toMatchObject([{ state: 'RUNNING' }]);
    await service().get('mutation($id: ID!) { unmergeServiceRequests(mergeId: $id) { merge { id } } }', {
      id: it.merge.id,
    });
    expect(await read(second.id)).toMatchObject({ state: 'NEW' });
    expect(await stateOf(second.id)).toMatchObject([{ state: 'RUNNING' }]);
  });

  test('of two customers are never one', async () => {
    const [first, second] = [await open(), await open()];
    expect((await service().refused(MERGE, { survivorId: first.id, mergedId: second.id })).code).toBe('MERGE_REFUSED');
  });

  test('[O7] a matter of its own is taken out with what was said of it', async () => {
    const { id } = await open();
    const { id: messageId } = await say(id, 'And the invoice is wrong.', { fromCustomer: true });
    const SPLIT = `mutation($id: ID!, $messages: [ID!]!) { it: splitServiceRequest(id: $id, input: { subject: "Invoice", kind: QUESTION, messageIds: $messages }) {
      subject kind splitFrom { id } messages { nodes { id } } clocks { nodes { milestone } } } }`;
    const { it } = await service().get<{ it: object }>(SPLIT, { id, messages: [messageId] });
    expect(it).toMatchObject({
      subject: 'Invoice',
      kind: 'QUESTION',
      splitFrom: { id },
      messages: { nodes: [{ id: messageId }] },
    });
    expect((await service().refused(SPLIT, { id, messages: [messageId] })).code).toBe('INPUT_INVALID');
  });

  test('[O7] a problem does not stand behind itself', async () => {
    const [a, b] = [await open(), await open()];
    const behind =
      'mutation($id: ID!, $problem: ID!) { updateServiceRequest(id: $id, input: { problemId: $problem }) { id } }';
    await service().get(behind, { id: a.id, problem: b.id });
    expect((await service().refused(behind, { id: b.id, problem: a.id })).code).toBe('INPUT_INVALID');
  });
});

test('[O7] steps that are always the same are a macro: an automation that somebody lets begin', async () => {
  const definition = {
    trigger: { manual: true },
    recordType: 'ServiceRequest',
    steps: [
      {
        ...{ id: 'ask', type: 'create', recordType: 'ServiceMessage' },
        values: { requestId: { subject: 'id' }, body: 'Which model is it?', channel: 'EMAIL' },
      },
      { id: 'wait', type: 'transition', transition: 'awaitCustomer', reason: 'Macro' },
    ],
  };
  const { createAutomation } = await app.alpha.admin.get<{ createAutomation: { id: string } }>(
    'mutation($definition: JSON!) { createAutomation(input: { key: "ask-model", name: "Ask for the model", definition: $definition }) { id } }',
    { definition },
  );
  await app.alpha.admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', createAutomation);
  const { id } = await open();
  await begin(id);
  await app.alpha.admin.get('mutation($id: ID!, $record: ID!) { startAutomation(id: $id, recordId: $record) { id } }', {
    ...createAutomation,
    record: id,
  });
  await app.drain();
  expect(await read(id)).toMatchObject({ state: 'WAITING_CUSTOMER', firstRespondedAt: expect.any(String) });
});

test('[A17] ways through a menu tell how good they are', async () => {
  const path = (end: string, ...names: string[]) =>
    app.alpha.as('automation').create<{ path: string; seconds: number }>(
      'ContactPath',
      {
        channel: 'PHONE',
        startedAt: '2026-03-01T10:00:00Z',
        end,
        nodes: names.map((name) => ({ name, seconds: 20 })),
      },
      'path seconds',
    );
  expect(await path('ABANDONED', 'Welcome', 'Repairs')).toEqual({ path: 'Welcome > Repairs', seconds: 40 });
  await path('PERSON', 'Welcome', 'Repairs');
  await path('ABANDONED', 'Welcome', 'Repairs');
  const { contactPathStats } = await app.alpha
    .as('analyst')
    .get<{ contactPathStats: { groups: object[] } }>(
      '{ contactPathStats(groupBy: [{ field: PATH }, { field: END }]) { groups { key { path end } count avg { seconds } } } }',
    );
  expect(contactPathStats.groups).toEqual(
    expect.arrayContaining([{ key: { path: 'Welcome > Repairs', end: 'ABANDONED' }, count: 2, avg: { seconds: 40 } }]),
  );
  expect(
    (
      await app.alpha.as('automation').refusedToCreate('ContactPath', {
        channel: 'PHONE',
        startedAt: '2026-03-01T10:00:00Z',
        end: 'PERSON',
        nodes: [],
      })
    ).code,
  ).toBe('INPUT_INVALID');
});
