import { defineEvent } from '@rapport/sdk';

export const messagesQueued = defineEvent({
  type: 'messages.queued',
  description: 'Messages wait to be sent.',
  schemaVersion: 1,
  readers: ['manager', 'marketer'],
  payload: { count: { type: 'int', description: 'How many were queued.' } },
});
