import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { buyer, makeEstate, startEstate, step, stepRefused } from '../test-support/estate.ts';

/** The machine may be busy; nothing here rests on how fast it is. */
jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const arrivedAt = '2026-03-01T03:00:00Z';

interface Visit {
  readonly id: string;
  readonly kind: string;
  readonly assignment: string;
  readonly consultantId: string | null;
}

const visit = (projectId: string, customerId: string, values: object = {}) =>
  app.alpha.admin.create<Visit>(
    'EstateVisit',
    { projectId, customerId, arrivedAt, ...values },
    'id kind assignment consultantId',
  );

/** Consultants of a project, in the order in which they entered the rotation. */
async function rotation(projectId: string, roles: readonly string[]): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const role of roles) {
    const consultantId = String(app.alpha.users[role]);
    places.set(consultantId, (await app.alpha.admin.create('EstateRotationPlace', { projectId, consultantId })).id);
  }
  return places;
}

test('first visitors go to consultants in turn, those who come back to their own [RE5]', async () => {
  const { alpha } = app;
  const { projectId } = await makeEstate(alpha);
  const places = await rotation(projectId, ['seller', 'manager', 'service']);
  const people: string[] = [];
  const received: Visit[] = [];
  for (let index = 0; index < 6; index++) {
    const customerId = await buyer(alpha);
    people.push(customerId);
    received.push(await visit(projectId, customerId));
  }
  expect(received.map(({ kind, assignment }) => `${kind} ${assignment}`)).toEqual(Array(6).fill('FIRST ROTATION'));
  const counts = [...places.keys()].map((user) => received.filter(({ consultantId }) => consultantId === user).length);
  expect(counts).toEqual([2, 2, 2]);
  const again = await visit(projectId, String(people[0]));
  expect(again).toMatchObject({ kind: 'RETURN', assignment: 'OWN', consultantId: received[0]?.consultantId });
  // A visitor who came back costs his consultant no turn.
  const next = await visit(projectId, await buyer(alpha));
  expect(next.consultantId).toBe(received[0]?.consultantId);
});

test('who skips his turn by his own fault waits for the next round; who does not stays the next', async () => {
  const { alpha } = app;
  const { projectId } = await makeEstate(alpha);
  const places = await rotation(projectId, ['seller', 'manager']);
  const [seller = '', manager = ''] = [...places.keys()];
  const skip = (user: string, atFault: boolean) =>
    alpha.admin.get('mutation($id: ID!, $atFault: Boolean!) { skipEstateTurn(id: $id, atFault: $atFault) { id } }', {
      id: places.get(user),
      atFault,
    });
  await skip(seller, true);
  expect((await visit(projectId, await buyer(alpha))).consultantId).toBe(manager);
  await skip(manager, false);
  await skip(seller, false);
  const served = [await visit(projectId, await buyer(alpha)), await visit(projectId, await buyer(alpha))];
  expect(new Set(served.map(({ consultantId }) => consultantId))).toEqual(new Set([seller, manager]));
  await alpha.admin.get('mutation($id: ID!) { updateEstateRotationPlace(id: $id, input: { duty: OFF }) { id } }', {
    id: places.get(seller),
  });
  const asked = { projectId, customerId: await buyer(alpha), arrivedAt, askedForId: seller };
  expect(await alpha.admin.refusedToCreate('EstateVisit', asked)).toMatchObject({ rule: 'CONSULTANT_OFF_DUTY' });
  expect((await visit(projectId, await buyer(alpha))).consultantId).toBe(manager);
});

const COME = 'mutation($input: CreateEstateVisitInput!) { createEstateVisit(input: $input) { id } }';

test('visitors who come at once are spread evenly, whoever skips or enters late', async () => {
  const { alpha } = app;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (before, after) => {
      const { projectId } = await makeEstate(alpha);
      await rotation(projectId, ['seller', 'manager']);
      const come = async (count: number) => {
        const customers = await Promise.all(Array.from({ length: count }, () => buyer(alpha)));
        const answers = await Promise.all(
          customers.map((customerId) => alpha.admin.askInTheEnd(COME, { input: { projectId, customerId, arrivedAt } })),
        );
        expect(answers.map(({ errors }) => errors)).toEqual(customers.map(() => undefined));
      };
      await come(before);
      await rotation(projectId, ['service']);
      await come(after);
      const { estateRotationPlaces } = await alpha.admin.get<{ estateRotationPlaces: { nodes: { turns: number }[] } }>(
        'query($id: ID!) { estateRotationPlaces(filter: { projectId: { eq: $id } }) { nodes { turns } } }',
        { id: projectId },
      );
      const turns = estateRotationPlaces.nodes.map((place) => place.turns);
      expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 4 },
  );
});

