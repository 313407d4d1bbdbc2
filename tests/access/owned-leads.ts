import { DealAnswer, DealReview, Lead, LeadAssignment, Leak } from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

async function ownerOf(tenant: TestTenant, customerId: string): Promise<string | null> {
  const { customer } = await tenant.admin.get<{ customer: { ownerId: string | null } }>(
    'query($id: ID!) { customer(id: $id) { ownerId } }',
    { id: customerId },
  );
  return customer.ownerId;
}

/** A lead goes with whoever has it in hand: the owner of the customer. */
const lead = async (tenant: TestTenant, customerId: string) => ({
  customerId,
  name: 'Probe',
  assigneeId: await ownerOf(tenant, customerId),
});

let deals = 0;

/** Whoever is accountable for the customer sees it, and nobody else: nobody is named who finds out why. */
const deal = (customerId: string) => ({
  ...{ customerId, system: 'probe', reference: `D-${++deals}`, reviewerId: null },
  ...{ outcome: 'WON', decidedAt: '2026-03-01T10:00:00Z' },
});

export const ownedLeads: readonly OwnedKind[] = [
  {
    record: Lead,
    input: ({ tenant, customerId }) => lead(tenant, customerId),
    change: { region: 'Changed' },
    inverse: 'leads',
  },
  {
    record: LeadAssignment,
    input: () => ({}),
    change: {},
    inverse: 'leads(first: 10) { nodes { assignments',
    make: async (app, tenant, customerId) => {
      const assigneeId = (await ownerOf(tenant, customerId)) ?? tenant.users.manager;
      const { id } = await tenant.admin.create('Lead', { customerId, name: 'Probe', assigneeId });
      const [row] = await app.sql<{ id: string }>('select id from lead_assignment where lead_id = $1', [id.slice(4)]);
      return idOf(LeadAssignment, row?.id ?? '');
    },
  },
  {
    record: Leak,
    input: ({ customerId }) => ({
      customerId,
      code: 'FORGOTTEN',
      stage: 'CUSTOMER',
      lostAt: '2026-03-01T10:00:00Z',
    }),
    change: { cause: 'Changed' },
    inverse: 'leaks',
  },
  {
    record: DealReview,
    input: ({ customerId }) => deal(customerId),
    change: {},
    inverse: 'dealReviews',
  },
  {
    record: DealAnswer,
    input: async ({ tenant, customerId }) => ({
      reviewId: (await tenant.admin.create('DealReview', deal(customerId))).id,
      question: 'VALUED',
      topic: 'Probe',
    }),
    change: { topic: 'Changed' },
    inverse: 'dealReviews(first: 10) { nodes { answers',
  },
];
