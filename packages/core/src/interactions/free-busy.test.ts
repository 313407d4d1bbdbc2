import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  customerId = await app.alpha.customer();
});
afterAll(() => app.close());

const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
const FREE_BUSY = `query($userIds: [ID!]!, $from: DateTime!, $to: DateTime!) {
  freeBusy(userIds: $userIds, from: $from, to: $to) { user { id } busy { startsAt endsAt } } }`;
const ask = (from: number, to: number, userIds = [app.alpha.users.manager]) => ({
  userIds,
  from: at(from),
  to: at(to),
});
const visit = async (from: number, to: number) =>
  (await app.alpha.as('manager').create('Visit', { title: 'Secret', startsAt: at(from), endsAt: at(to), customerId }))
    .id;

describe('free and busy times', () => {
  test('join visits, attendances and planned tasks, also for those who may not see them', async () => {
    await visit(8, 10);
    await visit(9, 11);
    const canceled = await visit(12, 13);
    await app.alpha.as('manager').get('mutation($id: ID!) { cancelVisit(id: $id) { id } }', { id: canceled });
    await app.alpha.as('manager').get('mutation($input: CreateTaskInput!) { createTask(input: $input) { id } }', {
      input: { title: 'Secret', plannedFrom: at(14), plannedUntil: at(16) },
    });
    const attended = await visit(18, 19);
    await app.alpha
      .as('manager')
      .get('mutation($input: CreateVisitAttendeeInput!) { createVisitAttendee(input: $input) { id } }', {
        input: { visitId: attended, userId: app.alpha.users.seller },
      });
    const seller = app.alpha.as('seller');
    expect(await seller.get('{ visits { totalCount } tasks { totalCount } }')).toEqual({
      visits: { totalCount: 0 },
      tasks: { totalCount: 0 },
    });
    const { manager, seller: sellerId } = app.alpha.users;
    expect(await seller.get(FREE_BUSY, ask(9, 15, [manager ?? '', sellerId ?? '']))).toEqual({
      freeBusy: [
        {
          user: { id: manager },
          busy: [
            { startsAt: at(9), endsAt: at(11) },
            { startsAt: at(14), endsAt: at(15) },
          ],
        },
        { user: { id: sellerId }, busy: [] },
      ],
    });
    expect(await seller.get(FREE_BUSY, ask(0, 23, [sellerId ?? '']))).toEqual({
      freeBusy: [{ user: { id: sellerId }, busy: [{ startsAt: at(18), endsAt: at(19) }] }],
    });
    expect(await app.beta.admin.get(FREE_BUSY, ask(0, 23))).toEqual({ freeBusy: [{ user: null, busy: [] }] });
  });

  test('are asked for in a time that ends after it begins, and is not endless', async () => {
    expect(await app.alpha.admin.refused(FREE_BUSY, ask(9, 9))).toMatchObject({ code: 'INPUT_INVALID', field: 'to' });
    expect(await app.alpha.admin.refused(FREE_BUSY, { ...ask(9, 9), to: '2027-03-01T00:00:00Z' })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'to',
    });
    expect(await app.alpha.admin.refused(FREE_BUSY, ask(9, 10, Array(51).fill(app.alpha.users.manager)))).toMatchObject(
      { code: 'INPUT_INVALID', field: 'userIds' },
    );
  });
});