test('one channel claim on a customer is valid in a project and a period of protection, judged once, with one appeal [iH6]', async () => {
  const { alpha } = app;
  const { projectId } = await makeEstate(alpha, { project: { protectionDays: 30 } });
  const manager = alpha.as('manager');
  const channel = async (name: string) => (await manager.create('EstateChannel', { name, kind: 'BROKER' })).id;
  const [first, second] = [await channel(`A ${projectId}`), await channel(`B ${projectId}`)];
  const customerId = await buyer(alpha);
  const claim = async (channelId: string, proof: string | null) =>
    (await alpha.as('seller').create('EstateChannelClaim', { projectId, channelId, customerId, proof })).id;
  const [one, other] = [await claim(first, null), await claim(second, 'Photo 2')];
  const reasons = { reasons: 'Registered before' };
  expect(await stepRefused(manager, 'upholdEstateChannelClaim', one, reasons)).toMatchObject({
    rule: 'CHANNEL_CLAIM_WITHOUT_PROOF',
  });
  expect(await stepRefused(manager, 'upholdEstateChannelClaim', one)).toMatchObject({ code: expect.any(String) });
  await manager.get('mutation($id: ID!) { updateEstateChannelClaim(id: $id, input: { proof: "Photo 1" }) { id } }', {
    id: one,
  });
  await step(manager, 'upholdEstateChannelClaim', one, reasons);
  expect(await stepRefused(manager, 'upholdEstateChannelClaim', other, reasons)).toMatchObject({
    code: 'RULE_BROKEN',
    rule: 'CHANNEL_CLAIM_TAKEN',
  });
  await step(manager, 'dismissEstateChannelClaim', other, { reasons: 'Later' });
  await step(manager, 'appealEstateChannelClaim', other, { appeal: 'We called him in February' });
  await step(manager, 'dismissEstateChannelClaim', other, { reasons: 'No record of it' });
  expect(await stepRefused(manager, 'appealEstateChannelClaim', other, { appeal: 'Again' })).toMatchObject({
    rule: 'VERDICT_FINAL',
  });
  const change = 'mutation($id: ID!) { updateEstateChannelClaim(id: $id, input: { proof: "Another" }) { id } }';
  expect(await manager.refused(change, { id: one })).toMatchObject({ rule: 'VERDICT_FINAL' });
  // When the protection is over, another channel may bring him.
  await app.sql(
    "update estate_channel_claim set registered_at = now() - interval '60 days', protected_until = now() - interval '30 days' where id = $1",
    [one.slice(5)],
  );
  await step(manager, 'upholdEstateChannelClaim', await claim(second, 'Photo 3'), reasons);
  await visit(projectId, customerId);
  const late = { projectId, channelId: first, customerId, proof: 'x' };
  expect(await alpha.as('seller').refusedToCreate('EstateChannelClaim', late)).toMatchObject({
    rule: 'CHANNEL_CLAIM_LATE',
  });
});

test('a consultant shows one unit at a time, and a unit is shown to one customer at a time', async () => {
  const { alpha } = app;
  const {
    unitIds: [unitId = '', second = ''],
  } = await makeEstate(alpha);
  const seller = alpha.as('seller');
  const showing = async (unit: string) =>
    (
      await seller.create('EstateShowing', {
        unitId: unit,
        customerId: await buyer(alpha),
        startsAt: '2026-04-01T02:00:00Z',
        endsAt: '2026-04-01T02:30:00Z',
      })
    ).id;
  const [one, other] = [await showing(unitId), await showing(second)];
  await step(seller, 'confirmEstateShowing', one);
  expect((await stepRefused(seller, 'confirmEstateShowing', other)).code).toBe('WINDOW_TAKEN');
  await step(seller, 'cancelEstateShowing', one);
  await step(seller, 'confirmEstateShowing', other);
  await step(seller, 'holdEstateShowing', other, { feedback: 'Likes the view' });
});
