import {
  Affiliation,
  BuyingParty,
  BuyingPartyMember,
  Campaign,
  CampaignMember,
  Consent,
  ContactFatigue,
  ContactPoint,
  ContactPreference,
  ContactQuality,
  ContactRhythm,
  Customer,
  CustomerDocument,
  CustomerMerge,
  CustomerProxy,
  ExternalId,
  FinancialFigure,
  Interaction,
  InteractionParticipant,
  LifecycleChange,
  Message,
  MessageTemplate,
  OwnerPeriod,
  ProfileValue,
  Purchase,
  Segment,
  SegmentMembership,
  ServiceRequest,
  TargetList,
  TargetListEntry,
  Task,
  Thread,
  UsageExperience,
  Visit,
  VisitAttendee,
} from '@rapport/core';
import { idOf, newUuid, type RecordClass, recordTypeOf, uuidOf } from '@rapport/kernel';
import type { TestApp, TestTenant } from '@rapport/testing';
import { ownedAssets } from './owned-assets.ts';
import { ownedExpectations } from './owned-expectations.ts';
import { ownedFieldWork } from './owned-field-work.ts';
import { ownedForms } from './owned-forms.ts';
import { ownedLeads } from './owned-leads.ts';
import { ownedOrders } from './owned-orders.ts';
import { ownedSegmentGroups } from './owned-segment-groups.ts';
import { ownedService } from './owned-service.ts';
import { ownedSurveys } from './owned-surveys.ts';

/** How the records of a type that belong to a customer are made and changed, for probes. */
export interface OwnedKind {
  readonly record: RecordClass;
  /** Who the customer must be; a person when absent. */
  readonly customer?: 'ORGANISATION';
  /** Input of one more record of this customer; `n` differs from call to call. */
  readonly input: (context: OwnedContext) => Promise<object> | object;
  /** A change that the schema allows, or a whole mutation of `$id`. */
  readonly change: object | string;
  /** List of the customer in which it stands. */
  readonly inverse: string;
  /** Where it stands otherwise: a question whose answer holds the ids of those among these that are in sight. */
  readonly nested?: (ids: readonly string[]) => string;
  /** Makes one where the schema has no command for it. */
  readonly make?: (app: TestApp, tenant: TestTenant, customerId: string) => Promise<string>;
}

export interface OwnedContext {
  readonly app: TestApp;
  readonly tenant: TestTenant;
  readonly customerId: string;
  /** A person whom everybody who asks may see. */
  readonly personId: string;
  readonly n: number;
  /** How many of this kind the customer has had before. */
  readonly nth: number;
}

/** A year of the past, another one from call to call. */
const yearOf = (n: number) => 1000 + (n % 1000);
const pick = <Item>(items: readonly Item[], n: number) => items[n % items.length];

const call = (customerId: string) => ({
  channel: 'PHONE',
  direction: 'INBOUND',
  subject: 'Call',
  occurredAt: '2026-03-01T10:00:00Z',
  customerId,
});
const slot = { startsAt: '2026-03-01T10:00:00Z', endsAt: '2026-03-01T11:00:00Z' };

async function ownerOf(tenant: TestTenant, customerId: string): Promise<string | undefined> {
  const { customer } = await tenant.admin.get<{ customer: { owner: { id: string } | null } }>(
    'query($id: ID!) { customer(id: $id) { owner { id } } }',
    { id: customerId },
  );
  return customer.owner?.id;
}

