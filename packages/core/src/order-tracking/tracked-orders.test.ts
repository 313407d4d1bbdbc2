import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
let erp: TestClient;
beforeAll(async () => {
  app = await createTestApp();
  erp = app.alpha.as('automation');
});
afterAll(() => app.close());

const TRACK = `mutation($input: TrackOrderInput!) { trackOrder(input: $input) {
  id version promisedAt doneAt steps(orderBy: [{ field: POSITION }]) { nodes { position name promisedAt doneAt errorCause version } } } }`;
interface Tracked {
  id: string;
  version: number;
  promisedAt: string | null;
  doneAt: string | null;
  steps: { nodes: { position: number; errorCause: string | null; version: number }[] };
}
const track = async (input: object) => (await erp.get<{ trackOrder: Tracked }>(TRACK, { input })).trackOrder;
const STEPS = [
  { position: 1, name: 'Paid', promisedAt: '2026-03-01T00:00:00Z', doneAt: '2026-03-01T10:00:00Z' },
  { position: 2, name: 'Shipped', promisedAt: '2026-03-05T00:00:00Z' },
  { position: 3, name: 'Delivered', promisedAt: '2026-03-07T00:00:00Z' },
];
let numbers = 0;
const order = async (values: object = {}) => ({
  customerId: await app.alpha.customer(),
  system: 'erp',
  number: `SO-${++numbers}`,
  placedAt: '2026-02-28T10:00:00Z',
  steps: STEPS,
  ...values,
});

describe('[O2] an order of another system', () => {
  test('has steps with what was promised and what was done, and sent again changes nothing', async () => {
    const input = await order();
    const first = await track(input);
    expect(first).toMatchObject({ promisedAt: '2026-03-07T00:00:00+00:00', doneAt: null });
    expect(first.steps.nodes.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(await track(input)).toEqual(first);
  });

  test('says what went wrong, and is done once all of its steps are', async () => {
    const input = await order();
    await track(input);
    const late = { position: 2, name: 'Shipped', promisedAt: '2026-03-09T00:00:00Z', errorCause: 'CARRIER' };
    expect((await track({ ...input, steps: [late] })).steps.nodes[1]).toMatchObject({ errorCause: 'CARRIER' });
    const rest = [2, 3].map((position) => ({ position, name: 'Done', doneAt: `2026-03-1${position}T00:00:00Z` }));
    const done = await track({ ...input, steps: rest });
    expect(done).toMatchObject({ doneAt: '2026-03-13T00:00:00+00:00' });
    // What a report does not say stays; null takes it away.
    expect(done.steps.nodes[1]).toMatchObject({ errorCause: 'CARRIER' });
    expect((await track({ ...input, steps: [{ ...rest[0], errorCause: null }] })).steps.nodes[1]).toMatchObject({
      errorCause: null,
    });
  });

  test('is one, however many report it at once', async () => {
    const input = await order();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => erp.ask<{ trackOrder: Tracked }>(TRACK, { input })),
    );
    const done = answers.filter(({ errors }) => errors?.[0]?.extensions?.code !== 'BUSY');
    expect(new Set(done.map(({ data, errors }) => data?.trackOrder.id ?? JSON.stringify(errors))).size).toBe(1);
    expect(await app.sql('select 1 from tracked_order where number = $1', [input.number])).toHaveLength(1);
    expect(
      await app.sql(
        'select 1 from tracked_order_step s join tracked_order o on o.id = s.order_id where o.number = $1',
        [input.number],
      ),
    ).toHaveLength(3);
  });

  test('is seen by its customer and by service, stands in his timeline and is found by its number', async () => {
    const input = await order();
    await track(input);
    const self = await app.alpha.asCustomer(input.customerId);
    const question = '{ trackedOrders { nodes { number promisedAt steps { nodes { name doneAt } } } } }';
    const own = await self.get<{ trackedOrders: { nodes: { number: string }[] } }>(question);
    expect(own.trackedOrders.nodes.map(({ number }) => number)).toEqual([input.number]);
    expect(
      await app.alpha.as('service').get(
        `query($id: ID!, $number: String!) {
          search(query: $number, types: [TRACKED_ORDER]) { node { ... on TrackedOrder { number } } }
          customer(id: $id) { timeline(types: [TRACKED_ORDER]) { nodes { ... on TrackedOrder { number } } } } }`,
        { id: input.customerId, number: input.number },
      ),
    ).toEqual({
      search: expect.arrayContaining([{ node: { number: input.number } }]),
      customer: { timeline: { nodes: [{ number: input.number }] } },
    });
  });

  test('that is late is found by what was promised', async () => {
    const input = await order({ steps: [{ position: 1, name: 'Shipped', promisedAt: '2020-01-01T00:00:00Z' }] });
    await track(input);
    const { trackedOrders } = await app.alpha
      .as('service')
      .get<{ trackedOrders: { nodes: { number: string }[] } }>(
        '{ trackedOrders(filter: { doneAt: { isNull: true }, promisedAt: { lt: "2020-06-01T00:00:00Z" } }) { nodes { number } } }',
      );
    expect(trackedOrders.nodes).toEqual([{ number: input.number }]);
  });

  test('does not change hands, names a step once, and is written by those who may', async () => {
    const input = await order();
    await track(input);
    const customerId = await app.alpha.customer();
    expect(await erp.refused(TRACK, { input: { ...input, customerId } })).toMatchObject({ field: 'input.customerId' });
    expect(await erp.refused(TRACK, { input: { ...input, steps: [STEPS[0], STEPS[0]] } })).toMatchObject({
      field: 'input.steps[1].position',
    });
    expect(await erp.refused(TRACK, { input: { ...input, steps: [{ position: 101, name: 'x' }] } })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.steps[0].position',
    });
    expect(await app.alpha.as('seller').refused(TRACK, { input })).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await app.sql(
        'select 1 from tracked_order_step s join tracked_order o on o.id = s.order_id where o.number = $1',
        [input.number],
      ),
    ).toHaveLength(3);
  });
});
