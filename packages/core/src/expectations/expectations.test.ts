import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { CustomerPromise } from './customer-promise.record.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = () => app.alpha.customer({ ownerId: app.alpha.users.seller });
/** So many times ten minutes from now. */
const at = (tens: number) => new Date(Date.now() + tens * 600_000).toISOString();
const promise = async (values: object = {}) =>
  (
    await app.alpha.as('seller').create('CustomerPromise', {
      customerId: await customer(),
      text: 'The boiler comes on Friday.',
      promisedAt: at(-3),
      ...values,
    })
  ).id;
interface Shown {
  state: string;
  keptLate: boolean;
  cause: string | null;
}
const step = (name: string, input = '') =>
  `mutation($id: ID!, $reason: String) { it: ${name}CustomerPromise(id: $id, reason: $reason${input && `, input: ${input}`}) { state keptLate cause } }`;
const take = async (name: string, id: string, input = '', reason?: string) =>
  (await app.alpha.as('seller').get<{ it: Shown }>(step(name, input), { id, reason })).it;
const stateOf = async (id: string) =>
  (await app.sql<{ state: string }>('select state from customer_promise where id = $1', [id.slice(4)]))[0]?.state;

describe('a promise', () => {
  test('[F11] is overdue when its day has passed, and kept too late after that', async () => {
    const id = await promise({ dueAt: at(2) });
    const events = await app.capture(app.alpha, ['customerPromise.updated']);
    await app.tick('PT10M');
    expect(await stateOf(id)).toBe('OPEN');
    await app.tick('PT20M');
    expect(await stateOf(id)).toBe('OVERDUE');
    expect((await events.events()).map(({ patch }) => patch)).toEqual([{ state: 'OVERDUE', overdueAt: null }]);
    // The day itself is not moved by the clock of a test.
    await app.sql('update customer_promise set due_at = $2 where id = $1', [id.slice(4), at(-1)]);
    expect(await take('keep', id)).toEqual({ state: 'KEPT', keptLate: true, cause: null });
  });

  test('[F11] of either side that is kept in time is never overdue', async () => {
    const id = await promise({ side: 'THEIRS', text: 'Pays by Friday.', dueAt: at(2) });
    expect(await take('keep', id, '{ delivered: "Paid in full." }')).toMatchObject({ state: 'KEPT', keptLate: false });
    await app.tick('PT30M');
    expect(await stateOf(id)).toBe('KEPT');
  });

  test('[L18] that was broken says what was delivered instead, and why; causes are counted', async () => {
    const id = await promise();
    expect(await app.alpha.as('seller').refused(step('break'), { id })).toMatchObject({ field: 'input.cause' });
    expect(await take('break', id, '{ cause: OVERSOLD, delivered: "Heats half of what was said." }')).toMatchObject({
      state: 'BROKEN',
      cause: 'OVERSOLD',
    });
    const { customerPromiseStats } = await app.alpha.as('analyst').get<{ customerPromiseStats: { groups: object[] } }>(
      `{ customerPromiseStats(filter: { side: { eq: OURS }, state: { eq: BROKEN } }, groupBy: [{ field: CAUSE }]) {
        groups { key { cause } count } } }`,
    );
    expect(customerPromiseStats.groups).toEqual([{ key: { cause: 'OVERSOLD' }, count: 1 }]);
  });

  test('can be put off to another day, and is overdue then', async () => {
    const id = await promise({ dueAt: at(1) });
    expect(await app.alpha.as('seller').refused(step('postpone', `{ dueAt: "${at(-1)}" }`), { id })).toMatchObject({
      field: 'input.dueAt',
    });
    await take('postpone', id, `{ dueAt: "${at(10)}" }`);
    await app.tick('PT50M');
    expect(await stateOf(id)).toBe('OPEN');
    await app.tick('PT60M');
    expect(await stateOf(id)).toBe('OVERDUE');
  });

  test('is not due before it was made, nor kept in the future', async () => {
    const customerId = await customer();
    const input = { customerId, text: 'x', promisedAt: at(1), dueAt: at(0) };
    expect(await app.alpha.as('seller').refusedToCreate('CustomerPromise', input)).toMatchObject({
      field: 'input.dueAt',
    });
    expect(
      await app.alpha.as('seller').refused(step('keep', `{ keptAt: "${at(1)}" }`), { id: await promise() }),
    ).toMatchObject({ field: 'input.keptAt' });
  });

  const transitions = [...(recordTypeOf(CustomerPromise).lifeCycle?.transitions.values() ?? [])].filter(
    ({ byCode }) => !byCode,
  );
  const inputs: Record<string, string> = { break: '{ cause: LATE }', postpone: `{ dueAt: "${at(400)}" }` };
  test('goes only where its life cycle leads; what is decided is never overdue', async () => {
    const names = fc.array(fc.constantFrom(...transitions.map(({ name }) => name)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(names, async (tried) => {
        const id = await promise({ dueAt: at(30) });
        let state = 'OPEN';
        for (const name of tried) {
          const leads = transitions.find((each) => each.name === name && each.from.includes(state));
          const variables = { id, reason: 'Because.' };
          if (leads) state = (await app.alpha.admin.get<{ it: Shown }>(step(name, inputs[name]), variables)).it.state;
          else
            expect(await app.alpha.admin.refused(step(name, inputs[name]), variables)).toMatchObject({
              code: 'TRANSITION_REFUSED',
            });
          if (leads) expect(state).toBe(leads.to);
          const [row] = await app.sql<{ waits: boolean }>(
            'select overdue_at is not null as waits from customer_promise where id = $1',
            [id.slice(4)],
          );
          expect(row?.waits).toBe(state === 'OPEN');
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('a need', () => {
  test('[A25] says whether it was spoken, how much it weighs, what shows it, and whether it is met', async () => {
    const seller = app.alpha.as('seller');
    const customerId = await customer();
    const call = { channel: 'PHONE', direction: 'INBOUND', subject: 'Call', occurredAt: at(-1) };
    const { id: interactionId } = await seller.create('Interaction', { ...call, customerId });
    const need = { customerId, need: 'Quiet at night', topic: 'noise', spoken: false, weight: 5, interactionId };
    const { id } = await seller.create('CustomerNeed', need);
    await seller.create('CustomerNeed', { customerId, need: 'Pays in rates', weight: 2 });
    await seller.get('mutation($id: ID!) { meetCustomerNeed(id: $id, reason: "The new fan.") { state } }', { id });
    const { customer: found } = await seller.get<{ customer: { needs: { nodes: object[] } } }>(
      `query($id: ID!) { customer(id: $id) { needs(filter: { weight: { gte: 4 } }) {
        nodes { need spoken weight state interaction { subject } } } } }`,
      { id: customerId },
    );
    expect(found.needs.nodes).toEqual([
      { need: 'Quiet at night', spoken: false, weight: 5, state: 'MET', interaction: { subject: 'Call' } },
    ]);
    expect(
      await seller.refusedToCreate('CustomerNeed', { customerId: await customer(), need: 'x', interactionId }),
    ).toMatchObject({ field: 'input.interactionId' });
  });
});
