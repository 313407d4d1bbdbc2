import type { Board } from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';

/** What a queue has to do, with what runs out first (O7). */
export const queueBoard: Board = {
  name: 'queueBoard',
  description: 'Open requests of a queue, those that run out first before the others.',
  record: ServiceRequest,
  by: 'queueId',
  filter: { open: { eq: true } },
  orderBy: [{ field: 'DUE_AT', direction: 'ASC' }],
};
