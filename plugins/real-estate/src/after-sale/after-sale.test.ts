import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import fc from 'fast-check';
import {
  buyer,
  contract,
  file,
  hkd,
  makeEstate,
  payAll,
  startEstate,
  step,
  stepRefused,
  unitState,
} from '../test-support/estate.ts';
import { WARRANTY_MONTHS } from './defect.record.ts';
import { monthsLater } from './handover.rules.ts';

/** The machine may be busy; nothing here rests on how fast it is. */
jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const care = () => app.alpha.as('service');
const inspect = (unitId: string, kind: string, failed = 0) =>
  care().create('EstateInspection', { unitId, kind, inspectedAt: '2026-05-01T02:00:00Z', items: 100, failed });

let hours = 0;

/** A handover to which everything leads but its acceptance. */
async function inspectedHandover(contractId: string, unitId: string): Promise<string> {
  const startsAt = new Date(Date.UTC(2026, 4, 1, ++hours)).toISOString();
  const endsAt = new Date(Date.UTC(2026, 4, 1, hours, 30)).toISOString();
  const { id } = await care().create('EstateHandover', { contractId, startsAt, endsAt });
  await step(care(), 'confirmEstateHandover', id);
  await step(care(), 'inspectEstateHandover', id);
  await inspect(unitId, 'HANDOVER');
  return id;
}

async function owner(): Promise<{ customerId: string; contractId: string; unitId: string; projectId: string }> {
  const { alpha } = app;
  const {
    unitIds: [unitId = ''],
    projectId,
  } = await makeEstate(alpha, { perFloor: 1 });
  const customerId = await buyer(alpha);
  const contractId = await contract(alpha, unitId, customerId);
  await file(alpha, contractId);
  return { customerId, contractId, unitId, projectId };
}

interface Warranties {
  readonly estateUnit: {
    readonly warranties: {
      readonly nodes: { defectClass: keyof typeof WARRANTY_MONTHS; startsOn: string; endsOn: string }[];
    };
  };
}

test('a unit is handed over when it is paid, or by an exception with a name and a reason [iH7]', async () => {
  const { alpha } = app;
  const { contractId, unitId } = await owner();
  const id = await inspectedHandover(contractId, unitId);
  expect(await stepRefused(care(), 'acceptEstateHandover', id)).toMatchObject({
    rule: 'HANDOVER_BEFORE_PAYMENT',
    unit: 'FILED',
  });
  const exception = { exceptionBy: 'Grace Lam', exceptionReason: 'The bank pays tomorrow.' };
  expect(await stepRefused(care(), 'acceptEstateHandover', id, exception)).toMatchObject({
    rule: 'HANDOVER_BEFORE_PAYMENT',
  });
  const manager = alpha.as('manager');
  expect(await stepRefused(manager, 'acceptEstateHandover', id, { exceptionBy: 'Grace Lam' })).toMatchObject({
    rule: 'HANDOVER_BEFORE_PAYMENT',
  });
  await step(manager, 'acceptEstateHandover', id, exception);
  expect(await unitState(alpha, unitId)).toBe('HANDED_OVER');
  expect(
    await stepRefused(alpha.as('manager'), 'rescindEstateContract', contractId, { rescissionGround: 'MUTUAL' }, 'x'),
  ).toMatchObject({
    rule: 'RESCISSION_AFTER_HANDOVER',
  });
});

