import { definePermission, type RequestContext, reject } from '@rapport/sdk';

export const readMeasures = definePermission({
  name: 'assets.readMeasures',
  description: 'Sees how proactive our service is, over all customers.',
  roles: ['manager', 'analyst'],
});

export interface ProactiveRatio {
  readonly contacts: number;
  readonly opened: number;
  /** From 0 to 1; missing where there were no contacts. */
  readonly ratio: number | null;
}

/**
 * Proactive ratio (O8) = contacts that we opened for service / all contacts for service. A contact is an interaction about
 * service or a complaint that holds and begins something: the first of its conversation, or one without a conversation.
 * What we answer in a conversation that the customer began is no contact that we opened, and none of its own.
 */
export async function proactiveRatio(
  { access, reader, tenant }: RequestContext,
  from: string,
  to: string,
): Promise<ProactiveRatio> {
  access.requirePermission(readMeasures);
  if (Date.parse(to) <= Date.parse(from)) reject('to', 'must be later than from.');
  const [row] = await reader.run<{ contacts: number; opened: number }>({
    text: `
select count(*)::int as contacts, (count(*) filter (where i.direction = 'OUTBOUND'))::int as opened
from interaction i
where i.tenant_id = $1 and i.deleted_at is null and i.superseded_by_id is null
  and i.occurred_at >= $2 and i.occurred_at < $3 and i.matter in ('SERVICE', 'COMPLAINT')
  and not exists (
    select 1 from interaction e
    where e.tenant_id = $1 and e.thread_id = i.thread_id and e.deleted_at is null and e.superseded_by_id is null
      and (e.occurred_at, e.id) < (i.occurred_at, i.id))`,
    values: [tenant.id, from, to],
  });
  const { contacts, opened } = row ?? { contacts: 0, opened: 0 };
  return { contacts, opened, ratio: contacts === 0 ? null : opened / contacts };
}
