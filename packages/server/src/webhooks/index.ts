import { definePlugin } from '@rapport/kernel';
import { createWebhooks } from './migrations/0001-create-webhooks.ts';
import { webhookEndpointPaused } from './webhook.events.ts';
import { WebhookResolver } from './webhook.resolver.ts';
import { webhookRules } from './webhook.rules.ts';
import { WebhookDelivery } from './webhook-delivery.record.ts';
import { WebhookEndpoint } from './webhook-endpoint.record.ts';

/** Sends events to addresses outside. */
export const webhooksPlugin = definePlugin({
  id: 'webhooks',
  version: '0.1.0',
  required: true,
  requires: ['system'],
  records: [WebhookEndpoint, WebhookDelivery],
  resolvers: [WebhookResolver],
  migrations: [createWebhooks],
  events: [webhookEndpointPaused],
  before: webhookRules,
});
