import { randomUUID } from 'node:crypto';
import { encodeEventCursor, idOf, type LogPosition, operatorAccess, ref, type Transaction } from '@rapport/kernel';
import type { App } from '../app.ts';
import { webhookEndpointPaused } from './webhook.events.ts';
import type { EndpointKey } from './webhook.store.ts';
import { WebhookEndpoint, type WebhookPauseReason } from './webhook-endpoint.record.ts';

/** Pauses an endpoint in the name of the product, and says so in an event. */
export async function giveUp(
  { background }: App,
  transaction: Transaction,
  { tenantId, endpointId }: EndpointKey,
  reason: WebhookPauseReason,
  position: LogPosition,
): Promise<void> {
  const { plugins } = background;
  const place = await plugins.placeOf(transaction, tenantId);
  const work = plugins.workOf(operatorAccess, place, transaction, `webhook ${randomUUID()}`);
  const id = idOf(WebhookEndpoint, endpointId);
  await work.transition(WebhookEndpoint, id, { transition: 'pause', input: { pauseReason: reason } });
  const payload = { reason, cursor: encodeEventCursor(tenantId, position) };
  await work.publish(webhookEndpointPaused, payload, ref(WebhookEndpoint, id));
}
