import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { ProductLifeCycle } from './product-life-cycle.record.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const seller = () => app.alpha.as('seller');
const customer = () => app.alpha.customer({ ownerId: app.alpha.users.seller });
const begin = async (values: object = {}) =>
  (
    await seller().create('ProductLifeCycle', {
      ...{ customerId: await customer(), product: 'Service plan', since: '2026-01-01T00:00:00Z' },
      ...values,
    })
  ).id;
interface Shown {
  state: string;
  since: string;
  replacedBy: string | null;
}
const step = (name: string, input = '') =>
  `mutation($id: ID!, $reason: String) { it: ${name}ProductLifeCycle(id: $id, reason: $reason${input && `, input: ${input}`}) { state since replacedBy } }`;
const take = async (name: string, id: string, input = '', reason?: string) =>
  (await seller().get<{ it: Shown }>(step(name, input), { id, reason })).it;

describe('a customer with a product', () => {
  test('[M5] goes by named steps with their dates, beside his own life cycle', async () => {
    const customerId = await customer();
    const id = await begin({ customerId });
    await take('try', id, '{ since: "2026-01-11T00:00:00Z" }');
    await take('adopt', id, '{ since: "2026-01-21T12:00:00Z" }');
    await take('fade', id, '{ since: "2026-02-21T12:00:00Z" }');
    expect(await take('replace', id, '{ since: "2026-02-22T12:00:00Z", replacedBy: "Full care" }')).toMatchObject({
      state: 'REPLACED',
      since: expect.stringMatching(/^2026-02-22T12:00:00/),
      replacedBy: 'Full care',
    });
    await seller().get('mutation($id: ID!) { activateCustomer(id: $id, reason: "First sale.") { id } }', {
      id: customerId,
    });
    const { customer: shown } = await seller().get<{ customer: Record<string, { nodes: unknown[] }> }>(
      `query($id: ID!) { customer(id: $id) { lifecycleState
        lifecycleChanges { nodes { fromState toState reason createdAt } }
        productLifeCycles { nodes { product state steps { nodes { fromState toState takenAt secondsBefore } } } }
        timeline(first: 20) { nodes { ... on ProductLifeStep { toState } } } } }`,
      { id: customerId },
    );
    expect(shown).toMatchObject({
      lifecycleState: 'ACTIVE',
      lifecycleChanges: {
        nodes: [{ fromState: 'PROSPECT', toState: 'ACTIVE', reason: 'First sale.', createdAt: expect.any(String) }],
      },
      productLifeCycles: {
        nodes: [
          {
            product: 'Service plan',
            state: 'REPLACED',
            steps: {
              nodes: [
                { fromState: 'FADING', toState: 'REPLACED', secondsBefore: 86_400 },
                { fromState: 'USING', toState: 'FADING', secondsBefore: 31 * 86_400 },
                { fromState: 'TRYING', toState: 'USING', secondsBefore: 10.5 * 86_400 },
                { fromState: 'CONSIDERING', toState: 'TRYING', secondsBefore: 10 * 86_400 },
                {
                  fromState: null,
                  toState: 'CONSIDERING',
                  takenAt: expect.stringMatching(/^2026-01-01/),
                  secondsBefore: null,
                },
              ],
            },
          },
        ],
      },
    });
    expect(shown.timeline?.nodes).toContainEqual({ toState: 'REPLACED' });
  });

  test('[M5] tells for how long customers are in each state, product by product', async () => {
    for (const days of ['02', '06']) {
      const id = await begin({ product: 'Filter', state: 'TRYING' });
      await take('adopt', id, `{ since: "2026-01-${days}T00:00:00Z" }`);
    }
    const { productLifeStepStats } = await app.alpha.as('analyst').get<{ productLifeStepStats: { groups: object[] } }>(
      `{ productLifeStepStats(filter: { product: { eq: "Filter" }, fromState: { eq: TRYING } }, groupBy: [{ field: TO_STATE }]) {
        groups { key { toState } count avg { secondsBefore } } } }`,
    );
    expect(productLifeStepStats.groups).toEqual([
      { key: { toState: 'USING' }, count: 2, avg: { secondsBefore: 3 * 86_400 } },
    ]);
  });

  test('is in no state before the one that led to it, nor in the future; an end has its reason', async () => {
    const id = await begin();
    expect(await seller().refused(step('try', '{ since: "2025-12-31T00:00:00Z" }'), { id })).toMatchObject({
      field: 'input.since',
    });
    expect(await seller().refused(step('try', '{ since: "2126-01-01T00:00:00Z" }'), { id })).toMatchObject({
      field: 'input.since',
    });
    expect(await seller().refused(step('end'), { id })).toMatchObject({ field: 'reason' });
    await take('adopt', id);
    expect(await seller().refused(step('replace'), { id })).toMatchObject({ field: 'input.replacedBy' });
    const again = { customerId: await customer(), product: 'Filter', since: '2026-01-01T00:00:00Z' };
    await seller().create('ProductLifeCycle', again);
    expect(await seller().refusedToCreate('ProductLifeCycle', again)).toMatchObject({ code: 'DUPLICATE' });
  });

  const transitions = [...(recordTypeOf(ProductLifeCycle).lifeCycle?.transitions.values() ?? [])];
  test('goes only where its life cycle leads, and each step is kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...transitions), { minLength: 1, maxLength: 6 }), async (taken) => {
        const id = await begin();
        let state = 'CONSIDERING';
        let kept = 1;
        for (const { name, from, to } of taken) {
          const input = name === 'replace' ? '{ replacedBy: "Other" }' : '';
          const { data } = await seller().ask<{ it: Shown }>(step(name, input), { id, reason: 'Probe.' });
          if (from.includes(state)) [state, kept] = [to, kept + 1];
          expect(data?.it?.state ?? state).toBe(state);
        }
        const [row] = await app.sql<{ steps: number }>(
          'select count(*)::int as steps from product_life_step where life_cycle_id = $1',
          [id.slice(4)],
        );
        expect(row?.steps).toBe(kept);
      }),
      { numRuns: 10 },
    );
  });
});
