import { idOf, type PluginJob, type UnitOfWork } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { ContactFatigue } from './contact-fatigue.record.ts';
import { messageSettings } from './settings.ts';

/** Looked at together; whoever is left comes with the next ones. */
const AT_ONCE = 500;

interface Silent {
  readonly customer: string;
  /** Uuid of what is known already. */
  readonly known: string | null;
}

/**
 * Finds who let the last so many advertisements pass: none was opened or followed, and since the first of them he neither
 * bought nor came to us (F6). Who rested already begins anew: only messages since then count.
 */
function findSilent(work: UnitOfWork, messages: number): Promise<Silent[]> {
  return work.run<Silent>({
    text: `
with recent as (
  select distinct customer_id from message
  where tenant_id = $1 and purpose = 'MARKETING' and sent_at > now() - interval '8 days' and deleted_at is null)
select r.customer_id as customer, f.id as known from recent r
join customer c on c.tenant_id = $1 and c.id = r.customer_id and c.deleted_at is null
left join contact_fatigue f on f.tenant_id = $1 and f.customer_id = r.customer_id and f.deleted_at is null
cross join lateral (
  select count(*) as messages, count(m.opened_at) + count(m.clicked_at) as answers, min(m.sent_at) as since from (
    select opened_at, clicked_at, sent_at from message
    where tenant_id = $1 and customer_id = r.customer_id and purpose = 'MARKETING' and sent_at > coalesce(f.rest_until, '-infinity')
      and deleted_at is null
    order by counted_at desc nulls last limit $2) m) last
where last.messages = $2 and last.answers = 0
  and (f.id is null or f.state = 'RESPONSIVE' or (f.state = 'INDIFFERENT' and f.rest_until < now()))
  and not exists (select 1 from purchase p
    where p.tenant_id = $1 and p.customer_id = r.customer_id and p.purchased_at > last.since and p.deleted_at is null)
  and not exists (select 1 from interaction i
    where i.tenant_id = $1 and i.customer_id = r.customer_id and i.occurred_at > last.since and i.direction = 'INBOUND' and i.deleted_at is null)
order by r.customer_id limit ${AT_ONCE}`,
    values: [work.context.tenant.id, messages],
  });
}

/** Lets those rest who no longer take notice. */
export const learnFatigue: PluginJob = {
  id: 'learn-fatigue',
  cron: '40 2 * * *',
  timeZone: 'UTC',
  catchUp: 'once',
  run: async ({ transaction, settings, signal }) => {
    const { indifferentAfter, restDays } = await settings(messageSettings);
    const learn = (work: UnitOfWork) => letRest(work, indifferentAfter, restDays);
    while (!signal.aborted && (await transaction(learn)) === AT_ONCE);
  },
};

async function letRest(work: UnitOfWork, messages: number, days: number): Promise<number> {
  const silent = await findSilent(work, messages);
  const values = {
    state: 'INDIFFERENT',
    restUntil: new Date(Date.now() + days * 86_400_000).toISOString(),
    reason: `Let the last ${messages} advertisements pass.`,
  };
  const { unlimited } = work;
  const fresh = silent.filter(({ known }) => known === null);
  if (fresh.length > 0)
    await unlimited.createAll(
      ContactFatigue,
      fresh.map(({ customer }, index) => ({
        input: { ...values, customerId: idOf(Customer, customer) },
        path: `inputs[${index}]`,
      })),
    );
  for (const { known } of silent)
    if (known !== null) await unlimited.update(ContactFatigue, idOf(ContactFatigue, known), values);
  return silent.length;
}
