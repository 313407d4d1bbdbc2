import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import {
  buyer,
  contract,
  createAll,
  file,
  hkd,
  hold,
  makeEstate,
  payAll,
  putInForce,
  SET_PLAN,
  startEstate,
  step,
  stepRefused,
  subscribe,
  unitState,
} from '../test-support/estate.ts';

/** The machine may be busy; nothing here rests on how fast it is. */
jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const one = async <Row>(type: string, id: string, selection: string): Promise<Row> =>
  (
    await app.alpha.admin.get<{ node: Row }>(`query($id: ID!) { node(id: $id) { ... on ${type} { ${selection} } } }`, {
      id,
    })
  ).node;

/** As if the time of a hold were over. */
const letExpire = (id: string) =>
  app.sql("update estate_claim set held_until = now() - interval '1 second' where id = $1", [id.slice('recl_'.length)]);

test('a held unit is refused to others: they see until when, and by whom if they may see that claim [iH1]', async () => {
  const { alpha } = app;
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const mine = await buyer(alpha);
  const claim = await hold(alpha, unitId, mine);
  const { heldUntil } = await one<{ heldUntil: string }>('EstateClaim', claim, 'heldUntil');
  expect(Date.parse(heldUntil)).toBeGreaterThan(Date.now() + 29 * 60_000);
  const customerId = await buyer(alpha);
  const refused = await alpha.as('seller').refusedToCreate('EstateClaim', { unitId, customerId });
  expect(refused).toMatchObject({
    code: 'RULE_BROKEN',
    rule: 'UNIT_TAKEN',
    field: 'input.unitId',
    until: new Date(heldUntil).toISOString(),
    customerId: mine,
    consultantId: alpha.users.seller,
  });
  // A consultant of another customer's hold sees when it ends, and nothing of who has it.
  const {
    unitIds: [other = ''],
  } = await makeEstate(alpha);
  await alpha.as('manager').create('EstateClaim', { unitId: other, customerId: await alpha.customer() });
  const hidden = await alpha.as('seller').refusedToCreate('EstateClaim', { unitId: other, customerId });
  expect(hidden.until).toBeDefined();
  expect(hidden).not.toHaveProperty('customerId');
  expect(hidden).not.toHaveProperty('consultantId');
});

test('a hold whose time is over frees the unit at once, although nothing has swept it [iH4]', async () => {
  const { alpha } = app;
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const first = await hold(alpha, unitId, await buyer(alpha));
  await letExpire(first);
  await app.sql("update estate_unit set held_until = now() - interval '1 second' where id = $1", [unitId.slice(5)]);
  expect(await one('EstateUnit', unitId, 'state stateNow standardStatus')).toEqual({
    state: 'HELD',
    stateNow: 'AVAILABLE',
    standardStatus: 'ACTIVE',
  });
  const second = await hold(alpha, unitId, await buyer(alpha));
  expect(await one('EstateClaim', first, 'stage')).toEqual({ stage: 'EXPIRED' });
  expect(await one('EstateUnit', unitId, 'state claimId')).toEqual({ state: 'HELD', claimId: second });
  await step(alpha.as('seller'), 'releaseEstateClaim', second);
  expect(await unitState(alpha, unitId)).toBe('AVAILABLE');
});

test('a hold that is over becomes no subscription, and cannot be extended', async () => {
  const { alpha } = app;
  const seller = alpha.as('seller');
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const claimId = await hold(alpha, unitId, await buyer(alpha));
  const { id } = await seller.create('EstateSubscription', { claimId });
  await letExpire(claimId);
  expect(await stepRefused(seller, 'signEstateSubscription', id)).toMatchObject({ rule: 'HOLD_OVER' });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect(await stepRefused(seller, 'extendEstateClaim', claimId, { heldUntil: until })).toMatchObject({
    rule: 'HOLD_OVER',
  });
  const tooLong = { unitId, customerId: await buyer(alpha), heldUntil: '2999-01-01T00:00:00Z' };
  expect(await seller.refusedToCreate('EstateClaim', tooLong)).toMatchObject({ rule: 'HOLD_TOO_LONG' });
});

