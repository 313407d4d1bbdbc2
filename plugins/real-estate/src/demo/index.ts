import type { DemoPlace, DemoTable, PluginDemo } from '@rapport/sdk';
import { addCare } from './care.ts';
import { Chance } from './chance.ts';
import { DemoRows } from './rows.ts';
import { addSale, addVisits, type DemoStaff } from './sales.ts';
import { addProject, CURRENCY, dayOf, projectPlans } from './stock.ts';

const SEED = 20_260_301;
const DAY_MS = 86_400_000;
const MONTHS = 24;
/** Units of a project that are sold, of those on sale. */
const SOLD_SHARES = [0.62, 0.35, 0.15];

/** In the order in which they refer to each other; what refers back is tied together in the end. */
const TABLES = [
  ...[
    'estate_project',
    'estate_permit',
    'estate_phase',
    'estate_building',
    'estate_floor',
    'estate_layout',
    'estate_release',
  ],
  ...[
    'estate_unit',
    'estate_price_list',
    'estate_unit_price',
    'estate_claim',
    'estate_subscription',
    'estate_contract',
  ],
  ...[
    'estate_instalment',
    'estate_mortgage',
    'estate_channel',
    'estate_channel_cost',
    'estate_visit',
    'estate_rotation_place',
  ],
  ...['estate_handover', 'estate_inspection', 'estate_contractor', 'estate_defect', 'estate_warranty', 'estate_survey'],
  'estate_point_entry',
];

const channelPlans = [
  ['自然到訪 Walk-in', 'OWN', 60_000],
  ['地產代理 Brokers', 'BROKER', 420_000],
  ['網上廣告 Online', 'ONLINE', 180_000],
  ['業主推薦 Referral', 'REFERRAL', 40_000],
  ['報章廣告 Newspapers', 'ADVERTISEMENT', 150_000],
] as const;

/** Three projects with 1,200 units, and two years of their sale. */
function tables({ now, customers, users }: DemoPlace): DemoTable[] {
  const chance = new Chance(SEED);
  const rows = new DemoRows(chance, TABLES);
  const [manager = null] = users.manager ?? [];
  const [attendant = null] = users.service ?? [];
  const consultants = users.seller ?? [];
  const people = customers.filter(({ kind }) => kind === 'PERSON');
  const founded = now - 760 * DAY_MS;
  const channels = channelPlans.map(([name, kind]) => rows.add('estate_channel', founded, { name, kind }));
  const contractors = ['防水工程 Dry Ltd', '裝修工程 Finish Ltd', '門窗工程 Openings Ltd', '機電工程 Wire Ltd'].map(
    (name) => rows.add('estate_contractor', founded, { name, trades: '[]' }),
  );
  let contracts = 0;
  for (const [index, plan] of projectPlans.entries()) {
    const units = addProject(rows, plan, now, manager);
    const projectId = units[0]?.projectId ?? '';
    for (const consultant of consultants)
      rows.add('estate_rotation_place', founded, {
        project_id: projectId,
        consultant_id: consultant,
        duty: 'ON',
        turns: 0,
        skips: 0,
      });
    addCosts(rows, chance, channels, projectId, now - plan.openedDaysAgo * DAY_MS, now);
    const onSale = units.filter(({ releasedAt }) => releasedAt < now - DAY_MS);
    const sold = onSale.filter(() => chance.is(SOLD_SHARES[index] ?? 0));
    for (const unit of sold) {
      const staff: DemoStaff = { consultant: consultants[chance.below(consultants.length)] ?? null, attendant };
      const buyer = chance.pick(people);
      // Most are sold soon after the opening.
      const span = now - unit.releasedAt;
      const at = unit.releasedAt + Math.floor(chance.next() ** 2 * span * 0.95);
      const came = addVisits(rows, chance, projectId, buyer, channels, staff, at - (3 + chance.below(25)) * DAY_MS, at);
      const sale = addSale(rows, chance, unit, buyer, staff, Math.max(came, at), now, ++contracts);
      addCare(rows, chance, sale, staff, contractors, now);
    }
    for (let look = 0; look < onSale.length / 2; look++) {
      const at = now - chance.below(plan.openedDaysAgo) * DAY_MS;
      const staff: DemoStaff = { consultant: consultants[0] ?? null, attendant };
      addVisits(rows, chance, projectId, chance.pick(people), channels, staff, at, now);
    }
  }
  return rows.tables;
}

function addCosts(
  rows: DemoRows,
  chance: Chance,
  channels: readonly string[],
  projectId: string,
  from: number,
  now: number,
): void {
  for (let month = 0; month < MONTHS; month++) {
    const first = new Date(now);
    first.setUTCDate(1);
    first.setUTCMonth(first.getUTCMonth() - month);
    if (first.getTime() < from) break;
    for (const [index, channelId] of channels.entries())
      rows.add('estate_channel_cost', first.getTime(), {
        channel_id: channelId,
        project_id: projectId,
        month: dayOf(first.getTime()),
        cost_amount: String(Math.round((channelPlans[index]?.[2] ?? 0) * (0.8 + chance.next() * 0.4)) * 100),
        cost_currency: CURRENCY,
      });
  }
}

/** Units follow from what was sold of them. */
const finish = `
update estate_unit u set claim_id = c.id, state = case
  when exists (select from estate_handover h where h.tenant_id = u.tenant_id and h.unit_id = u.id and h.state = 'ACCEPTED') then 'HANDED_OVER'
  when k.state = 'COMPLETED' then 'PAID_UP' when k.filing_number is not null then 'FILED' else 'CONTRACTED' end
from estate_claim c join estate_contract k on k.tenant_id = c.tenant_id and k.claim_id = c.id
where u.tenant_id = $1 and c.tenant_id = $1 and c.unit_id = u.id`;

export const demo: PluginDemo = { tenant: 'harbour', tables, finish };
