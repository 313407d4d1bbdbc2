import { defineEvent } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

export const messagesQueued = defineEvent({
  type: 'messages.queued',
  description: 'Messages wait to be sent.',
  schemaVersion: 1,
  readers: ['manager', 'marketer'],
  payload: { count: { type: 'int', description: 'How many were queued.' } },
});

export const messageRefused = defineEvent({
  type: 'messages.refused',
  description: 'A message to a customer was refused by a rule.',
  schemaVersion: 1,
  about: () => Customer,
  payload: {
    messageId: { type: 'id', description: 'The message.' },
    rule: { type: 'text', description: 'The rule that refused it.' },
    source: { type: 'text', description: 'What it belonged to; missing where it was to nothing.', optional: true },
  },
});