test('holds that are over are ended when their moment comes, those that were extended are not', async () => {
  const { alpha } = app;
  const {
    unitIds: [first = '', second = ''],
  } = await makeEstate(alpha);
  const over = await hold(alpha, first, await buyer(alpha));
  const extended = await hold(alpha, second, await buyer(alpha));
  const heldUntil = new Date(Date.now() + 7_200_000).toISOString();
  await step(alpha.as('seller'), 'extendEstateClaim', extended, { heldUntil });
  const shown = await one<{ heldUntil: string }>('EstateUnit', second, 'heldUntil');
  expect(Date.parse(shown.heldUntil)).toBe(Date.parse(heldUntil));
  await letExpire(over);
  await app.sql("update estate_unit set held_until = now() - interval '1 second' where id = $1", [first.slice(5)]);
  // The one who watches the clock looks every second.
  const deadline = Date.now() + 60_000;
  await app.start();
  while ((await unitState(alpha, first)) !== 'AVAILABLE' && Date.now() < deadline) await app.drain();
  expect(await one('EstateClaim', over, 'stage')).toEqual({ stage: 'EXPIRED' });
  expect(await unitState(alpha, first)).toBe('AVAILABLE');
  expect(await unitState(alpha, second)).toBe('HELD');
});

test('the price is that of the list at the signing less the approved discount; later lists change nothing [iH3]', async () => {
  const { alpha } = app;
  const seller = alpha.as('seller');
  const estate = await makeEstate(alpha, { priceList: { consultantDiscount: '1.00', approvedDiscount: '5.00' } });
  const [unitId = '', another = ''] = estate.unitIds;
  const claimId = await hold(alpha, unitId, await buyer(alpha));
  const beyond = await seller.refusedToCreate('EstateSubscription', { claimId, discountPercent: '1.01' });
  expect(beyond).toMatchObject({ rule: 'DISCOUNT_BEYOND_AUTHORITY', atMost: '1.00', field: 'input.discountPercent' });
  const { id } = await seller.create('EstateSubscription', { claimId, discountPercent: '1.00' });
  const change =
    'mutation($id: ID!, $percent: String!) { updateEstateSubscription(id: $id, input: { discountPercent: $percent }) { discountApprovedById } }';
  const manager = alpha.as('manager');
  expect(await manager.refused(change.replace('String!', 'Decimal!'), { id, percent: '5.01' })).toMatchObject({
    rule: 'DISCOUNT_BEYOND_AUTHORITY',
    atMost: '5.00',
  });
  const approved = await manager.get(change.replace('String!', 'Decimal!'), { id, percent: '3.33' });
  expect(approved).toEqual({ updateEstateSubscription: { discountApprovedById: alpha.users.manager } });
  await step(seller, 'signEstateSubscription', id);
  const fixed = { listPrice: { amount: '1000000.00' }, price: { amount: '966700.00' } };
  expect(await one('EstateSubscription', id, 'listPrice { amount } price { amount }')).toEqual(fixed);

  const stale = await one<{ prices: { nodes: { id: string }[] } }>('EstateUnit', another, 'prices { nodes { id } }');
  const later = await hold(alpha, another, await buyer(alpha));
  const draft = await seller.create('EstateSubscription', { claimId: later });
  await putInForce(alpha, estate.projectId, 2, estate.unitIds, 2_000_000);
  expect(await one('EstateSubscription', id, 'listPrice { amount } price { amount }')).toEqual(fixed);
  expect(await stepRefused(seller, 'signEstateSubscription', draft.id)).toMatchObject({
    rule: 'PRICE_LIST_OUTDATED',
    priceList: 1,
  });
  await step(seller, 'cancelEstateSubscription', draft.id, { ground: 'BUYER', deposited: 'REFUND' });
  const again = await hold(alpha, another, await buyer(alpha));
  const old = await seller.refusedToCreate('EstateSubscription', {
    claimId: again,
    unitPriceId: stale.prices.nodes[0]?.id,
  });
  expect(old).toMatchObject({ rule: 'PRICE_LIST_OUTDATED', field: 'input.unitPriceId', state: 'SUPERSEDED' });
});

