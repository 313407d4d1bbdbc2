import { defineEvent } from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';

/** No step of the request, so no change of it tells: the hours that count for it are others now. */
export const dueMoved = defineEvent({
  type: 'service.dueMoved',
  description: 'A service request is due at another moment, because its business calendar has changed.',
  schemaVersion: 1,
  about: () => ServiceRequest,
  payload: {
    calendarId: { type: 'id', description: 'The calendar.' },
    dueAt: { type: 'instant', description: 'When it is due now; missing while no clock runs.', optional: true },
  },
});
