import {
  type BeforeHandler,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { type Amount, amountOf, divideRounded, minorOf } from '../common/amounts.ts';
import { actingUser, rowOf, rowsOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { approvePrices } from './permissions.ts';
import { EstatePriceList, EstateUnitPrice } from './price-list.record.ts';
import { EstateUnit } from './unit.record.ts';

interface Priced {
  readonly state: string;
  readonly currency: string;
  /** In hundredths of a square metre. */
  readonly area: string;
  readonly same_project: boolean;
}

const PRICED = `
select l.state, p.currency, u.building_area_total::text as area, u.project_id = l.project_id as same_project
from estate_price_list l
join estate_project p on p.tenant_id = l.tenant_id and p.id = l.project_id
join estate_unit u on u.tenant_id = l.tenant_id and u.id = $3
where l.tenant_id = $1 and l.id = $2`;

const HUNDRED = 100n;

/** Prices are those of a draft, in the currency of the project; that of a square metre follows. */
const keepPrices: BeforeHandler = {
  record: EstateUnitPrice,
  on: ['created', 'updated', 'deleted', 'restored'],
  run: async ({ operation, record, path }, work) => {
    const list = uuidOf(EstatePriceList, record.priceListId, `${path}.priceListId`);
    const priced = await rowOf<Priced>(work, PRICED, [list, uuidOf(EstateUnit, record.unitId, `${path}.unitId`)]);
    if (priced?.state !== 'DRAFT') refuse(rules.PRICE_LIST_FROZEN, `${path}.priceListId`, { state: priced?.state });
    if (operation === 'deleted') return undefined;
    const { amount, currency } = record.total as Amount;
    const minor = minorOf({ amount, currency }, `${path}.total`);
    if (currency !== priced.currency || !priced.same_project || minor <= 0n)
      refuse(rules.PRICE_LIST_INCOMPLETE, `${path}.total`, { currency: priced.currency });
    const area = BigInt(priced.area);
    return { perSquareMetre: amountOf(divideRounded(minor * HUNDRED, area), currency) };
  },
};

/** Units have the prices of the list in force. */
async function priceUnits(work: UnitOfWork, lists: readonly string[]): Promise<void> {
  for (const list of lists) {
    const prices = await rowsOf<{ unit_id: string; minor: string; currency: string }>(
      work,
      `select unit_id, total_amount::text as minor, total_currency as currency from estate_unit_price
       where tenant_id = $1 and price_list_id = $2 and deleted_at is null order by unit_id`,
      [list],
    );
    for (const { unit_id, minor, currency } of prices)
      await work.unlimited.update(
        EstateUnit,
        idOf(EstateUnit, unit_id),
        {},
        {
          kept: { listPrice: amountOf(BigInt(minor), currency) },
        },
      );
  }
}

async function approve(change: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  work.context.access.requirePermission(approvePrices);
  const user = actingUser(work);
  if (user !== null && user === change.record.submittedById) refuse(rules.APPROVED_BY_AUTHOR, 'id');
  return { approvedById: user };
}

async function activate({ uuid, record }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  work.context.access.requirePermission(approvePrices);
  const found = await rowOf<{ prices: number; active: string | null }>(
    work,
    `select (select count(*)::int from estate_unit_price where tenant_id = $1 and price_list_id = $2 and deleted_at is null) as prices,
       (select l.id from estate_price_list l where l.tenant_id = $1 and l.deleted_at is null and l.state = 'ACTIVE'
        and l.project_id = (select project_id from estate_price_list where tenant_id = $1 and id = $2)) as active`,
    [uuid],
  );
  if (!found?.prices) refuse(rules.PRICE_LIST_INCOMPLETE, 'id', { priceListId: record.id });
  if (found.active)
    await work.unlimited.transition(EstatePriceList, idOf(EstatePriceList, found.active), { transition: 'supersede' });
  work.afterWrite(priceUnits, uuid);
  return { activeSince: new Date().toISOString() };
}

const takeSteps: BeforeHandler = {
  record: EstatePriceList,
  on: ['updated'],
  run: async (change, work) => {
    switch (change.transition?.name) {
      case 'submit':
        return { submittedById: actingUser(work) };
      case 'approve':
        return approve(change, work);
      case 'activate':
        return activate(change, work);
      default:
        return undefined;
    }
  },
};

/** What was approved keeps its authority, too. */
const keepAuthority: BeforeHandler = {
  record: EstatePriceList,
  on: ['updated'],
  fields: ['consultantDiscount', 'approvedDiscount'],
  run: async ({ record, path }) => {
    if (record.state !== 'DRAFT') refuse(rules.PRICE_LIST_FROZEN, path, { state: record.state });
    return undefined;
  },
};

export const priceListRules: readonly BeforeHandler[] = [keepPrices, takeSteps, keepAuthority];
