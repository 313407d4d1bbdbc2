import { type BeforeHandler, RapportError, type RecordChange, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { cancelMessages, holdMessages, releaseMessages } from '../messages/index.ts';
import { Campaign } from './campaign.record.ts';
import { CampaignArm, CampaignCost, CampaignStep } from './campaign-plan.record.ts';
import { resultsOf } from './campaign-results.ts';
import { approving } from './permissions.ts';
import { TargetList } from './target-list.record.ts';

const CHANGEABLE = ['DRAFT', 'PLANNED'];
const FIXED = ['holdOutPercent', 'targetListId', 'responseDays'];

function refuseFixed(path: string, state: string): never {
  throw new RapportError('TRANSITION_REFUSED', `${path} is fixed: the campaign is ${state}.`, {
    field: path,
    state,
    allowed: CHANGEABLE,
  });
}

/** What a campaign is measured by is fixed before it begins (iM2). */
function checkFixed({ before, after, record, path, transition }: RecordChange): void {
  const state = String(before.state ?? record.state);
  if (transition || CHANGEABLE.includes(state)) return;
  const changed = FIXED.find((name) => name in after);
  if (changed) refuseFixed(`${path}.${changed}`, state);
}

function checkText({ record, path }: RecordChange): void {
  if (String(record.insight).trim() === '')
    reject(`${path}.insight`, 'must say what was learned of customers; that others do it is no reason.');
  if (record.startsOn != null && record.endsOn != null && String(record.endsOn) < String(record.startsOn))
    reject(`${path}.endsOn`, 'must not be earlier than startsOn.');
  const [budget, forecast] = [record.budget, record.costForecast] as ({ currency: string } | null | undefined)[];
  if (budget && forecast && budget.currency !== forecast.currency)
    reject(`${path}.costForecast`, `must be in the currency of the budget: ${budget.currency}.`);
}

type Step = (change: RecordChange, work: UnitOfWork) => Promise<Readonly<Record<string, unknown>>>;

const now = () => new Date().toISOString();

const steps: Readonly<Record<string, Step>> = {
  plan: async ({ uuid, record, path }, work) => {
    for (const name of ['hypothesis', 'targetListId', 'budget'])
      if (record[name] == null) reject(`${path}.${name}`, 'is needed before the campaign is planned.');
    const [arms] = await work.run<{ count: number }>({
      text: 'select count(*)::int as count from campaign_arm where tenant_id = $1 and campaign_id = $2 and deleted_at is null',
      values: [work.context.tenant.id, uuid],
    });
    if (!arms?.count) reject(`${path}.arms`, 'has none: say what customers get.');
    return {};
  },
  approve: async ({ record, path }, work) => {
    work.context.access.requirePermission(approving);
    const [list] = await work.run<{ state: string }>({
      text: 'select state from target_list where tenant_id = $1 and id = $2 and deleted_at is null',
      values: [work.context.tenant.id, uuidOf(TargetList, record.targetListId)],
    });
    if (list?.state !== 'FROZEN') reject(`${path}.targetListId`, 'is not frozen yet: `freezeTargetList` does that.');
    return {};
  },
  start: async () => ({ startedAt: now(), conductAt: now() }),
  pause: async ({ record, transition }, work) => {
    await holdMessages(work, String(record.id));
    return { pauseReason: transition?.reason?.slice(0, 500) ?? null, conductAt: null };
  },
  resume: async ({ record }, work) => {
    await releaseMessages(work, String(record.id));
    return { pauseReason: null, conductAt: now() };
  },
  finish: async ({ record }, work) => {
    await cancelMessages(work, String(record.id));
    return { finishedAt: now(), conductAt: null };
  },
  cancel: async ({ record }, work) => {
    await cancelMessages(work, String(record.id));
    return { finishedAt: now(), conductAt: null };
  },
  analyse: async ({ uuid }, work) => ({ results: await resultsOf(work, work.context.tenant.id, uuid) }),
};

const checkCampaign: BeforeHandler = {
  record: Campaign,
  on: ['created', 'updated'],
  run: async (change, work) => {
    checkFixed(change);
    checkText(change);
    const step = change.transition && steps[change.transition.name];
    return step ? step(change, work) : undefined;
  },
};

/** Arms stay as they were approved. */
const checkArm: BeforeHandler = {
  record: CampaignArm,
  on: ['created', 'updated', 'deleted', 'restored'],
  run: async ({ record, path }, work) => {
    const [campaign] = await work.run<{ state: string }>({
      text: 'select state from campaign where tenant_id = $1 and id = $2 for key share',
      values: [work.context.tenant.id, uuidOf(Campaign, record.campaignId)],
    });
    if (campaign && !CHANGEABLE.includes(campaign.state)) refuseFixed(`${path}.campaignId`, campaign.state);
    return undefined;
  },
};

const checkCost: BeforeHandler = {
  record: CampaignCost,
  on: ['created', 'updated'],
  run: async ({ record, path }, work) => {
    const [campaign] = await work.run<{ currency: string | null }>({
      text: 'select budget_currency as currency from campaign where tenant_id = $1 and id = $2',
      values: [work.context.tenant.id, uuidOf(Campaign, record.campaignId)],
    });
    const { currency } = record.amount as { currency: string };
    if (campaign?.currency && campaign.currency !== currency)
      reject(`${path}.amount`, `must be in the currency of the budget: ${campaign.currency}.`);
    return undefined;
  },
};

/** Content reaches people through some medium. */
const checkStep: BeforeHandler = {
  record: CampaignStep,
  on: ['created', 'updated'],
  run: async ({ record, path }) => {
    if (record.contentType != null && record.medium == null)
      reject(`${path}.medium`, 'is needed where there is content: where is it published?');
    return undefined;
  },
};

export const campaignRules: readonly BeforeHandler[] = [checkCampaign, checkArm, checkCost, checkStep];