test('a cancelled subscription frees its unit; a deposit is forfeited only where the rules allow it', async () => {
  const { alpha } = app;
  const seller = alpha.as('seller');
  const {
    unitIds: [unitId = ''],
    projectId,
  } = await makeEstate(alpha, { project: { reflectionDays: 3 } });
  const id = await subscribe(alpha, unitId, await buyer(alpha));
  expect(await unitState(alpha, unitId)).toBe('SUBSCRIBED');
  const forfeit = { ground: 'BUYER', deposited: 'FORFEIT' };
  expect(await stepRefused(seller, 'cancelEstateSubscription', id, forfeit)).toMatchObject({
    rule: 'DEPOSIT_REFUNDABLE',
  });
  await alpha.admin.get('mutation($id: ID!) { updateEstateProject(id: $id, input: { reflectionDays: 0 }) { id } }', {
    id: projectId,
  });
  const house = { ground: 'HOUSE', deposited: 'FORFEIT' };
  expect(await stepRefused(seller, 'cancelEstateSubscription', id, house)).toMatchObject({
    rule: 'DEPOSIT_REFUNDABLE',
  });
  await step(seller, 'cancelEstateSubscription', id, forfeit);
  expect(await unitState(alpha, unitId)).toBe('AVAILABLE');
  await hold(alpha, unitId, await buyer(alpha));
});

test('a contract follows a paid subscription, with instalments and shares that add up [iH5]', async () => {
  const { alpha } = app;
  const seller = alpha.as('seller');
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const claimId = await hold(alpha, unitId, await buyer(alpha));
  const { id: unpaid } = await seller.create('EstateSubscription', { claimId, deposit: hkd(10) });
  await step(seller, 'signEstateSubscription', unpaid);
  const input = { subscriptionId: unpaid, number: 'C-sum', loan: hkd(600_000) };
  expect(await seller.refusedToCreate('EstateContract', input)).toMatchObject({ rule: 'SUBSCRIPTION_NOT_PAID' });
  await step(seller, 'payEstateSubscription', unpaid);
  const tooMuch = await seller.refusedToCreate('EstateContract', { ...input, loan: hkd('1000000.01') });
  expect(tooMuch).toMatchObject({ rule: 'LOAN_DOES_NOT_FIT' });
  const { id } = await seller.create('EstateContract', input);
  const plan = (...parts: [amount: string, source: 'OWN' | 'LOAN'][]) => ({
    id,
    instalments: parts.map(([amount, source]) => ({ dueOn: '2026-05-01', amount: hkd(amount), source })),
  });
  for (const wrong of [
    plan(['400000', 'OWN'], ['600000.01', 'LOAN']),
    plan(['400000', 'OWN'], ['600000', 'OWN']),
    plan(['399999.99', 'OWN'], ['600000', 'LOAN']),
  ])
    expect(await seller.refused(SET_PLAN, wrong)).toMatchObject({ rule: 'INSTALMENTS_DO_NOT_SUM' });
  expect(await one('EstateContract', id, 'instalments { totalCount }')).toEqual({ instalments: { totalCount: 0 } });
  expect(await stepRefused(seller, 'signEstateContract', id)).toMatchObject({ rule: 'INSTALMENTS_DO_NOT_SUM' });
  await seller.get(SET_PLAN, plan(['400000', 'OWN'], ['600000', 'LOAN']));
  const [wife, husband] = [await buyer(alpha), await buyer(alpha)];
  await createAll(seller, 'EstateBuyer', [{ contractId: id, customerId: wife, share: '50.00' }]);
  expect(await stepRefused(seller, 'signEstateContract', id)).toMatchObject({ rule: 'SHARES_DO_NOT_SUM' });
  await createAll(seller, 'EstateBuyer', [{ contractId: id, customerId: husband, share: '50.00' }]);
  await step(seller, 'signEstateContract', id);
  expect(await seller.refused(SET_PLAN, plan(['1000000', 'OWN']))).toMatchObject({ rule: 'PLAN_FIXED' });
  expect(await unitState(alpha, unitId)).toBe('CONTRACTED');

  const mortgage = { contractId: id, bank: 'Bank of Harbour', amount: hkd(600_000), missingPapers: ['income'] };
  expect(await seller.refusedToCreate('EstateMortgage', { ...mortgage, amount: hkd(1) })).toMatchObject({
    rule: 'LOAN_DOES_NOT_FIT',
  });
  const { id: mortgageId } = await seller.create('EstateMortgage', mortgage);
  expect((await stepRefused(seller, 'submitEstateMortgage', mortgageId)).message).toMatch(/income/);
  await seller.get('mutation($id: ID!) { updateEstateMortgage(id: $id, input: { missingPapers: [] }) { id } }', {
    id: mortgageId,
  });
  for (const name of ['submit', 'approve', 'disburse']) await step(seller, `${name}EstateMortgage`, mortgageId);
  await file(alpha, id);
  await step(seller, 'takeEffectEstateContract', id);
  expect(await stepRefused(seller, 'completeEstateContract', id)).toMatchObject({ rule: 'CONTRACT_NOT_PAID' });
  expect(await unitState(alpha, unitId)).toBe('FILED');
  await payAll(alpha, id);
  expect(await unitState(alpha, unitId)).toBe('PAID_UP');
  await step(seller, 'completeEstateContract', id);
});