test('warranties begin on the day of the handover, each class with its own length [iH8]', async () => {
  const { alpha } = app;
  const { contractId, unitId } = await owner();
  await payAll(alpha, contractId);
  const id = await inspectedHandover(contractId, unitId);
  const { id: leak } = await care().create('EstateDefect', {
    unitId,
    defectClass: 'WATERPROOFING',
    description: 'Leak',
    severity: 'HINDERING',
  });
  const acceptedOn = '2026-01-31';
  expect(await stepRefused(care(), 'acceptEstateHandover', id, { acceptedOn })).toMatchObject({
    rule: 'HANDOVER_WITH_DEFECTS',
    open: 1,
  });
  await care().get('mutation($id: ID!) { updateEstateDefect(id: $id, input: { severity: COSMETIC }) { id } }', {
    id: leak,
  });
  await step(care(), 'acceptEstateHandover', id, { acceptedOn });
  const { estateUnit } = await alpha.admin.get<Warranties>(
    'query($id: ID!) { estateUnit(id: $id) { warranties(first: 20) { nodes { defectClass startsOn endsOn } } } }',
    { id: unitId },
  );
  expect(estateUnit.warranties.nodes).toHaveLength(Object.keys(WARRANTY_MONTHS).length);
  for (const { defectClass, startsOn, endsOn } of estateUnit.warranties.nodes) {
    expect(startsOn).toBe(acceptedOn);
    expect(endsOn).toBe(monthsLater(acceptedOn, WARRANTY_MONTHS[defectClass]));
  }
});

test('months later is the same day, or the last one of a shorter month', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 600 }),
      (date, months) => {
        const day = date.toISOString().slice(0, 10);
        const later = monthsLater(day, months);
        const [year = 0, month = 0, on = 0] = day.split('-').map(Number);
        const [laterYear = 0, laterMonth = 0, laterOn = 0] = later.split('-').map(Number);
        expect((laterYear - year) * 12 + laterMonth - month).toBe(months);
        const last = new Date(Date.UTC(laterYear, laterMonth, 0)).getUTCDate();
        expect(laterOn).toBe(Math.min(on, last));
      },
    ),
  );
});

test('a defect goes to the contractor who is liable, and is closed by an inspection that found nothing', async () => {
  const { unitId, customerId } = await owner();
  const { id } = await care().create('EstateDefect', {
    unitId,
    customerId,
    defectClass: 'OPENINGS',
    description: 'The door jams',
  });
  const { id: contractorId } = await care().create('EstateContractor', { name: `Doors Ltd ${unitId}` });
  await step(care(), 'acceptEstateDefect', id);
  expect((await stepRefused(care(), 'dispatchEstateDefect', id, { contractorId })).field).toBe('input.dueOn');
  await step(care(), 'dispatchEstateDefect', id, { contractorId, dueOn: '2026-06-01' });
  await step(care(), 'beginEstateDefect', id);
  await step(care(), 'repairEstateDefect', id);
  const wrong = await inspect(unitId, 'HANDOVER');
  expect(await stepRefused(care(), 'verifyEstateDefect', id, { inspectionId: wrong.id })).toMatchObject({
    rule: 'REINSPECTION_FAILED',
  });
  const failed = await inspect(unitId, 'REINSPECTION', 1);
  await step(care(), 'verifyEstateDefect', id, { inspectionId: failed.id });
  expect(await stepRefused(care(), 'closeEstateDefect', id)).toMatchObject({ rule: 'REINSPECTION_FAILED', failed: 1 });
  await step(care(), 'reopenEstateDefect', id);
  await step(care(), 'dispatchEstateDefect', id, { contractorId, dueOn: '2026-06-08' });
  await step(care(), 'beginEstateDefect', id);
  await step(care(), 'repairEstateDefect', id, { repairCost: hkd(300) });
  await step(care(), 'verifyEstateDefect', id, { inspectionId: (await inspect(unitId, 'REINSPECTION')).id });
  await step(care(), 'closeEstateDefect', id);
});

test('an owner sees his handovers and warranties, and reports what is not in order himself', async () => {
  const { unitId, contractId, customerId } = await owner();
  const handoverId = await inspectedHandover(contractId, unitId);
  const self = await app.alpha.asCustomer(customerId);
  const report = `mutation($id: ID!) {
    reportEstateDefect(handoverId: $id, defectClass: OPENINGS, description: "The door jams") { id state description }
  }`;
  expect(await self.get(report, { id: handoverId })).toEqual({
    reportEstateDefect: { id: expect.any(String), state: 'REPORTED', description: 'The door jams' },
  });
  expect(await self.get('{ estateHandovers { nodes { id state } } estateDefects { nodes { defectClass } } }')).toEqual({
    estateHandovers: { nodes: [{ id: handoverId, state: 'INSPECTED' }] },
    estateDefects: { nodes: [{ defectClass: 'OPENINGS' }] },
  });
  expect(
    await care().get('query($unit: ID!) { estateUnit(id: $unit) { defects { nodes { customer { id } severity } } } }', {
      unit: unitId,
    }),
  ).toEqual({
    estateUnit: { defects: { nodes: [{ customer: { id: customerId }, severity: 'FUNCTIONAL' }] } },
  });
  const stranger = await app.alpha.asCustomer(await app.alpha.customer());
  expect((await stranger.refused(report, { id: handoverId })).code).toBe('NOT_FOUND');
});

