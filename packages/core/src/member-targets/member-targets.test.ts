import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const marketer = () => app.alpha.as('marketer');
const today = new Date().toISOString().slice(0, 10);
const dayOf = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
let made = 0;
const segment = async (...customerIds: string[]) => {
  const { id } = await marketer().create('Segment', { name: `Club ${++made}`, kind: 'STATIC' });
  if (customerIds.length > 0)
    await marketer().get('mutation($id: ID!, $c: [ID!]!) { addToSegment(id: $id, customerIds: $c) { entered } }', {
      id,
      c: customerIds,
    });
  return id;
};
const whole = {
  memberCount: 2,
  activePercent: '50',
  valuePerMember: { amount: '100.00', currency: 'TWD' },
  complaintPercent: '0',
};
const target = (segmentId: string, values: object = whole) => ({
  ...{ name: 'A better club', segmentId, startsOn: dayOf(-30), endsOn: dayOf(30) },
  ...values,
});
const progress = async (id: string) =>
  (
    await marketer().get<{ memberTargetProgress: object }>(
      `query($id: ID!) { memberTargetProgress(id: $id) {
        members active activePercent valuePerMember { amount currency } complaining complaintPercent missed reached } }`,
      { id },
    )
  ).memberTargetProgress;

describe('a target for members', () => {
  test('[F9] with a number of members is refused without activity, value and complaints beside it', async () => {
    const segmentId = await segment();
    for (const name of ['activePercent', 'valuePerMember', 'complaintPercent']) {
      const { [name as keyof typeof whole]: _left, ...rest } = whole;
      expect(await marketer().refusedToCreate('MemberTarget', target(segmentId, rest))).toMatchObject({
        code: 'RULE_BROKEN',
        rule: 'MEMBERS_ALONE',
        field: 'input.memberCount',
        missing: [name],
      });
    }
    const { id } = await marketer().create('MemberTarget', target(segmentId));
    const without = 'mutation($id: ID!) { updateMemberTarget(id: $id, input: { complaintPercent: null }) { id } }';
    expect(await marketer().refused(without, { id })).toMatchObject({ rule: 'MEMBERS_ALONE' });
    // What is measured of them needs no number of them.
    await marketer().create('MemberTarget', target(segmentId, { name: 'Quiet', complaintPercent: '1' }));
    expect(await marketer().refusedToCreate('MemberTarget', target(segmentId, { name: 'None' }))).toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  test('[F9] is read together, and reached only where all of it is', async () => {
    const [buyer, caller, silent, outside] = await Promise.all([1, 2, 3, 4].map(() => app.alpha.customer()));
    const segmentId = await segment(String(buyer), String(caller), String(silent));
    const { id } = await marketer().create('MemberTarget', target(segmentId));
    expect(await progress(id)).toMatchObject({ members: 3, active: 0, missed: ['activePercent', 'valuePerMember'] });
    const bought = (customerId: unknown, amount: string, currency = 'TWD', purchasedAt = `${today}T00:00:00Z`) =>
      app.alpha.admin.create('Purchase', {
        ...{ customerId, product: 'Filter', amount: { amount, currency }, purchasedAt },
      });
    await bought(buyer, '300');
    await bought(buyer, '900', 'EUR');
    await bought(buyer, '900', 'TWD', `${dayOf(-31)}T00:00:00Z`);
    await bought(outside, '900');
    await app.alpha.admin.create('Interaction', {
      ...{ channel: 'PHONE', direction: 'INBOUND', subject: 'Asks', occurredAt: `${today}T00:00:00Z` },
      customerId: caller,
    });
    expect(await progress(id)).toEqual({
      members: 3,
      active: 2,
      activePercent: expect.closeTo(66.67, 1),
      valuePerMember: { amount: '100.00', currency: 'TWD' },
      complaining: 0,
      complaintPercent: 0,
      missed: [],
      reached: true,
    });
    await app.alpha.admin.create('ServiceRequest', { customerId: silent, kind: 'COMPLAINT', subject: 'Broken' });
    expect(await progress(id)).toMatchObject({
      complaining: 1,
      missed: ['complaintPercent'],
      reached: false,
    });
  });

  test('is not reached where there are no members, and is read by whoever may read measures', async () => {
    const { id } = await marketer().create('MemberTarget', target(await segment()));
    expect(await progress(id)).toMatchObject({
      members: 0,
      activePercent: null,
      valuePerMember: null,
      missed: ['memberCount', 'activePercent', 'valuePerMember', 'complaintPercent'],
      reached: false,
    });
    const ask = 'query($id: ID!) { memberTargetProgress(id: $id) { reached } }';
    expect(await app.alpha.as('seller').refused(ask, { id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await app.beta.as('marketer').refused(ask, { id })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
