import {
  type AfterHandler,
  type HandledEvent,
  idOf,
  type PluginAlarm,
  type PluginContext,
  ref,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { decideMessages, Message, messageSettings } from '../messages/index.ts';
import { brakeReason } from './brake.ts';
import { campaignProgressed } from './campaign.events.ts';
import { Campaign } from './campaign.record.ts';
import { armsOf, type DealingCampaign, dealMembers } from './deal-members.ts';

const DEALT_AT_ONCE = 5_000;
const DECIDED_AT_ONCE = 1_000;
const TURN_MS = 15_000;
/** Until a running campaign is looked at again, also when whoever looked at it died. */
const PAUSE = "interval '1 minute'";
const REST = "interval '6 hours'";

interface RunningCampaign extends DealingCampaign {
  readonly endsOn: string | null;
}

/** Those that nobody is at; whoever begins leaves word when to look again, should he die. */
function runningCampaigns(work: UnitOfWork): Promise<RunningCampaign[]> {
  return work.run<RunningCampaign>({
    text: `
with free as (select id from campaign
  where tenant_id = $1 and state = 'RUNNING' and target_list_id is not null and deleted_at is null
  order by id for no key update skip locked),
running as (update campaign c set conduct_at = now() + ${PAUSE} from free where c.tenant_id = $1 and c.id = free.id
  returning c.id, target_list_id as "targetList", hold_out_percent::int as "holdOut", to_char(ends_on, 'YYYY-MM-DD') as "endsOn")
select * from running order by id`,
    values: [work.context.tenant.id],
  });
}

/** Carries running campaigns on: deals parts, decides about messages, and brakes. */
async function conduct({ transaction, settings, signal }: PluginContext): Promise<void> {
  const { timeZone } = await settings(messageSettings);
  const end = Date.now() + TURN_MS;
  for (const campaign of await transaction(runningCampaigns)) {
    await transaction((work) => brake(work, campaign.id));
    let left = 1;
    while (left > 0 && !signal.aborted && Date.now() < end)
      left = await transaction((work) => advance(work, campaign, timeZone));
    if (left === 0) await transaction((work) => rest(work, campaign.id));
  }
}

/** Looked at again when messages of a campaign go out; once all are out, now and then, for what customers do not say. */
function rest(work: UnitOfWork, campaign: string) {
  return work.run({
    text: `
with rested as (update campaign set conduct_at = greatest(now() + ${PAUSE}, (
    select coalesce(min(due_at), now() + ${REST}) from message
    where tenant_id = $1 and source = $3 and state in ('QUEUED', 'SENDING') and deleted_at is null))
  where tenant_id = $1 and id = $2 and state = 'RUNNING' returning 1)
select count(*) from rested`,
    values: [work.context.tenant.id, campaign, idOf(Campaign, campaign)],
  });
}

/** One step of a campaign; returns how many customers it was about. One process at a time takes one. */
async function advance(work: UnitOfWork, campaign: RunningCampaign, defaultZone: string): Promise<number> {
  const { tenant } = work.context;
  const [held] = await work.run<{ state: string }>({
    text: 'select state from campaign where tenant_id = $1 and id = $2 for no key update',
    values: [tenant.id, campaign.id],
  });
  // It may have been paused since.
  if (held?.state !== 'RUNNING') return 0;
  const dealt = await dealMembers(work, campaign, DEALT_AT_ONCE);
  const decided = await decideNext(work, campaign, defaultZone);
  if (dealt + decided > 0)
    await work.publish(campaignProgressed, { dealt, decided }, ref(Campaign, idOf(Campaign, campaign.id)));
  return dealt + decided;
}

interface Due {
  readonly customer: string;
}

async function decideNext(work: UnitOfWork, campaign: RunningCampaign, defaultZone: string): Promise<number> {
  const { tenant } = work.context;
  for (const { id: arm, template } of await armsOf(work, tenant.id, campaign.id)) {
    if (template === null) continue;
    const due = await work.run<Due>({
      text: `
select customer_id as customer from campaign_member
where tenant_id = $1 and campaign_id = $2 and not decided and arm_id = $3 and deleted_at is null order by customer_id limit $4`,
      values: [tenant.id, campaign.id, arm, DECIDED_AT_ONCE],
    });
    if (due.length === 0) continue;
    const customers = due.map(({ customer }) => customer);
    const [kind] = await work.run<{ channel: 'EMAIL'; purpose: 'MARKETING' | 'SERVICE' }>({
      text: 'select channel, purpose from message_template where tenant_id = $1 and id = $2',
      values: [tenant.id, template],
    });
    if (!kind) throw new Error('An arm refers to its template.');
    await decideMessages(
      work,
      {
        ...kind,
        template,
        source: idOf(Campaign, campaign.id),
        defaultZone,
        expiresAt: campaign.endsOn === null ? null : new Date(`${campaign.endsOn}T24:00:00Z`),
      },
      {
        customers,
        // Bought addresses get no advertising (B14).
        select: (ids, sql) => `
select m.customer_id, ${sql.add(`campaign/${campaign.id}/`, 'text')} || m.customer_id as key, null::jsonb as variables,
  case when m.purchased and ${sql.add(kind.purpose, 'text')} = 'MARKETING' then 'PURCHASED_LIST' end as barred
from campaign_member m where m.tenant_id = $1 and m.campaign_id = ${sql.add(campaign.id, 'uuid')} and m.customer_id = any(${ids})
  and not m.held_out and m.deleted_at is null`,
      },
    );
    await work.run({
      text: `
with noted as (update campaign_member set decided = true, updated_at = now()
  where tenant_id = $1 and campaign_id = $2 and customer_id = any($3::uuid[]) returning 1)
select count(*) from noted`,
      values: [tenant.id, campaign.id, customers],
    });
    return due.length;
  }
  return 0;
}

/** Pauses a campaign that offends (F4, F5). */
export async function brake(work: UnitOfWork, campaign: string): Promise<void> {
  const reason = await brakeReason(work, work.context.tenant.id, campaign);
  if (reason !== undefined)
    await work.unlimited.transition(Campaign, idOf(Campaign, campaign), { transition: 'pause', reason });
}

const OFFENCES = ['complainedAt', 'unsubscribedAt'];

/** Campaigns that brake at once when somebody complains or unsubscribes, and not when they are looked at again. */
async function brakeOffenders(events: readonly HandledEvent[], { transaction }: PluginContext): Promise<void> {
  const offended = events.filter(({ changedFields }) => changedFields.some((name) => OFFENCES.includes(name)));
  const messages = offended.flatMap(({ recordId }) => (recordId === null ? [] : [uuidOf(Message, recordId)]));
  if (messages.length === 0) return;
  await transaction(async (work) => {
    const campaigns = await work.run<{ id: string }>({
      text: `
select distinct c.id from message m join campaign c on c.tenant_id = m.tenant_id and m.source = 'cmp_' || c.id
where m.tenant_id = $1 and m.id = any($2::uuid[]) and c.state = 'RUNNING' and c.deleted_at is null order by c.id`,
      values: [work.context.tenant.id, messages],
    });
    for (const { id } of campaigns) await brake(work, id);
  });
}

export const brakeOnOffence: AfterHandler = {
  id: 'brake',
  events: ['message.updated'],
  run: (event, context) => brakeOffenders([event], context),
  runAll: brakeOffenders,
};

/** As soon as a campaign begins or goes on. */
export const conductOnStart: AfterHandler = {
  id: 'conduct',
  events: ['campaign.updated', campaignProgressed.type],
  run: (_event, context) => conduct(context),
  runAll: (_events, context) => conduct(context),
};

/** While it runs, whoever else may have begun it and died. */
export const conductLater: PluginAlarm = { id: 'conduct', record: Campaign, at: 'conductAt', run: conduct };
