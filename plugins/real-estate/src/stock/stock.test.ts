import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import {
  buyer,
  createAll,
  hkd,
  hold,
  makeEstate,
  startEstate,
  step,
  stepRefused,
  unitState,
} from '../test-support/estate.ts';
import { drawOrder, seedHashOf } from './lottery.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

test('a unit is released only with a permit and a price, and nothing of a release is released by half [iH2]', async () => {
  const { alpha } = app;
  const estate = await makeEstate(alpha, { unopened: true });
  const { admin } = alpha;
  await admin.get('mutation($id: ID!) { publishEstateRelease(id: $id) { id } }', { id: estate.releaseId });
  const permit = (issuedOn: string | null) =>
    admin.get('mutation($id: ID!, $on: Date) { updateEstatePermit(id: $id, input: { issuedOn: $on }) { id } }', {
      id: estate.permitId,
      on: issuedOn,
    });
  const open = () => stepRefused(admin, 'openEstateRelease', estate.releaseId);
  for (const day of [null, '2999-01-01']) {
    await permit(day);
    expect(await open()).toMatchObject({
      code: 'RULE_BROKEN',
      rule: 'UNIT_WITHOUT_PERMIT',
      units: ['101', '102', '103'],
    });
  }
  await permit('2025-01-01');
  const [another] = await createAll(admin, 'EstateFloor', [{ buildingId: estate.buildingId, level: 9 }]);
  const [unpriced] = await createAll(admin, 'EstateUnit', [
    {
      floorId: another,
      releaseId: estate.releaseId,
      unitNumber: '901',
      buildingAreaTotal: '80.00',
      livingArea: '60.00',
    },
  ]);
  expect(await open()).toMatchObject({ rule: 'UNIT_WITHOUT_PRICE', units: ['901'] });
  for (const id of estate.unitIds) expect(await unitState(alpha, id)).toBe('PLANNED');
  expect((await stepRefused(alpha.as('seller'), 'openEstateRelease', estate.releaseId)).code).not.toBeUndefined();
  await admin.get('mutation($id: ID!) { deleteEstateUnit(id: $id) { id } }', { id: unpriced });
  await step(admin, 'openEstateRelease', estate.releaseId);
  for (const id of estate.unitIds) expect(await unitState(alpha, id)).toBe('AVAILABLE');
});

test('one unit has one price: a list is approved by somebody else, frozen then, and superseded by the next', async () => {
  const { alpha } = app;
  const estate = await makeEstate(alpha);
  const manager = alpha.as('manager');
  const [unitId = ''] = estate.unitIds;
  const price = async () =>
    (
      await manager.get<{ estateUnit: { listPrice: object } }>(
        'query($id: ID!) { estateUnit(id: $id) { listPrice { amount } } }',
        {
          id: unitId,
        },
      )
    ).estateUnit.listPrice;
  expect(await price()).toEqual({ amount: '1000000.00' });
  const added = await manager.refusedToCreate('EstateUnitPrice', {
    priceListId: estate.priceListId,
    unitId,
    total: hkd(1),
  });
  expect(added).toMatchObject({ rule: 'PRICE_LIST_FROZEN', state: 'ACTIVE' });

  const { id } = await manager.create('EstatePriceList', { projectId: estate.projectId, number: 2 });
  const taipei = { priceListId: id, unitId, total: { amount: '1', currency: 'TWD' } };
  expect(await manager.refusedToCreate('EstateUnitPrice', taipei)).toMatchObject({ rule: 'PRICE_LIST_INCOMPLETE' });
  const { perSquareMetre } = await manager.create<{ perSquareMetre: object }>(
    'EstateUnitPrice',
    { priceListId: id, unitId, total: hkd('1100000.10') },
    'perSquareMetre { amount }',
  );
  expect(perSquareMetre).toEqual({ amount: '13750.00' });
  await step(manager, 'submitEstatePriceList', id);
  expect(await stepRefused(manager, 'approveEstatePriceList', id)).toMatchObject({ rule: 'APPROVED_BY_AUTHOR' });
  await step(alpha.admin, 'approveEstatePriceList', id);
  expect(await price()).toEqual({ amount: '1000000.00' });
  await step(manager, 'activateEstatePriceList', id);
  expect(await price()).toEqual({ amount: '1100000.10' });
  const { old } = await manager.get<{ old: { state: string } }>(
    'query($id: ID!) { old: estatePriceList(id: $id) { state } }',
    {
      id: estate.priceListId,
    },
  );
  expect(old.state).toBe('SUPERSEDED');
});

