import {
  CampaignResponse,
  CustomerNeed,
  CustomerPromise,
  PartnerShare,
  ProductLifeCycle,
  ProductLifeStep,
  ReferralRequest,
} from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { OwnedKind } from './owned-records.ts';
import { giveAnswer } from './owned-surveys.ts';

let partners = 0;
let products = 0;

const productLife = (customerId: string) => ({
  customerId,
  product: `Product ${++products}`,
  since: '2026-03-01T10:00:00Z',
});

export const ownedExpectations: readonly OwnedKind[] = [
  {
    record: CustomerNeed,
    input: ({ customerId }) => ({ customerId, need: 'Quiet at night' }),
    change: { weight: 5 },
    inverse: 'needs',
  },
  {
    record: CampaignResponse,
    input: ({ customerId }) => ({
      customerId,
      medium: 'RADIO',
      kind: 'ASKED',
      respondedAt: '2026-03-01T10:00:00Z',
    }),
    change: { mediumName: 'Changed' },
    inverse: 'campaignResponses',
  },
  {
    record: ProductLifeCycle,
    input: ({ customerId }) => productLife(customerId),
    change: 'mutation($id: ID!) { adoptProductLifeCycle(id: $id) { id } }',
    inverse: 'productLifeCycles',
  },
  {
    record: ProductLifeStep,
    input: () => ({}),
    change: {},
    inverse: 'productLifeSteps',
    make: async (app, { admin }, customerId) => {
      const { id } = await admin.create('ProductLifeCycle', productLife(customerId));
      const [row] = await app.sql<{ id: string }>('select id from product_life_step where life_cycle_id = $1', [
        id.slice(4),
      ]);
      return idOf(ProductLifeStep, row?.id ?? '');
    },
  },
  {
    record: CustomerPromise,
    input: ({ customerId }) => ({
      customerId,
      text: 'It comes on Friday.',
      promisedAt: '2026-03-01T10:00:00Z',
      keeperId: null,
    }),
    change: 'mutation($id: ID!) { withdrawCustomerPromise(id: $id, reason: "Settled.") { id } }',
    inverse: 'promises',
  },
  {
    record: PartnerShare,
    input: () => ({}),
    change: {},
    inverse: 'partnerShares',
    make: async (app, tenant, customerId) => {
      const { admin } = tenant;
      const name = `Partner of probes ${++partners}`;
      const { id } = await admin.create('Partner', { name, purpose: 'Miles', attributes: ['NAME'] });
      const consent = { customerId, purpose: 'SHARING', partner: name, state: 'GRANTED', proof: 'Form 7' };
      await admin.create('Consent', consent);
      await admin.get(
        'mutation($id: ID!, $customer: ID!) { shareWithPartner(partnerId: $id, customerIds: [$customer], attributes: [NAME]) { refusal } }',
        { id, customer: customerId },
      );
      const [row] = await app.sql<{ id: string }>('select id from partner_share where partner_id = $1', [id.slice(4)]);
      return idOf(PartnerShare, row?.id ?? '');
    },
  },
  {
    record: ReferralRequest,
    input: () => ({}),
    change: 'mutation($id: ID!) { declineReferralRequest(id: $id) { id } }',
    inverse: 'referralRequests',
    make: async (app, tenant, customerId) => {
      await giveAnswer(app, tenant, customerId);
      const { askForReferral } = await tenant.admin.get<{ askForReferral: { id: string } }>(
        'mutation($id: ID!) { askForReferral(customerId: $id, incentive: "A free service") { id } }',
        { id: customerId },
      );
      return askForReferral.id;
    },
  },
];
