import { type FieldValues, idOf, type PluginJob, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Asset } from './asset.record.ts';
import { addDays, dayOf } from './calendar-day.ts';
import { CareContact, MAX_MESSAGE } from './care-contact.record.ts';
import { type CareOccasion, CareRule } from './care-rule.record.ts';
import { MaintenancePlan } from './maintenance-plan.record.ts';

const PAGE = 200;
/** What fell due longer ago is no longer announced: a rule that is new does not write to everybody at once. */
const LATE_DAYS = 30;

interface Rule {
  readonly id: string;
  readonly occasion: CareOccasion;
  readonly days: number;
  readonly product: string | null;
  readonly channel: string;
  readonly message: string;
}

const ruleOf = (record: FieldValues): Rule => ({
  id: String(record.id),
  occasion: record.occasion as CareOccasion,
  days: Number(record.days),
  product: record.product == null ? null : String(record.product),
  channel: String(record.channel),
  message: String(record.message),
});

interface Due {
  readonly customer_id: string;
  readonly customer_name: string;
  readonly asset_id: string;
  readonly product: string;
  readonly serial: string | null;
  readonly plan_id: string | null;
  readonly due_on: string;
  readonly occurrence: string;
}

const OF_RULE = `
given g join asset a on a.tenant_id = $1 and a.deleted_at is null and a.state = 'IN_USE' and (g.product is null or a.product = g.product)
join customer c on c.tenant_id = $1 and c.id = a.customer_id and c.deleted_at is null
  and c.lifecycle_state not in ('DO_NOT_CONTACT', 'LOST', 'ERASED')`;
const SHOWN = 'a.id as asset_id, a.product, a.serial, c.id as customer_id, c.name as customer_name';

/** What is due today, by occasion. The occurrence names what it is about, so that a rule plans it once. */
const dueSql: Record<CareOccasion, string> = {
  WARRANTY_ENDING: `
select ${SHOWN}, null::uuid as plan_id, a.warranty_until as due_on, a.id::text || '/' || a.warranty_until as occurrence
from ${OF_RULE} where a.warranty_until between g.since and g.until`,
  RETURN_VISIT: `
select ${SHOWN}, null::uuid as plan_id, a.installed_on + g.days as due_on, a.id::text || '/' || a.installed_on as occurrence
from ${OF_RULE} where a.installed_on between g.since and g.until`,
  MAINTENANCE_DUE: `
select ${SHOWN}, p.id as plan_id, case when d.by_date then p.next_due_on else g.today end as due_on,
  p.id::text || '/' || case when d.by_date then p.next_due_on::text else p.next_due_usage::text end as occurrence
from ${OF_RULE}
join maintenance_plan p on p.tenant_id = $1 and p.asset_id = a.id and p.deleted_at is null and p.active
cross join lateral (select coalesce(p.next_due_on between g.since and g.until, false) as by_date) d
where d.by_date or p.next_due_usage <= a.usage`,
};

/** The days between which what a rule waits for falls, if it is due today. */
function dueBetween({ occasion, days }: Rule, today: string): readonly [from: string, until: string] {
  if (occasion === 'RETURN_VISIT') return [addDays(today, -days - LATE_DAYS), addDays(today, -days)];
  return [addDays(today, occasion === 'WARRANTY_ENDING' ? 0 : -LATE_DAYS), addDays(today, days)];
}

/** What a rule asks for today and was not planned before. */
function dueToday(work: UnitOfWork, rule: Rule, today: string): Promise<Due[]> {
  const [from, until] = dueBetween(rule, today);
  return work.run<Due>({
    text: `
with given as (
  select $3::date as today, $4::date as since, $5::date as until, $6::text as product, $7::integer as days)
select d.asset_id, d.product, d.serial, d.customer_id, d.customer_name, d.plan_id, d.due_on::text as due_on, d.occurrence
from (${dueSql[rule.occasion]}) d
where not exists (
  select 1 from care_contact k where k.tenant_id = $1 and k.rule_id = $2 and k.occurrence = d.occurrence)
order by d.due_on, d.occurrence limit ${PAGE}`,
    values: [work.context.tenant.id, uuidOf(CareRule, rule.id), today, from, until, rule.product, rule.days],
  });
}

function messageOf({ message }: Rule, due: Due): string {
  const values: Readonly<Record<string, string>> = {
    customer: due.customer_name,
    product: due.product,
    serial: due.serial ?? '',
    date: due.due_on,
  };
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole).slice(0, MAX_MESSAGE);
}

/** Plans a page of the contacts that a rule asks for; returns how many. */
async function planContacts(work: UnitOfWork, rule: Rule, today: string): Promise<number> {
  const due = await dueToday(work, rule, today);
  if (due.length === 0) return 0;
  await work.createAll(
    CareContact,
    due.map((each) => ({
      input: {},
      path: 'input',
      kept: {
        customerId: idOf(Customer, each.customer_id),
        assetId: idOf(Asset, each.asset_id),
        ruleId: rule.id,
        planId: each.plan_id && idOf(MaintenancePlan, each.plan_id),
        occasion: rule.occasion,
        occurrence: each.occurrence,
        dueOn: each.due_on,
        channel: rule.channel,
        message: messageOf(rule, each),
      },
    })),
  );
  return due.length;
}

/** Every morning: plans the contacts for which rules ask. What was planned is not planned again, however often it runs. */
export const planCare: PluginJob = {
  id: 'plan-care',
  cron: '0 1 * * *',
  catchUp: 'once',
  run: async ({ dueAt, signal, transaction }) => {
    const today = dayOf(dueAt);
    const rules = await transaction((work) =>
      work.find(CareRule, {
        filter: { active: { eq: true } },
        fields: ['id', 'occasion', 'days', 'product', 'channel', 'message'],
        first: 200,
      }),
    );
    for (const rule of rules.map(ruleOf)) {
      for (let planned = PAGE; planned === PAGE && !signal.aborted; )
        planned = await transaction((work) => planContacts(work, rule, today));
    }
  },
};
