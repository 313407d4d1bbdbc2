import { defineEvent } from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';

/** What a clock tells; subscriptions follow it with `changes(types: ["service.slaAlert"])`. */
export const slaAlert = defineEvent({
  type: 'service.slaAlert',
  description: 'The promised time of a service request is nearly over, is over, or has been for long.',
  schemaVersion: 1,
  about: () => ServiceRequest,
  payload: {
    milestone: { type: 'text', description: 'FIRST_RESPONSE or RESOLUTION.' },
    signal: { type: 'text', description: 'WARNING, BREACH or ESCALATION.' },
    at: { type: 'instant', description: 'The moment that it tells of; the event itself may come a second later.' },
    clockId: { type: 'id', description: 'The clock.' },
    userId: { type: 'id', description: 'Who is called in by an escalation.', optional: true },
  },
});