test('nobody refers himself or his household, and a contract brings one reward [iH6]', async () => {
  const { alpha } = app;
  const [seller, manager] = [alpha.as('seller'), alpha.as('manager')];
  const { customerId: referrerId, projectId } = await owner();
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const claim = { projectId, referrerId };
  expect(await seller.refusedToCreate('EstateReferral', { ...claim, referredId: referrerId })).toMatchObject({
    rule: 'REFERRAL_OF_ONESELF',
  });

  const wife = await buyer(alpha);
  const { id: partyId } = await alpha.admin.create('BuyingParty', {
    kind: 'HOUSEHOLD',
    name: 'Wong',
    headId: referrerId,
  });
  await alpha.admin.create('BuyingPartyMember', { partyId, customerId: wife, role: 'INFLUENCER' });
  expect(await seller.refusedToCreate('EstateReferral', { ...claim, referredId: wife })).toMatchObject({
    rule: 'REFERRAL_OF_ONESELF',
  });
  await alpha.admin.get('mutation($id: ID!) { updateCustomer(id: $id, input: { phone: "+85261234567" }) { id } }', {
    id: referrerId,
  });
  const { createCustomer } = await alpha.admin.get<{ createCustomer: { id: string } }>(
    'mutation($ownerId: ID!) { createCustomer(input: { kind: PERSON, name: "Zoë Quill", phone: "+85261234567", ownerId: $ownerId }, insist: true) { id } }',
    { ownerId: alpha.users.seller },
  );
  const samePhone = createCustomer.id;
  expect(await seller.refusedToCreate('EstateReferral', { ...claim, referredId: samePhone })).toMatchObject({
    rule: 'REFERRAL_OF_ONESELF',
  });
  const stranger = await buyer(alpha);
  expect(
    await seller.refusedToCreate('EstateReferral', { projectId, referrerId: stranger, referredId: wife }),
  ).toMatchObject({ rule: 'REFERRER_NO_OWNER' });
  const known = await buyer(alpha);
  await alpha.admin.create('EstateVisit', { projectId, customerId: known, arrivedAt: '2026-03-01T00:00:00Z' });
  expect(await seller.refusedToCreate('EstateReferral', { ...claim, referredId: known })).toMatchObject({
    rule: 'REFERRAL_OF_KNOWN',
  });

  const friend = await buyer(alpha);
  const { id } = await seller.create('EstateReferral', { ...claim, referredId: friend });
  await step(manager, 'checkEstateReferral', id);
  await step(manager, 'upholdEstateReferral', id);
  const contractId = await contract(alpha, unitId, friend);
  await step(manager, 'signEstateReferral', id, { contractId });
  await step(manager, 'rewardEstateReferral', id, { reward: hkd(8_000) });
  // Another owner of another project claims the same contract.
  const rival = await owner();
  const { id: second } = await seller.create('EstateReferral', {
    projectId: rival.projectId,
    referrerId: rival.customerId,
    referredId: friend,
  });
  await step(manager, 'checkEstateReferral', second);
  await step(manager, 'upholdEstateReferral', second);
  expect(await stepRefused(manager, 'signEstateReferral', second, { contractId })).toMatchObject({
    rule: 'REFERRAL_REWARDED',
  });
  await step(manager, 'payEstateReferral', id);
  await app.drain();
  const points = async () =>
    (
      await alpha.admin.get<{ customer: { estatePoints: { nodes: { points: number; cause: string }[] } } }>(
        'query($id: ID!) { customer(id: $id) { estatePoints(first: 50) { nodes { points cause } } } }',
        { id: referrerId },
      )
    ).customer.estatePoints.nodes.filter(({ cause }) => cause !== 'TOUCH_POINT');
  expect(await points()).toEqual([{ points: 1_000, cause: 'REFERRAL' }]);
  await step(manager, 'rescindEstateContract', contractId, { rescissionGround: 'MUTUAL' }, 'They moved.');
  await app.drain();
  expect((await points()).map((entry) => entry.points).sort()).toEqual([-1_000, 1_000]);
});