test('a lottery is committed to before the draw, and anybody can work out its order', async () => {
  const { alpha } = app;
  const { admin } = alpha;
  const estate = await makeEstate(alpha, { order: 'LOTTERY' });
  const select =
    'query($id: ID!) { estateRelease(id: $id) { state seed seedHash sealedSeed tickets(first: 50) { nodes { number position customerId } } } }';
  interface Release {
    readonly seed: string | null;
    readonly seedHash: string;
    readonly sealedSeed: string;
    readonly tickets: { readonly nodes: { number: number; position: number | null; customerId: string }[] };
  }
  const read = async () =>
    (await admin.get<{ estateRelease: Release }>(select, { id: estate.releaseId })).estateRelease;
  const customers: string[] = [];
  for (let index = 0; index < 12; index++) customers.push(await buyer(alpha));
  for (const customerId of customers.slice(0, 10))
    await alpha.as('seller').create('EstateQueueTicket', { releaseId: estate.releaseId, customerId });
  await createAll(
    admin,
    'EstateQueueTicket',
    customers.slice(10).map((customerId) => ({ releaseId: estate.releaseId, customerId })),
  );
  const before = await read();
  expect(before.seed).toBeNull();
  expect(before.seedHash).toMatch(/^[0-9a-f]{64}$/);
  expect(await stepRefused(admin, 'openEstateRelease', estate.releaseId)).toMatchObject({ rule: 'QUEUE_CLOSED' });

  await admin.get('mutation($id: ID!) { drawEstateRelease(id: $id) { id } }', { id: estate.releaseId });
  const drawn = await read();
  expect(seedHashOf(String(drawn.seed))).toBe(before.seedHash);
  expect(Buffer.from(before.sealedSeed, 'base64').toString('latin1')).not.toContain(String(drawn.seed));
  const order = drawOrder(
    String(drawn.seed),
    drawn.tickets.nodes.map(({ number }) => number),
  );
  expect(order.map((number) => drawn.tickets.nodes.find((ticket) => ticket.number === number)?.position)).toEqual(
    order.map((_, index) => index + 1),
  );
  expect(drawn.tickets.nodes.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
    order.map((_, index) => index + 1),
  );
  const late = await admin.refusedToCreate('EstateQueueTicket', {
    releaseId: estate.releaseId,
    customerId: await buyer(alpha),
  });
  expect(late).toMatchObject({ rule: 'QUEUE_CLOSED' });

  await step(admin, 'openEstateRelease', estate.releaseId);
  const customerAt = (position: number) =>
    String(drawn.tickets.nodes.find((ticket) => ticket.position === position)?.customerId);
  const [unitId = ''] = estate.unitIds;
  const early = await alpha.as('seller').refusedToCreate('EstateClaim', { unitId, customerId: customerAt(1) });
  expect(early).toMatchObject({ rule: 'NOT_YOUR_TURN', position: 1, calledUpTo: 0 });
  await admin.get('mutation($id: ID!) { updateEstateRelease(id: $id, input: { calledUpTo: 1 }) { id } }', {
    id: estate.releaseId,
  });
  const second = await alpha.as('seller').refusedToCreate('EstateClaim', { unitId, customerId: customerAt(2) });
  expect(second).toMatchObject({ rule: 'NOT_YOUR_TURN', position: 2 });
  await hold(alpha, unitId, customerAt(1));
});

test('a queue by points serves the most points first, and of equal points the earlier ticket', async () => {
  const { alpha } = app;
  const { admin } = alpha;
  const estate = await makeEstate(alpha, { order: 'POINTS' });
  const points = [5, 9, 5, 0];
  const tickets: string[] = [];
  for (const each of points)
    tickets.push(
      (
        await alpha
          .as('seller')
          .create('EstateQueueTicket', { releaseId: estate.releaseId, customerId: await buyer(alpha), points: each })
      ).id,
    );
  await admin.get('mutation($id: ID!) { drawEstateRelease(id: $id) { id } }', { id: estate.releaseId });
  const positions = [];
  for (const id of tickets)
    positions.push(
      (
        await admin.get<{ node: { position: number } }>(
          'query($id: ID!) { node(id: $id) { ... on EstateQueueTicket { position } } }',
          { id },
        )
      ).node.position,
    );
  expect(positions).toEqual([2, 1, 3, 4]);
});

test('nothing can be held before the release starts, by the clock of the server', async () => {
  const { alpha } = app;
  const estate = await makeEstate(alpha);
  const [unitId = ''] = estate.unitIds;
  const startsAt = '2999-01-01T00:00:00.000Z';
  await alpha.admin.get(
    'mutation($id: ID!, $at: DateTime!) { updateEstateRelease(id: $id, input: { startsAt: $at }) { id } }',
    {
      id: estate.releaseId,
      at: startsAt,
    },
  );
  const refused = await alpha.as('seller').refusedToCreate('EstateClaim', { unitId, customerId: await buyer(alpha) });
  expect(refused).toMatchObject({ rule: 'RELEASE_NOT_OPEN', startsAt });
});

test('the whole board of a building is one operation, answered by one statement', async () => {
  const { alpha } = app;
  const estate = await makeEstate(alpha, { floors: 3, perFloor: 4 });
  const [unitId = ''] = estate.unitIds;
  const customerId = await buyer(alpha, { name: '王小明' });
  await hold(alpha, unitId, customerId);
  const board = `query($id: ID!) { estateBuilding(id: $id) { name floors(first: 60, orderBy: [{ field: LEVEL }]) { nodes { level
    units(first: 20, orderBy: [{ field: LINE }]) { nodes { id unitNumber line state heldUntil listPrice { amount currency } claim { stage customer { name } } } } } } } }`;
  interface Board {
    readonly estateBuilding: {
      readonly floors: {
        readonly nodes: { level: number; units: { nodes: { state: string; claim: object | null }[] } }[];
      };
    };
  }
  const drawn = await alpha.as('seller').get<Board>(board, { id: estate.buildingId });
  expect(drawn.estateBuilding.floors.nodes.map(({ level, units }) => [level, units.nodes.length])).toEqual([
    [1, 4],
    [2, 4],
    [3, 4],
  ]);
  expect(drawn.estateBuilding.floors.nodes[0]?.units.nodes[0]).toMatchObject({
    state: 'HELD',
    claim: { stage: 'HELD', customer: { name: '王小明' } },
  });
  expect(await alpha.as('seller').askCompiled(board, { id: estate.buildingId })).toBeDefined();
  // Whoever may not see the customer sees that the unit is taken.
  const other = await alpha
    .as('marketer')
    .ask<Board>(board.replace('claim { stage customer { name } }', ''), { id: estate.buildingId });
  expect(other.data?.estateBuilding.floors.nodes[0]?.units.nodes[0]).toMatchObject({ state: 'HELD' });
});
