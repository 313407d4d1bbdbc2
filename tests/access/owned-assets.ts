import { Asset, CareContact, MaintenancePlan, UsageReading } from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

const asset = async (tenant: TestTenant, customerId: string) =>
  (await tenant.admin.create('Asset', { customerId, product: 'Boiler', maker: 'Vaillant' })).id;
let rules = 0;

/** Records that belong to a customer by what he has. */
export const ownedAssets: readonly OwnedKind[] = [
  {
    record: Asset,
    input: ({ customerId }) => ({ customerId, product: 'Boiler', maker: 'Vaillant' }),
    change: { place: 'Changed' },
    inverse: 'assets',
  },
  {
    record: UsageReading,
    input: async ({ tenant, customerId }) => ({
      assetId: await asset(tenant, customerId),
      value: 1,
      readAt: '2026-03-01T10:00:00Z',
    }),
    change: {},
    inverse: 'assets(first: 10) { nodes { readings',
  },
  {
    record: MaintenancePlan,
    input: async ({ tenant, customerId }) => ({
      assetId: await asset(tenant, customerId),
      title: 'Sweep',
      everyMonths: 12,
    }),
    change: { title: 'Changed' },
    inverse: 'assets(first: 10) { nodes { maintenancePlans',
  },
  {
    record: CareContact,
    input: () => ({}),
    change: { channel: 'EMAIL' },
    inverse: 'careContacts',
    make: async (app, tenant, customerId) => {
      const assetId = await asset(tenant, customerId);
      const { id: ruleId } = await tenant.admin.create('CareRule', {
        name: `Rule ${++rules}`,
        occasion: 'RETURN_VISIT',
        days: 1,
        channel: 'PHONE',
        message: 'How does it do?',
      });
      // Only the job plans contacts.
      const [row] = await app.sql<{ id: string }>(
        `insert into care_contact (tenant_id, id, customer_id, asset_id, rule_id, occasion, occurrence, due_on, channel, message, state)
         values ($1, gen_random_uuid(), $2, $3::uuid, $4, 'RETURN_VISIT', $3::text, now(), 'PHONE', 'How does it do?', 'PLANNED') returning id`,
        [tenant.id, customerId.slice(4), assetId.slice(4), ruleId.slice(4)],
      );
      return idOf(CareContact, row?.id ?? '');
    },
  },
];