/** A record that only code writes, many at once. */
async function madeBySql(
  app: TestApp,
  tenant: TestTenant,
  record: RecordClass,
  customerId: string,
  values: Readonly<Record<string, unknown>>,
): Promise<string> {
  const row = { tenant_id: tenant.id, id: newUuid(), customer_id: uuidOf(Customer, customerId), ...values };
  const columns = Object.keys(row);
  await app.sql(
    `insert into ${recordTypeOf(record).table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return idOf(record, row.id);
}

export const ownedKinds: readonly OwnedKind[] = [
  {
    record: Interaction,
    input: ({ customerId }) => call(customerId),
    change:
      'mutation($id: ID!) { correctInteraction(id: $id, input: { subject: "Changed" }, reason: "Wrong.") { id } }',
    inverse: 'interactions',
  },
  {
    record: InteractionParticipant,
    input: async ({ tenant, customerId, personId }) => ({
      interactionId: (await tenant.admin.create('Interaction', call(customerId))).id,
      customerId: personId,
    }),
    change: {},
    inverse: 'interactions(first: 10) { nodes { participants',
  },
  {
    record: ContactQuality,
    input: async ({ tenant, customerId }) => ({
      interactionId: (await tenant.admin.create('Interaction', call(customerId))).id,
      attitude: 3,
    }),
    change: { attitude: 4 },
    inverse: 'interactions(first: 10) { nodes { qualities',
  },
  {
    record: ContactRhythm,
    input: () => ({}),
    change: { rhythmDays: 7 },
    inverse: 'contactRhythms',
    make: async (_app, _tenant, customerId) => customerId.replace('cus_', 'rhy_'),
  },
  {
    record: ContactFatigue,
    input: ({ customerId }) => ({ customerId, state: 'RESPONSIVE' }),
    change: { state: 'AVERSE' },
    inverse: 'contactFatigues',
  },
  {
    record: Message,
    input: () => ({}),
    change: {},
    inverse: 'messages',
    make: async (app, tenant, customerId) => {
      const template = await tenant.admin.create('MessageTemplate', {
        key: `probe-${newUuid()}`,
        name: 'Probe',
        purpose: 'SERVICE',
        channel: 'EMAIL',
      });
      return madeBySql(app, tenant, Message, customerId, {
        channel: 'EMAIL',
        purpose: 'SERVICE',
        template_id: uuidOf(MessageTemplate, template.id),
        key: newUuid(),
        state: 'REFUSED',
        decided_at: '2026-03-01',
        due_at: '2026-03-01',
        tries: 0,
      });
    },
  },
  {
    record: TargetListEntry,
    input: () => ({}),
    change: {},
    inverse: 'targetListEntries',
    make: async (app, tenant, customerId) => {
      const list = await tenant.admin.create('TargetList', { name: `Probe ${newUuid()}` });
      return madeBySql(app, tenant, TargetListEntry, customerId, {
        target_list_id: uuidOf(TargetList, list.id),
        origin: 'IMPORT',
      });
    },
  },
  {
    record: CampaignMember,
    input: () => ({}),
    change: {},
    inverse: 'campaignMemberships',
    make: async (app, tenant, customerId) => {
      const campaign = await tenant.admin.create('Campaign', {
        name: 'Probe',
        insight: 'Probe.',
        insightSource: 'DATA',
        media: ['EMAIL'],
      });
      return madeBySql(app, tenant, CampaignMember, customerId, {
        campaign_id: uuidOf(Campaign, campaign.id),
        held_out: true,
        seed: false,
        purchased: false,
        decided: true,
        dealt_at: '2026-03-01',
      });
    },
  },
  {
    record: SegmentMembership,
    input: () => ({}),
    change: {},
    inverse: 'segmentMemberships',
    make: async (app, tenant, customerId) => {
      const segment = await tenant.admin.create('Segment', { name: `Probe ${newUuid()}`, kind: 'STATIC' });
      await tenant.admin.get(
        'mutation($id: ID!, $customerIds: [ID!]!) { addToSegment(id: $id, customerIds: $customerIds) { entered } }',
        { id: segment.id, customerIds: [customerId] },
      );
      const [row] = await app.sql<{ id: string }>('select id from segment_membership where segment_id = $1', [
        uuidOf(Segment, segment.id),
      ]);
      return idOf(SegmentMembership, row?.id ?? '');
    },
  },
  {
    record: Thread,
    input: ({ customerId }) => ({ customerId, title: 'Boiler' }),
    change: { title: 'Changed' },
    inverse: 'threads',
  },
  {
    record: Task,
    // A task goes with its user: that of the customer's owner.
    input: async ({ tenant, customerId }) => ({
      customerId,
      title: 'Call',
      assigneeId: await ownerOf(tenant, customerId),
    }),
    change: { title: 'Changed' },
    inverse: 'tasks',
  },
  {
    record: Visit,
    input: ({ customerId }) => ({ customerId, title: 'Survey', userId: null, ...slot }),
    change: { title: 'Changed' },
    inverse: 'visits',
  },
  {
    record: VisitAttendee,
    input: async ({ tenant, customerId, personId }) => ({
      visitId: (await tenant.admin.create('Visit', { customerId, title: 'Survey', userId: null, ...slot })).id,
      customerId: personId,
    }),
    change: { came: true },
    inverse: 'visits(first: 10) { nodes { attendees',
  },
  {
    record: ContactPoint,
    input: ({ customerId, n }) => ({ customerId, channel: 'EMAIL', value: `probe${n}@example.com` }),
    change: { purpose: 'WORK' },
    inverse: 'contactPoints',
  },
  {
    record: ProfileValue,
    input: ({ customerId, n }) => ({ customerId, attribute: `attribute ${n}`, value: 'x' }),
    change: 'mutation($id: ID!) { verifyProfileValue(id: $id) { id } }',
    inverse: 'profileValues',
  },
  {
    record: Affiliation,
    customer: 'ORGANISATION',
    input: ({ customerId, personId, n }) => ({
      organisationId: customerId,
      personId,
      startsOn: `${yearOf(n)}-01-01`,
      endsOn: `${yearOf(n)}-06-01`,
    }),
    change: { title: 'Changed' },
    inverse: 'members',
  },
  {
    record: BuyingParty,
    input: ({ customerId }) => ({ headId: customerId, kind: 'HOUSEHOLD', name: 'Wang' }),
    change: { name: 'Changed' },
    inverse: 'leadsParties',
  },
  {
    record: BuyingPartyMember,
    input: async ({ tenant, customerId, personId }) => ({
      partyId: (await tenant.admin.create('BuyingParty', { headId: customerId, kind: 'HOUSEHOLD', name: 'Wang' })).id,
      customerId: personId,
      role: 'PAYER',
    }),
    change: { weight: 10 },
    inverse: 'leadsParties(first: 10) { nodes { members',
  },
  {
    record: Consent,
    input: ({ customerId, n }) => ({ customerId, purpose: 'SHARING', partner: `Partner ${n}` }),
    change: 'mutation($id: ID!) { withdrawConsent(id: $id) { id } }',
    inverse: 'consents',
  },
  {
    record: ContactPreference,
    input: ({ customerId, nth }) => ({
      customerId,
      channel: pick(['PHONE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ'], nth),
    }),
    change: { topics: 'Changed' },
    inverse: 'contactPreferences',
  },
  {
    record: CustomerProxy,
    input: ({ customerId, personId, n }) => ({
      customerId,
      proxyId: personId,
      role: 'SECRETARY',
      startsOn: `${yearOf(n)}-01-01`,
      endsOn: `${yearOf(n)}-06-01`,
    }),
    change: { matter: 'Changed' },
    inverse: 'proxies',
  },
  {
    record: ExternalId,
    input: ({ customerId, n }) => ({ customerId, system: 'shop', key: `key ${n}` }),
    change: {},
    inverse: 'externalIds',
  },
  {
    record: OwnerPeriod,
    input: ({ customerId, n }) => ({
      customerId,
      startsAt: `${yearOf(n)}-01-01T00:00:00Z`,
      endsAt: `${yearOf(n)}-06-01T00:00:00Z`,
    }),
    change: {},
    inverse: 'ownerPeriods',
  },
  {
    record: LifecycleChange,
    input: () => ({}),
    change: {},
    inverse: 'lifecycleChanges',
    make: async (app, tenant, customerId) => {
      await tenant.admin.get('mutation($id: ID!) { activateCustomer(id: $id) { id } }', { id: customerId });
      const [row] = await app.sql<{ id: string }>('select id from lifecycle_change where customer_id = $1', [
        customerId.slice(4),
      ]);
      return idOf(LifecycleChange, row?.id ?? '');
    },
  },
  {
    record: CustomerMerge,
    input: () => ({}),
    change: 'mutation($id: ID!) { unmergeCustomers(mergeId: $id) { merge { id } } }',
    inverse: 'merges',
    make: async (_app, tenant, survivorId) => {
      const { customer } = await tenant.admin.get<{ customer: object }>(
        'query($id: ID!) { customer(id: $id) { ownerId ownerTeamId territoryId } }',
        { id: survivorId },
      );
      const { id: mergedId } = await tenant.admin.create('Customer', {
        ...customer,
        kind: 'PERSON',
        name: 'The same',
      });
      const { mergeCustomers } = await tenant.admin.get<{ mergeCustomers: { merge: { id: string } } }>(
        'mutation($survivorId: ID!, $mergedId: ID!) { mergeCustomers(survivorId: $survivorId, mergedId: $mergedId) { merge { id } } }',
        { survivorId, mergedId },
      );
      return mergeCustomers.merge.id;
    },
  },
  {
    record: CustomerDocument,
    input: ({ customerId }) => ({ customerId, title: 'Offer', url: 'https://files.example/offer.pdf' }),
    change: { title: 'Changed' },
    inverse: 'documents',
  },
  {
    record: UsageExperience,
    input: ({ customerId, n }) => ({ customerId, category: `category ${n}` }),
    change: { habits: 'Changed' },
    inverse: 'usageExperiences',
  },
  {
    record: FinancialFigure,
    customer: 'ORGANISATION',
    input: ({ customerId, n }) => ({
      organisationId: customerId,
      measure: 'NET_MARGIN',
      year: 1900 + (n % 300),
      basisPoints: 100,
    }),
    change: { basisPoints: 200 },
    inverse: 'financialFigures',
  },
  {
    record: Purchase,
    input: ({ customerId }) => ({
      customerId,
      product: 'Refrigerator',
      amount: { amount: '28900', currency: 'TWD' },
      purchasedAt: '2026-03-01T10:00:00Z',
    }),
    change: { place: 'Changed' },
    inverse: 'purchases',
  },
  {
    record: ServiceRequest,
    input: ({ customerId }) => ({ customerId, kind: 'FAULT', subject: 'Boiler leaks' }),
    change: { subject: 'Changed' },
    inverse: 'serviceRequests',
  },
  ...ownedAssets,
  ...ownedFieldWork,
  ...ownedOrders,
  ...ownedForms,
  ...ownedSurveys,
  ...ownedSegmentGroups,
  ...ownedLeads,
  ...ownedExpectations,
  ...ownedService,
];

/** Makes one record of every kind that belongs to this customer. */
export async function plantOwned(
  app: TestApp,
  tenant: TestTenant,
  customers: { readonly PERSON: string; readonly ORGANISATION: string; readonly acquaintance: string },
): Promise<void> {
  for (const [n, kind] of ownedKinds.entries()) {
    const customerId = customers[kind.customer ?? 'PERSON'];
    if (kind.make) await kind.make(app, tenant, customerId);
    else {
      const input = await kind.input({ app, tenant, customerId, personId: customers.acquaintance, n, nth: 0 });
      await tenant.admin.create(recordTypeOf(kind.record).name, input);
    }
  }
}

export const probedTypes = ownedKinds.map(({ record }) => recordTypeOf(record).name);
