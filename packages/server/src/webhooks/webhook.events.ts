import { defineEvent } from '@rapport/kernel';
import { WebhookEndpoint } from './webhook-endpoint.record.ts';

export const webhookEndpointPaused = defineEvent({
  type: 'webhooks.endpointPaused',
  description: 'The server gave an endpoint up: nothing is sent to it until somebody resumes it.',
  schemaVersion: 1,
  payload: {
    reason: { type: 'text', description: 'A value of WebhookPauseReason.' },
    cursor: { type: 'text', description: 'Behind the last event that was delivered.' },
  },
  about: () => WebhookEndpoint,
});