test('a contract is rescinded on a ground that the records bear out, and a filed one frees its unit with the filing', async () => {
  const { alpha } = app;
  const seller = alpha.as('seller');
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const id = await contract(alpha, unitId, await buyer(alpha), [{ dueOn: '2999-01-01', amount: hkd(1_000_000) }]);
  await file(alpha, id);
  const manager = alpha.as('manager');
  const own = await stepRefused(seller, 'rescindEstateContract', id, { rescissionGround: 'MUTUAL' }, 'why');
  expect(own.code).toBe('FORBIDDEN');
  for (const rescissionGround of ['BUYER_DEFAULT', 'LOAN_REFUSED', 'LATE_HANDOVER'])
    expect(await stepRefused(manager, 'rescindEstateContract', id, { rescissionGround }, 'why')).toMatchObject({
      rule: 'RESCISSION_WITHOUT_GROUND',
    });
  expect((await stepRefused(manager, 'rescindEstateContract', id, { rescissionGround: 'MUTUAL' })).field).toBe(
    'reason',
  );
  await step(
    manager,
    'rescindEstateContract',
    id,
    { rescissionGround: 'MUTUAL', penalty: hkd(1_000) },
    'They move abroad.',
  );
  expect(await unitState(alpha, unitId)).toBe('RESCINDED');
  const refused = await seller.refusedToCreate('EstateClaim', { unitId, customerId: await buyer(alpha) });
  expect(refused).toMatchObject({ rule: 'UNIT_NOT_RELEASED', state: 'RESCINDED' });
  await step(seller, 'revokeFilingEstateContract', id, { filingRevokedOn: '2026-03-03' });
  expect(await unitState(alpha, unitId)).toBe('AVAILABLE');
  await hold(alpha, unitId, await buyer(alpha));
});

test('a signed contract changes its buyer, its unit and its payment by approved changes only', async () => {
  const { alpha } = app;
  const { admin } = alpha;
  const seller = alpha.as('seller');
  const {
    unitIds: [unitId = '', second = ''],
  } = await makeEstate(alpha);
  const customerId = await buyer(alpha);
  const id = await contract(alpha, unitId, customerId);
  const apply =
    'mutation($id: ID!, $plan: [EstateInstalmentInput!]) { applyEstateContractChange(id: $id, instalments: $plan) { state } }';

  const toClaimId = await hold(alpha, second, customerId);
  const { id: change } = await seller.create('EstateContractChange', {
    contractId: id,
    kind: 'UNIT',
    reason: 'More light',
    toClaimId,
  });
  expect(await admin.refused(apply, { id: change, plan: [] })).toMatchObject({ rule: 'CHANGE_NOT_APPROVED' });
  await step(alpha.as('manager'), 'approveEstateContractChange', change);
  expect((await seller.refused(apply, { id: change, plan: [] })).code).toBe('FORBIDDEN');
  expect(await admin.refused(apply, { id: change, plan: [] })).toMatchObject({ rule: 'INSTALMENTS_DO_NOT_SUM' });
  expect(await unitState(alpha, unitId)).toBe('CONTRACTED');
  await admin.get(apply, { id: change, plan: [{ dueOn: '2026-09-01', amount: hkd(1_000_000) }] });
  expect(await one('EstateContract', id, 'unitId claimId')).toEqual({ unitId: second, claimId: toClaimId });
  expect([await unitState(alpha, unitId), await unitState(alpha, second)]).toEqual(['AVAILABLE', 'CONTRACTED']);

  const toCustomerId = await buyer(alpha);
  const { id: rename } = await seller.create('EstateContractChange', {
    contractId: id,
    kind: 'NAME',
    reason: 'His wife buys',
    toCustomerId,
  });
  const { id: pay } = await seller.create('EstateContractChange', {
    contractId: id,
    kind: 'PAYMENT',
    reason: 'A loan',
    toLoan: hkd(500_000),
  });
  for (const each of [rename, pay]) await step(alpha.as('manager'), 'approveEstateContractChange', each);
  await admin.get(apply, { id: rename });
  await admin.get(apply, {
    id: pay,
    plan: [
      { dueOn: '2026-09-01', amount: hkd(500_000) },
      { dueOn: '2026-10-01', amount: hkd(500_000), source: 'LOAN' },
    ],
  });
  expect(
    await one(
      'EstateContract',
      id,
      'customerId loan { amount } instalments(filter: { state: { eq: OPEN } }) { totalCount }',
    ),
  ).toEqual({
    customerId: toCustomerId,
    loan: { amount: '500000.00' },
    instalments: { totalCount: 2 },
  });
  await file(alpha, id);
  const { id: late } = await seller.create('EstateContractChange', {
    contractId: id,
    kind: 'NAME',
    reason: 'Again',
    toCustomerId: customerId,
  });
  await step(alpha.as('manager'), 'approveEstateContractChange', late);
  expect(await admin.refused(apply, { id: late })).toMatchObject({ rule: 'NAME_CHANGE_AFTER_FILING' });
});

