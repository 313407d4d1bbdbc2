import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = async (name: string, role = 'seller') =>
  (await app.alpha.as(role).create('Customer', { kind: 'PERSON', name })).id;
const rhythmId = (customerId: string) => customerId.replace('cus_', 'rhy_');
const log = async (customerId: string, occurredAt: string, values: object = {}) =>
  (
    await app.alpha.admin.create('Interaction', {
      channel: 'PHONE',
      direction: 'OUTBOUND',
      subject: 'x',
      occurredAt,
      customerId,
      ...values,
    })
  ).id;
interface Rhythm {
  lastTouchAt: string | null;
  quietSince: string;
  dueAt: string;
  customer: { createdAt: string };
}
const rhythmOf = async (customerId: string) =>
  (
    await app.alpha.admin.get<{ contactRhythm: Rhythm }>(
      'query($id: ID!) { contactRhythm(id: $id) { lastTouchAt quietSince dueAt customer { createdAt } } }',
      { id: rhythmId(customerId) },
    )
  ).contactRhythm;

describe('the rhythm of contact', () => {
  test('begins with the customer, and begins anew with each touch', async () => {
    const id = await customer('Begins');
    const fresh = await rhythmOf(id);
    expect(fresh).toMatchObject({ lastTouchAt: null, quietSince: fresh.customer.createdAt });
    await log(id, '2026-03-02T00:00:00Z');
    await log(id, '2026-03-01T00:00:00Z');
    expect(await rhythmOf(id)).toMatchObject({
      lastTouchAt: '2026-03-02T00:00:00+00:00',
      quietSince: '2026-03-02T00:00:00+00:00',
      dueAt: '2026-04-01T00:00:00+00:00',
    });
    await log(id, '2026-03-05T00:00:00Z', { outcome: 'NOT_REACHED' });
    await log(id, '2026-03-06T00:00:00Z', { channel: 'DEVICE' });
    expect(await rhythmOf(id)).toMatchObject({ lastTouchAt: '2026-03-02T00:00:00+00:00' });
  });

  test('follows a correction', async () => {
    const id = await customer('Corrected');
    await log(id, '2026-01-01T00:00:00Z');
    const wrong = await log(id, '2026-03-01T00:00:00Z');
    await app.alpha.admin.get(
      `mutation($id: ID!) { correctInteraction(id: $id, reason: "Wrong month.",
        input: { occurredAt: "2026-02-01T00:00:00Z" }) { id } }`,
      { id: wrong },
    );
    expect(await rhythmOf(id)).toMatchObject({ lastTouchAt: '2026-02-01T00:00:00+00:00' });
  });

  test('[G6] customers who were forgotten come first who waits longest, under row scope, page by page', async () => {
    const own = [await customer('Forgotten one'), await customer('Forgotten two'), await customer('Not forgotten')];
    const foreign = await customer('Forgotten by others', 'manager');
    for (const [index, id] of [...own, foreign].entries()) {
      await log(id, `2025-0${index + 1}-01T00:00:00Z`);
      await app.alpha.admin.get(
        'mutation($id: ID!, $days: Int!) { updateContactRhythm(id: $id, input: { rhythmDays: $days }) { id } }',
        { id: rhythmId(id), days: index === 2 ? 3_650 : 90 - 60 * index > 0 ? 90 - 60 * index : 30 },
      );
    }
    const forgotten = async (role: string, after?: string) =>
      (
        await app.alpha.as(role).get<{
          contactRhythms: {
            nodes: { customer: { name: string }; dueAt: string }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        }>(
          `query($now: DateTime!, $after: String) { contactRhythms(filter: { dueAt: { lt: $now } },
            orderBy: [{ field: DUE_AT }], first: 1, after: $after) {
            nodes { customer { name } dueAt } pageInfo { endCursor hasNextPage } } }`,
          { now: '2025-12-01T00:00:00Z', after },
        )
      ).contactRhythms;
    const first = await forgotten('seller');
    expect(first.nodes).toEqual([{ customer: { name: 'Forgotten two' }, dueAt: '2025-03-03T00:00:00+00:00' }]);
    const second = await forgotten('seller', first.pageInfo.endCursor);
    expect(second.nodes).toEqual([{ customer: { name: 'Forgotten one' }, dueAt: '2025-04-01T00:00:00+00:00' }]);
    expect((await forgotten('seller', second.pageInfo.endCursor)).nodes).toEqual([]);
    const { contactRhythms } = await app.alpha.admin.get<{ contactRhythms: { totalCount: number } }>(
      '{ contactRhythms(filter: { dueAt: { lt: "2025-12-01T00:00:00Z" } }) { totalCount } }',
    );
    expect(contactRhythms.totalCount).toBe(3);
  });

  test('follows the preferences of the customer, whoever states them', async () => {
    const id = await customer('Prefers');
    const days = async () =>
      (
        await app.alpha.admin.get<{ contactRhythm: { rhythmDays: number } }>(
          'query($id: ID!) { contactRhythm(id: $id) { rhythmDays } }',
          { id: rhythmId(id) },
        )
      ).contactRhythm.rhythmDays;
    const prefer = (channel: string, everyDays: number | null) =>
      app.alpha.as('seller').create('ContactPreference', { customerId: id, channel, everyDays });
    expect(await days()).toBe(30);
    const monthly = await prefer('ANY', 60);
    expect(await days()).toBe(60);
    const weekly = await prefer('EMAIL', 7);
    await prefer('LINE', null);
    expect(await days()).toBe(7);
    await app.alpha.admin.get('mutation($id: ID!) { deleteContactPreference(id: $id) { id } }', { id: weekly.id });
    expect(await days()).toBe(60);
    await app.alpha.admin.get(
      'mutation($id: ID!) { updateContactPreference(id: $id, input: { everyDays: 90 }) { id } }',
      { id: monthly.id },
    );
    expect(await days()).toBe(90);
  });

  test('of a customer who is merged into another goes on there, and comes back with him', async () => {
    const [survivor, merged] = [await customer('Survivor'), await customer('Survivor, too')];
    await log(survivor, '2026-01-01T00:00:00Z');
    await log(merged, '2026-02-01T00:00:00Z');
    const { mergeCustomers } = await app.alpha.admin.get<{ mergeCustomers: { merge: { id: string } } }>(
      'mutation($a: ID!, $b: ID!) { mergeCustomers(survivorId: $a, mergedId: $b) { merge { id } } }',
      { a: survivor, b: merged },
    );
    expect(await rhythmOf(survivor)).toMatchObject({ lastTouchAt: '2026-02-01T00:00:00+00:00' });
    expect(await rhythmOf(merged)).toBeNull();
    await app.alpha.admin.get('mutation($id: ID!) { unmergeCustomers(mergeId: $id) { merge { id } } }', {
      id: mergeCustomers.merge.id,
    });
    expect(await rhythmOf(survivor)).toMatchObject({ lastTouchAt: '2026-01-01T00:00:00+00:00' });
    expect(await rhythmOf(merged)).toMatchObject({ lastTouchAt: '2026-02-01T00:00:00+00:00' });
  });

  test('leaves with a deleted customer and comes back with him', async () => {
    const id = await customer('Deleted');
    const shown = async () =>
      (
        await app.alpha.admin.get<{ contactRhythms: { totalCount: number } }>(
          'query($id: ID!) { contactRhythms(filter: { customerId: { eq: $id } }) { totalCount } }',
          { id },
        )
      ).contactRhythms.totalCount;
    await app.alpha.admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
    expect(await shown()).toBe(0);
    await app.alpha.admin.get('mutation($id: ID!) { restoreCustomer(id: $id) { id } }', { id });
    expect(await shown()).toBe(1);
  });

  test('tells the newest touch whatever is logged and corrected at once', async () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ day: fc.nat(200), corrected: fc.option(fc.nat(200)), reached: fc.boolean() }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (touches) => {
          const id = await customer('Any');
          await Promise.all(
            touches.map(async ({ day: when, corrected, reached }) => {
              const logged = await log(id, day(when), { outcome: reached ? 'REACHED' : 'NOT_REACHED' });
              if (corrected === null) return;
              await app.alpha.admin.get(
                `mutation($id: ID!, $at: DateTime!) { correctInteraction(id: $id, reason: "Other day.",
                  input: { occurredAt: $at }) { id } }`,
                { id: logged, at: day(corrected) },
              );
            }),
          );
          const days = touches.filter(({ reached }) => reached).map(({ day: when, corrected }) => corrected ?? when);
          const { lastTouchAt } = await rhythmOf(id);
          expect(lastTouchAt && new Date(lastTouchAt).toISOString()).toBe(
            days.length > 0 ? day(Math.max(...days)) : null,
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});
