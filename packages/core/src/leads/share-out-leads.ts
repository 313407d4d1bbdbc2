import { type AfterHandler, idOf, type UnitOfWork } from '@rapport/sdk';
import { assignLead, GAVE_UP, HELD } from './assign-lead.service.ts';
import { Lead } from './lead.record.ts';
import { HELD_STATES } from './lead-states.ts';

const PAGE = 50;
const held: readonly string[] = HELD_STATES;

/**
 * Gives leads to somebody as soon as they have come or have come back; and those that wait, when a lead is out of
 * somebody's hands, or a pool or its members are others.
 */
export const shareOutLeads: AfterHandler = {
  id: 'share-out-leads',
  events: ['lead.created', 'lead.updated', 'leadPool.*', 'leadPoolMember.*'],
  run: async ({ type, recordId, patch }, { transaction, signal }) => {
    const ofLead = type === 'lead.created' || type === 'lead.updated';
    const { state } = (patch ?? {}) as { readonly state?: string };
    if (ofLead && (state === undefined || held.includes(state))) return;
    if (state === 'NEW') await transaction((work) => assignLead(work, String(recordId)));
    if (type === 'lead.created') return;
    for (const id of await transaction((work) => waitingLeads(work, !ofLead))) {
      if (signal.aborted) return;
      // Each by itself, so that nobody else waits for all of them.
      await transaction((work) => assignLead(work, id));
    }
  },
};

/** Those for whom a member has room, the oldest first; with `homeless` also those that no pool took yet. */
async function waitingLeads(work: UnitOfWork, homeless: boolean): Promise<string[]> {
  const found = await work.run<{ id: string }>({
    text: `
select l.id from lead l left join lead_pool p on p.tenant_id = $1 and p.id = l.pool_id
where l.tenant_id = $1 and l.state = 'NEW' and l.deleted_at is null and (
  (p.id is null and $2) or (p.distribution <> 'CLAIM' and exists (
    select from lead_pool_member m
    join user_account u on u.tenant_id = $1 and u.id = m.user_id and u.active and u.deleted_at is null
    where m.tenant_id = $1 and m.pool_id = l.pool_id and m.active and m.deleted_at is null
      and (not p.by_skill or m.skills ? l.topic) and not ${GAVE_UP('m.user_id')}
      and (m.capacity is null or m.capacity > ${HELD('m.user_id')}))))
order by l.received_at, l.id limit ${PAGE}`,
    values: [work.context.tenant.id, homeless],
  });
  return found.map(({ id }) => idOf(Lead, id));
}
