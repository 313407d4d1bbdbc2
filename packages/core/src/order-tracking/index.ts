import { definePlugin } from '@rapport/sdk';
import { createTrackedOrders } from './migrations/0001-create-tracked-orders.ts';
import { TrackedOrder, TrackedOrderStep } from './tracked-order.record.ts';
import { TrackedOrderResolver } from './tracked-order.resolver.ts';

export { OrderErrorCause, TrackedOrder, TrackedOrderStep } from './tracked-order.record.ts';
export { type OrderReport, type StepReport, trackOrder } from './tracked-order.service.ts';

export const orderTrackingPlugin = definePlugin({
  id: 'order-tracking',
  version: '0.1.0',
  requires: ['customers'],
  records: [TrackedOrder, TrackedOrderStep],
  migrations: [createTrackedOrders],
  resolvers: [TrackedOrderResolver],
});
