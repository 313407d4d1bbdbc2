import { CatalogueItem, SegmentGroup } from '@rapport/core';
import type { TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

let made = 0;
const strangers = new WeakMap<TestTenant, Promise<{ id: string }>>();

/** The team of the customer; one of strangers for whoever has none. */
async function teamOf(tenant: TestTenant, customerId: string): Promise<string> {
  const { customer } = await tenant.admin.get<{ customer: { ownerTeamId: string | null } }>(
    'query($id: ID!) { customer(id: $id) { ownerTeamId } }',
    { id: customerId },
  );
  if (customer.ownerTeamId) return customer.ownerTeamId;
  const team = strangers.get(tenant) ?? tenant.admin.create('Team', { name: 'Strangers' });
  strangers.set(tenant, team);
  return (await team).id;
}

async function group(tenant: TestTenant, customerId: string) {
  const name = `Group of probes ${++made}`;
  return { name, brand: name, terms: 'Any', teamId: await teamOf(tenant, customerId) };
}

const only = (ids: readonly string[]) => `(filter: { id: { in: ${JSON.stringify(ids)} } })`;

/** Business that is kept apart by team: it belongs to no customer. */
export const ownedSegmentGroups: readonly OwnedKind[] = [
  {
    record: SegmentGroup,
    input: ({ tenant, customerId }) => group(tenant, customerId),
    change: { terms: 'Changed' },
    inverse: '',
    nested: (ids) => `{ teams(first: 200) { nodes { segmentGroups${only(ids)} { nodes { id } } } } }`,
  },
  {
    record: CatalogueItem,
    input: async ({ tenant, customerId }) => ({
      groupId: (await tenant.admin.create('SegmentGroup', await group(tenant, customerId))).id,
      offer: 'Probe',
    }),
    change: { terms: 'Changed' },
    inverse: '',
    nested: (ids) => `{ segmentGroups(first: 200) { nodes { catalogue${only(ids)} { nodes { id } } } } }`,
  },
];
