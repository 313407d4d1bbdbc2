import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import { buyer, hkd, makeEstate, startEstate, step, stepRefused } from '../test-support/estate.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const brokered = () => makeEstate(app.alpha, { project: { business: 'BROKERED' }, unopened: true });

async function listing(unitId: string, kind = 'SALE'): Promise<string> {
  const agent = app.alpha.as('seller');
  const { id } = await agent.create('EstateListing', {
    unitId,
    sellerId: await buyer(app.alpha),
    kind,
    listPrice: hkd(8_000_000),
  });
  await step(agent, 'publishEstateListing', id);
  return id;
}

async function acceptedOffer(listingId: string): Promise<string> {
  const agent = app.alpha.as('seller');
  const { id } = await agent.create('EstateOffer', {
    listingId,
    buyerId: await buyer(app.alpha),
    amount: hkd(7_500_000),
  });
  await step(agent, 'acceptEstateOffer', id);
  return id;
}

const statusOf = async (id: string) =>
  (
    await app.alpha.admin.get<{ estateListing: { status: string } }>(
      'query($id: ID!) { estateListing(id: $id) { status } }',
      { id },
    )
  ).estateListing.status;

test("units of others are listed in the same model; of a developer's own they are not [RE6]", async () => {
  const own = await makeEstate(app.alpha, { unopened: true });
  const input = { unitId: own.unitIds[0], sellerId: await buyer(app.alpha), kind: 'SALE', listPrice: hkd(1) };
  expect((await app.alpha.as('seller').refusedToCreate('EstateListing', input)).field).toBe('input.unitId');
  const {
    unitIds: [unitId = ''],
  } = await brokered();
  const id = await listing(unitId);
  expect(await statusOf(id)).toBe('ACTIVE');
  expect((await app.alpha.as('seller').refusedToCreate('EstateListing', { ...input, unitId })).code).toBe('DUPLICATE');
});

test('one offer is accepted; when its deal falls through, the listing is on the market again', async () => {
  const agent = app.alpha.as('seller');
  const {
    unitIds: [unitId = ''],
  } = await brokered();
  const listingId = await listing(unitId);
  const offer = async (values: object = {}) =>
    (
      await agent.create('EstateOffer', {
        listingId,
        buyerId: await buyer(app.alpha),
        amount: hkd(7_000_000),
        ...values,
      })
    ).id;
  const over = await offer({ validUntil: '2026-01-01T00:00:00Z' });
  expect(await stepRefused(agent, 'acceptEstateOffer', over)).toMatchObject({ rule: 'OFFER_OVER' });
  const [first, second] = [await offer(), await offer()];
  await step(agent, 'counterEstateOffer', first, { counterAmount: hkd(7_800_000) });
  await step(agent, 'acceptEstateOffer', first);
  expect(await statusOf(listingId)).toBe('ACTIVE_UNDER_CONTRACT');
  expect(await stepRefused(agent, 'acceptEstateOffer', second)).toMatchObject({ rule: 'OFFER_OPEN' });
  const { id: conveyance } = await agent.create('EstateConveyance', { offerId: first });
  await step(agent, 'fallThroughEstateConveyance', conveyance, undefined, 'No mortgage');
  expect(await statusOf(listingId)).toBe('ACTIVE');
  await step(agent, 'acceptEstateOffer', second);
});

test('a link of a chain is completed after those on which it depends, and a chain does not lead back to itself', async () => {
  const agent = app.alpha.as('seller');
  const {
    unitIds: [one = '', two = ''],
  } = await brokered();
  const listings = [await listing(one), await listing(two)];
  const { id: first } = await agent.create('EstateConveyance', { offerId: await acceptedOffer(String(listings[0])) });
  const { id: second } = await agent.create('EstateConveyance', {
    offerId: await acceptedOffer(String(listings[1])),
    dependsOnId: first,
  });
  const circle = 'mutation($id: ID!, $on: ID!) { updateEstateConveyance(id: $id, input: { dependsOnId: $on }) { id } }';
  expect(await agent.refused(circle, { id: first, on: second })).toMatchObject({ rule: 'CHAIN_CIRCULAR' });
  for (const id of [first, second]) {
    await step(agent, 'searchEstateConveyance', id);
    await step(agent, 'exchangeEstateConveyance', id);
  }
  expect(await statusOf(String(listings[1]))).toBe('PENDING');
  expect(await stepRefused(agent, 'completeEstateConveyance', second)).toMatchObject({ rule: 'CHAIN_NOT_READY' });
  await step(agent, 'completeEstateConveyance', first);
  await step(agent, 'completeEstateConveyance', second);
  expect([await statusOf(String(listings[0])), await statusOf(String(listings[1]))]).toEqual(['CLOSED', 'CLOSED']);
});

test('a unit is let to one tenant at a time', async () => {
  const agent = app.alpha.as('seller');
  const {
    unitIds: [unitId = '', other = ''],
  } = await brokered();
  const listingId = await listing(unitId, 'LEASE');
  const tenancy = {
    listingId,
    tenantCustomerId: await buyer(app.alpha),
    rent: hkd(20_000),
    startsOn: '2026-01-01',
    endsOn: '2027-01-01',
  };
  const sale = await listing(other);
  expect((await agent.refusedToCreate('EstateTenancy', { ...tenancy, listingId: sale })).field).toBe('input.listingId');
  const { id } = await agent.create('EstateTenancy', tenancy);
  const overlapping = { ...tenancy, startsOn: '2026-12-31', endsOn: null };
  expect(await agent.refusedToCreate('EstateTenancy', overlapping)).toMatchObject({ rule: 'TENANCY_TAKEN' });
  await agent.create('EstateTenancy', { ...overlapping, startsOn: '2027-01-01' });
  await step(agent, 'beginEstateTenancy', id);
  expect(await statusOf(listingId)).toBe('CLOSED');
});
