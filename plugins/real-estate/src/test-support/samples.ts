import type { ContractOptions, TestTenant } from '@rapport/testing';
import { rollOutChecklist } from '../roll-out/checklist.ts';
import { buyer, contract, createAll, type Estate, hkd, hold, makeEstate, step, subscribe } from './estate.ts';

type Sample = NonNullable<ContractOptions['samples']>[string];

const POOL = 60;
const pools = new WeakMap<TestTenant, { estate: Estate; left: string[] }>();

/** A unit on sale, of one project for many: a project of its own for each would take minutes. */
async function unitInPool(tenant: TestTenant): Promise<{ unitId: string; projectId: string }> {
  let pool = pools.get(tenant);
  if (!pool || pool.left.length === 0) {
    const estate = await makeEstate(tenant, { perFloor: POOL });
    pool = { estate, left: [...estate.unitIds] };
    pools.set(tenant, pool);
  }
  return { unitId: pool.left.pop() ?? '', projectId: pool.estate.projectId };
}

const aUnit = async (tenant: TestTenant): Promise<string> => (await unitInPool(tenant)).unitId;
const aContract = async (tenant: TestTenant): Promise<string> =>
  contract(tenant, await aUnit(tenant), await buyer(tenant));

async function aListing(tenant: TestTenant, kind: 'SALE' | 'LEASE'): Promise<string> {
  const agent = tenant.as('seller');
  const estate = await makeEstate(tenant, { perFloor: 1, project: { business: 'BROKERED' }, unopened: true });
  const listing = { unitId: estate.unitIds[0], sellerId: await buyer(tenant), kind, listPrice: hkd(1) };
  const { id } = await agent.create('EstateListing', listing);
  await step(agent, 'publishEstateListing', id);
  return id;
}

let lists = 1;

async function aDraftList(tenant: TestTenant, projectId: string): Promise<string> {
  return (await tenant.as('manager').create('EstatePriceList', { projectId, number: ++lists })).id;
}

/** What no field of these records says: where they may stand, and what must have come before. */
export const samples: Readonly<Record<string, Sample>> = {
  EstateProject: () => ({ currency: 'HKD' }),
  EstateUnit: () => ({ buildingAreaTotal: '90.00', livingArea: '70.00', releaseId: undefined }),
  EstatePriceList: () => ({ consultantDiscount: '1.00', approvedDiscount: '2.00' }),
  EstateUnitPrice: async (tenant) => {
    const { projectId, unitId } = await unitInPool(tenant);
    return { priceListId: await aDraftList(tenant, projectId), unitId, total: hkd(9) };
  },
  EstateQueueTicket: async (tenant) => {
    const { releaseId } = await makeEstate(tenant, { perFloor: 1, order: 'POINTS' });
    return { releaseId };
  },
  EstateClaim: async (tenant) => ({ unitId: await aUnit(tenant), heldUntil: undefined }),
  EstateSubscription: async (tenant) => ({
    claimId: await hold(tenant, await aUnit(tenant), await buyer(tenant)),
    unitPriceId: undefined,
    discountPercent: '0.00',
  }),
  EstateContract: async (tenant) => ({
    subscriptionId: await subscribe(tenant, await aUnit(tenant), await buyer(tenant)),
    loan: hkd(1_000),
  }),
  EstateBuyer: async (tenant) => {
    const subscriptionId = await subscribe(tenant, await aUnit(tenant), await buyer(tenant));
    const { id } = await tenant
      .as('seller')
      .create('EstateContract', { subscriptionId, number: `B-${subscriptionId}` });
    return { contractId: id, share: '50.00' };
  },
  EstateMortgage: async (tenant) => {
    const plan = [
      { dueOn: '2026-01-01', amount: hkd(400_000) },
      { dueOn: '2026-02-01', amount: hkd(600_000), source: 'LOAN' as const },
    ];
    const loan = hkd(600_000);
    return {
      contractId: await contract(tenant, await aUnit(tenant), await buyer(tenant), plan, { loan }),
      amount: loan,
    };
  },
  EstateContractChange: async (tenant) => ({ contractId: await aContract(tenant), toClaimId: undefined }),
  EstateChannelClaim: () => ({ proof: 'A photo' }),
  EstateVisit: async (tenant) => ({
    projectId: (await unitInPool(tenant)).projectId,
    askedForId: undefined,
  }),
  EstateShowing: (_tenant) => ({ startsAt: '2026-01-01T01:00:00Z', endsAt: '2026-01-01T02:00:00Z' }),
  EstateHandover: async (tenant) => ({
    contractId: await aContract(tenant),
    startsAt: '2026-01-01T01:00:00Z',
    endsAt: '2026-01-01T02:00:00Z',
  }),
  EstateReferral: async (tenant) => {
    const referrerId = await buyer(tenant);
    await contract(tenant, await aUnit(tenant), referrerId);
    const [referredId] = await createAll(tenant.admin, 'Customer', [
      { kind: 'PERSON', name: `Friend of ${referrerId}` },
    ]);
    return { referrerId, referredId };
  },
  EstateListing: async (tenant) => {
    const estate = await makeEstate(tenant, { perFloor: 1, project: { business: 'BROKERED' }, unopened: true });
    return { unitId: estate.unitIds[0], kind: 'SALE' };
  },
  EstateOffer: async (tenant) => ({ listingId: await aListing(tenant, 'SALE') }),
  EstateConveyance: async (tenant) => {
    const agent = tenant.as('seller');
    const offer = { listingId: await aListing(tenant, 'SALE'), buyerId: await buyer(tenant), amount: hkd(1) };
    const { id: offerId } = await agent.create('EstateOffer', offer);
    await step(agent, 'acceptEstateOffer', offerId);
    return { offerId };
  },
  EstateTenancy: async (tenant) => ({
    listingId: await aListing(tenant, 'LEASE'),
    startsOn: '2026-01-01',
    endsOn: '2027-01-01',
  }),
  EstateRollOutCheck: () => ({ point: nextPoint() }),
};

let points = 0;
/** Points of the checklist are settled once each. */
const nextPoint = (): string | undefined => rollOutChecklist[points++ % rollOutChecklist.length]?.key;