test('each touch point asks once how satisfied the owner is, and answers bring points [RE3]', async () => {
  const { alpha } = app;
  const { customerId, contractId, projectId } = await owner();
  await alpha.admin.create('EstateVisit', { projectId, customerId, arrivedAt: '2026-03-01T00:00:00Z' });
  await app.drain();
  interface Owner {
    readonly customer: {
      readonly estateSurveys: { readonly nodes: { id: string; touchPoint: string; about: string }[] };
      readonly estatePoints: { readonly nodes: { points: number; cause: string }[] };
    };
  }
  const read = async () =>
    (
      await alpha.admin.get<Owner>(
        'query($id: ID!) { customer(id: $id) { estateSurveys(first: 20) { nodes { id touchPoint about } } estatePoints(first: 20) { nodes { points cause } } } }',
        { id: customerId },
      )
    ).customer;
  const before = await read();
  expect(before.estateSurveys.nodes.map(({ touchPoint }) => touchPoint).sort()).toEqual(['SIGNING', 'VISIT']);
  const signing = before.estateSurveys.nodes.find(({ touchPoint }) => touchPoint === 'SIGNING');
  expect(signing?.about).toBe(contractId);
  await step(care(), 'answerEstateSurvey', String(signing?.id), { score: 5, comment: '很滿意' });
  await app.drain();
  expect((await read()).estatePoints.nodes.map(({ points, cause }) => `${points} ${cause}`).sort()).toEqual([
    '20 SURVEY',
    '500 TOUCH_POINT',
  ]);
});

test('data of the group is shown within the consent of the owner [RE4]', async () => {
  const { alpha } = app;
  const customerId = await buyer(alpha);
  const relation = (business: string, visits: number) =>
    alpha.as('automation').create('EstateGroupRelation', { customerId, business, visits, spent: hkd(visits * 100) });
  await relation('PARK', 3);
  await relation('HOTEL', 1);
  const view = 'query($id: ID!) { estateGroupView(customerId: $id) { business visits spent { amount } } }';
  const seller = alpha.as('seller');
  expect(await seller.refused(view, { id: customerId })).toMatchObject({
    code: 'RULE_BROKEN',
    rule: 'CONSENT_MISSING',
  });
  expect((await alpha.as('manager').refused('{ estateGroupRelations { nodes { id } } }')).code).toBe('FORBIDDEN');
  const consent = (partner: string) =>
    alpha.admin.create('Consent', { customerId, purpose: 'SHARING', partner, state: 'GRANTED', proof: 'Form 7' });
  const { id } = await consent('PARK');
  expect(await seller.get(view, { id: customerId })).toEqual({
    estateGroupView: [{ business: 'PARK', visits: 3, spent: { amount: '300.00' } }],
  });
  await consent('GROUP');
  expect((await seller.get<{ estateGroupView: object[] }>(view, { id: customerId })).estateGroupView).toHaveLength(2);
  const { consents } = await alpha.admin.get<{ consents: { nodes: { id: string }[] } }>(
    'query($id: ID!) { consents(filter: { customerId: { eq: $id } }) { nodes { id } } }',
    { id: customerId },
  );
  for (const each of consents.nodes) await withdrawConsent(each.id);
  expect(consents.nodes.map((each) => each.id)).toContain(id);
  expect((await seller.refused(view, { id: customerId })).rule).toBe('CONSENT_MISSING');
});

const withdrawConsent = (id: string) =>
  app.alpha.admin.get('mutation($id: ID!) { withdrawConsent(id: $id) { id } }', { id });