test('whoever looks for a home has fields of his own on the customer [RE5]', async () => {
  const { alpha } = app;
  const id = await alpha.customer({
    realEstate: {
      budgetUntil: hkd(5_000_000),
      bedroomsFrom: 2,
      purpose: 'FIRST_HOME',
      explicitConcerns: ['school'],
      knownBy: 'REFERRAL',
    },
  });
  const { customers } = await alpha.admin.get<{ customers: { nodes: object[] } }>(
    `query($id: ID!) { customers(filter: { id: { eq: $id }, realEstate: { knownBy: { eq: REFERRAL } } }) { nodes { realEstate { purpose eligibility explicitConcerns budgetUntil { amount } } } } }`,
    { id },
  );
  expect(customers.nodes).toEqual([
    {
      realEstate: {
        purpose: 'FIRST_HOME',
        eligibility: 'UNKNOWN',
        explicitConcerns: ['school'],
        budgetUntil: { amount: '5000000.00' },
      },
    },
  ]);
});

test('a subscriber takes another unit that is held for him, and a plan that is proposed adds up [iH5]', async () => {
  const { alpha } = app;
  const seller = alpha.as('seller');
  const {
    unitIds: [unitId = '', second = '', third = ''],
  } = await makeEstate(alpha, { price: 1_000_000.01 });
  const customerId = await buyer(alpha);
  const id = await subscribe(alpha, unitId, customerId);
  const change =
    'mutation($id: ID!, $to: ID!) { changeEstateSubscriptionUnit(id: $id, toClaimId: $to) { id state unitId deposit { amount } } }';
  const foreign = await hold(alpha, third, await buyer(alpha));
  expect(await seller.refused(change, { id, to: foreign })).toMatchObject({ rule: 'CLAIM_OF_ANOTHER' });
  const { changeEstateSubscriptionUnit: successor } = await seller.get<{
    changeEstateSubscriptionUnit: { id: string };
  }>(change, { id, to: await hold(alpha, second, customerId) });
  expect(successor).toMatchObject({ state: 'DRAFT', unitId: second, deposit: { amount: '50000.00' } });
  expect(await one('EstateSubscription', id, 'state successorId')).toEqual({
    state: 'UNIT_CHANGED',
    successorId: successor.id,
  });
  expect(await unitState(alpha, unitId)).toBe('AVAILABLE');
  for (const name of ['sign', 'pay']) await step(seller, `${name}EstateSubscription`, successor.id);
  const { id: contractId } = await seller.create('EstateContract', {
    subscriptionId: successor.id,
    number: 'C-proposed',
    loan: hkd(300_000),
  });
  const { estatePaymentPlan } = await seller.get<{
    estatePaymentPlan: { dueOn: string; amount: object; source: string }[];
  }>(
    `query($id: ID!) { estatePaymentPlan(contractId: $id, own: [{ dueOn: "2026-05-01", weight: 1 }, { dueOn: "2026-08-01", weight: 2 }], loanDueOn: "2026-09-01") { dueOn amount { amount currency } source } }`,
    { id: contractId },
  );
  expect(estatePaymentPlan.map(({ source }) => source)).toEqual(['OWN', 'OWN', 'LOAN']);
  await seller.get(SET_PLAN, { id: contractId, instalments: estatePaymentPlan });
  await step(seller, 'signEstateContract', contractId);
});
