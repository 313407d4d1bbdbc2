import type { BeforeHandler } from '@rapport/sdk';
import { EstateRotationPlace, EstateVisit } from './reception.record.ts';
import { keepConsultants, receive, turnsToBegin } from './reception.service.ts';

export const receptionRules: readonly BeforeHandler[] = [
  {
    record: EstateVisit,
    on: ['created'],
    run: async ({ record, path }, work) => {
      const [projectId, customerId] = [String(record.projectId), String(record.customerId)];
      const askedFor = record.askedForId ? String(record.askedForId) : null;
      const reception = await receive(work, projectId, customerId, askedFor, path);
      const { consultantId, ...how } = reception;
      // Nobody is on duty: whoever writes it down has received him.
      if (consultantId === null) return how;
      work.afterWrite(keepConsultants, { customerId, consultantId });
      return { ...how, consultantId };
    },
  },
  {
    record: EstateRotationPlace,
    on: ['created'],
    run: async ({ record }, work) => ({ turns: await turnsToBegin(work, String(record.projectId)) }),
  },
];
