import { TrackedOrder, TrackedOrderStep } from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { TestApp, TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

let made = 0;

async function track(tenant: TestTenant, customerId: string): Promise<string> {
  const { trackOrder } = await tenant.admin.get<{ trackOrder: { id: string } }>(
    'mutation($input: TrackOrderInput!) { trackOrder(input: $input) { id } }',
    {
      input: {
        customerId,
        system: 'erp',
        number: `SO-${++made}`,
        placedAt: '2026-03-01T10:00:00Z',
        steps: [{ position: 1, name: 'Paid' }],
      },
    },
  );
  return trackOrder.id;
}

/** Only reports of other systems write orders. */
export const ownedOrders: readonly OwnedKind[] = [
  {
    record: TrackedOrder,
    input: () => ({}),
    change: {},
    inverse: 'trackedOrders',
    make: (_app, tenant, customerId) => track(tenant, customerId),
  },
  {
    record: TrackedOrderStep,
    input: () => ({}),
    change: {},
    inverse: 'trackedOrders(first: 10) { nodes { steps',
    make: async (app: TestApp, tenant, customerId) => {
      const [row] = await app.sql<{ id: string }>('select id from tracked_order_step where order_id = $1', [
        (await track(tenant, customerId)).slice(4),
      ]);
      return idOf(TrackedOrderStep, row?.id ?? '');
    },
  },
];
