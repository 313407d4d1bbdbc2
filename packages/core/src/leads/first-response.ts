import type { AfterHandler } from '@rapport/sdk';
import { Interaction } from '../interactions/index.ts';
import { Lead } from './lead.record.ts';
import { firstResponse } from './lead-steps.rules.ts';

/** Whoever goes to a customer answers the leads that came from him. */
export const noteFirstResponse: AfterHandler = {
  id: 'note-first-response',
  events: ['interaction.created'],
  run: async ({ recordId }, { transaction }) => {
    await transaction(async (work) => {
      const [interaction] = await work.find(Interaction, {
        filter: { id: { eq: String(recordId) }, direction: { eq: 'OUTBOUND' } },
        fields: ['customerId', 'occurredAt'],
      });
      if (!interaction) return;
      const occurredAt = String(interaction.occurredAt);
      const leads = await work.find(Lead, {
        filter: {
          customerId: { eq: interaction.customerId },
          state: { in: ['NEW', 'ASSIGNED', 'ACCEPTED'] },
          firstResponseAt: { isNull: true },
          receivedAt: { lte: occurredAt },
        },
        fields: ['id', 'receivedAt'],
      });
      for (const { id, receivedAt } of leads)
        await work.update(Lead, String(id), {}, { kept: firstResponse(String(receivedAt), new Date(occurredAt)) });
    });
  },
};
