import { type AfterHandler, type HandledEvent, idOf, type PluginContext, uuidOf } from '@rapport/sdk';
import { Interaction } from '../interactions/index.ts';
import { Lead } from './lead.record.ts';
import { firstResponse } from './lead-steps.rules.ts';

const ANSWERED = `
select l.id, l.received_at as "receivedAt", min(i.occurred_at) as "answeredAt"
from interaction i join lead l on l.tenant_id = $1 and l.customer_id = i.customer_id and l.deleted_at is null
  and l.state in ('NEW', 'ASSIGNED', 'ACCEPTED') and l.first_response_at is null and l.received_at <= i.occurred_at
where i.tenant_id = $1 and i.id = any($2::uuid[]) and i.direction = 'OUTBOUND' and i.superseded_by_id is null and i.deleted_at is null
group by l.tenant_id, l.id, l.received_at order by l.id`;

async function noteResponses(events: readonly HandledEvent[], { transaction }: PluginContext): Promise<void> {
  const interactions = events.map(({ recordId }) => uuidOf(Interaction, recordId));
  await transaction(async (work) => {
    const answered = await work.run<{ id: string; receivedAt: Date; answeredAt: Date }>({
      text: ANSWERED,
      values: [work.context.tenant.id, interactions],
    });
    for (const { id, receivedAt, answeredAt } of answered)
      await work.update(Lead, idOf(Lead, id), {}, { kept: firstResponse(receivedAt.toISOString(), answeredAt) });
  });
}

/** Whoever goes to a customer answers the leads that came from him. */
export const noteFirstResponse: AfterHandler = {
  id: 'note-first-response',
  events: ['interaction.created'],
  run: (event, context) => noteResponses([event], context),
  runAll: noteResponses,
};
