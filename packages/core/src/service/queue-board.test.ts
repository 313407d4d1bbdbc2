import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestSubscription } from '@rapport/testing';
import { ALL_DAYS } from '../../../../tests/fixtures/clocks.ts';

let app: TestApp;
let customerId: string;
let queueId: string;
let otherQueue: string;
beforeAll(async () => {
  app = await createTestApp();
  const manager = app.alpha.as('manager');
  const { id: calendarId } = await manager.create('BusinessCalendar', {
    name: 'Always',
    timeZone: 'Asia/Taipei',
    hours: ALL_DAYS,
  });
  const targets = [
    { milestone: 'RESOLUTION', minutes: 480 },
    { milestone: 'RESOLUTION', priority: 1, minutes: 60 },
  ];
  await manager.create('SlaPolicy', { name: 'Standard', calendarId, targets });
  customerId = await app.alpha.customer();
  ({ id: queueId } = await manager.create('Queue', { name: 'Hotline' }));
  ({ id: otherQueue } = await manager.create('Queue', { name: 'Workshop' }));
});
afterAll(() => app.close());

const open = async (input: object = {}) =>
  (
    await app.alpha
      .as('service')
      .create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler leaks', queueId, ...input })
  ).id;
const step = (name: string, id: string, input = '') =>
  app.alpha
    .as('service')
    .get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id${input && `, input: ${input}`}) { id } }`, { id });
interface Board {
  readonly eventCursor: string;
  readonly queueBoard: { readonly nodes: { readonly id: string; readonly clocks: { nodes: { state: string }[] } }[] };
}
const BOARD = `query($id: ID!, $first: Int) { eventCursor
  queueBoard(queueId: $id, first: $first) { nodes { id clocks(first: 5) { nodes { state } } } pageInfo { hasNextPage } } }`;
const CHANGES = `subscription($id: ID!, $after: String) { queueBoardChanged(queueId: $id, after: $after) {
  kind type cursor recordId node { id state dueAt clocks(first: 5) { nodes { state } } } } }`;
interface Change {
  readonly queueBoardChanged: {
    readonly kind: string;
    readonly type: string | null;
    readonly cursor: string;
    readonly recordId: string;
    readonly node: { readonly state: string; readonly clocks: { readonly nodes: { readonly state: string }[] } } | null;
  };
}
const nextOf = async (live: TestSubscription<Change>) => (await live.next()).value?.data?.queueBoardChanged;
const as = (role: string) => app.alpha.as(role);
const boardOf = (id: string) => as('service').get<Board>(BOARD, { id });
const idsOf = ({ queueBoard }: Board) => queueBoard.nodes.map(({ id }) => id);

describe('the board of a queue', () => {
  test('[O7] shows what is open, with its clocks, and what runs out first before the rest', async () => {
    const [later, urgent, done] = [await open(), await open({ impact: 'HIGH', urgency: 'HIGH' }), await open()];
    await open({ queueId: otherQueue });
    await step('assign', done, `{ ownerId: "${app.alpha.users.service}" }`);
    await step('start', done);
    await step('resolve', done, '{ resolution: "A seal." }');
    const board = await boardOf(queueId);
    expect(idsOf(board)).toEqual([urgent, later]);
    expect(board.queueBoard.nodes[0]?.clocks.nodes).toEqual([{ state: 'RUNNING' }]);
    // One statement answers it, with the same bytes as resolvers do.
    const text = BOARD.replace('eventCursor', '');
    const { data } = await as('service').askExecutor<Board>(text, { id: queueId });
    await as('service').get(text, { id: queueId });
    const compiled = await as('service').askCompiled(text, { id: queueId });
    expect(JSON.parse(compiled ?? 'null').data.queueBoard).toEqual(data?.queueBoard);
  });

  test('holds 500 at once and no more, and costs as much as it may show', async () => {
    const sized = (first: number) => as('service').ask(BOARD, { id: queueId, first });
    expect((await sized(500)).errors).toBeUndefined();
    expect(await as('service').refused(BOARD, { id: queueId, first: 501 })).toMatchObject({ code: 'PAGE_INVALID' });
    const nested = 'query($id: ID!) { queueBoard(queueId: $id) { nodes { clocks(first: 50) { nodes { id } } } } }';
    expect((await as('service').refused(nested, { id: queueId })).code).toBe('QUERY_TOO_COMPLEX');
  });

  test('[O7] tells what enters, changes and leaves, and goes on after a cursor', async () => {
    const { eventCursor: after } = await boardOf(queueId);
    const live = await as('service').subscribe<Change>(CHANGES, { id: queueId, after });
    const id = await open();
    // What was there already may come once more.
    const next = async () => {
      for (;;) {
        const change = await nextOf(live);
        if (change?.recordId === id) return change;
      }
    };
    const entered = await next();
    expect(entered).toMatchObject({
      kind: 'CREATED',
      recordId: id,
      node: { clocks: { nodes: [{ state: 'RUNNING' }] } },
    });
    await step('assign', id, `{ ownerId: "${app.alpha.users.service}" }`);
    expect(await next()).toMatchObject({ kind: 'UPDATED', node: { state: 'ASSIGNED' } });
    await step('start', id);
    await next();
    await step('awaitCustomer', id);
    expect(await next()).toMatchObject({ kind: 'UPDATED', node: { clocks: { nodes: [{ state: 'PAUSED' }] } } });
    await open({ queueId: otherQueue });
    await as('service').get(
      'mutation($id: ID!, $queue: ID!) { updateServiceRequest(id: $id, input: { queueId: $queue }) { id } }',
      {
        id,
        queue: otherQueue,
      },
    );
    expect(await next()).toMatchObject({ kind: 'REMOVED', recordId: id, node: null });
    live.stop();
    // Somebody who was away since it entered misses nothing of what followed.
    const again = await as('service').subscribe<Change>(CHANGES, { id: queueId, after: entered?.cursor });
    let missed = await nextOf(again);
    while (missed?.kind === 'UPDATED') missed = await nextOf(again);
    expect(missed).toMatchObject({ recordId: id, kind: 'REMOVED' });
    again.stop();
  });

  test('is for those who may see its requests, and not for other tenants', async () => {
    const id = await open();
    expect(idsOf(await as('seller').get<Board>(BOARD, { id: queueId }))).not.toContain(id);
    expect(idsOf(await app.beta.as('service').get<Board>(BOARD, { id: queueId }))).toEqual([]);
  });
});
