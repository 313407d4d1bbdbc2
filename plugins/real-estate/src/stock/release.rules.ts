import { type BeforeHandler, idOf, type RecordChange, refuse, type UnitOfWork } from '@rapport/sdk';
import { rowsOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { openReleases } from './permissions.ts';
import { EstateQueueTicket, EstateRelease } from './release.record.ts';
import { nextTicket } from './release.service.ts';
import { EstateUnit } from './unit.record.ts';

interface Candidate {
  readonly id: string;
  readonly unit_number: string;
  readonly permitted: boolean;
  readonly priced: boolean;
}

const CANDIDATES = `
select u.id, u.unit_number, coalesce(m.issued_on <= current_date, false) as permitted,
  u.list_price_amount is not null as priced
from estate_unit u
join estate_building b on b.tenant_id = u.tenant_id and b.id = u.building_id
left join estate_permit m on m.tenant_id = b.tenant_id and m.id = b.permit_id and m.deleted_at is null
where u.tenant_id = $1 and u.release_id = $2 and u.deleted_at is null and u.state = 'PLANNED' order by u.id`;

const SHOWN = 5;
const numbersOf = (units: readonly Candidate[]) => units.slice(0, SHOWN).map(({ unit_number }) => unit_number);

async function releaseUnits(work: UnitOfWork, ids: readonly string[]): Promise<void> {
  for (const id of ids) await work.unlimited.transition(EstateUnit, idOf(EstateUnit, id), { transition: 'release' });
}

/** Every unit that comes on sale has a permit (iH2) and a price, or none of them does. */
async function open({ uuid, record, transition }: RecordChange, work: UnitOfWork): Promise<undefined> {
  work.context.access.requirePermission(openReleases);
  if (record.queueRule !== 'FIRST_COME' && transition?.from === 'PUBLISHED')
    refuse(rules.QUEUE_CLOSED, 'id', { draw: false });
  const units = await rowsOf<Candidate>(work, CANDIDATES, [uuid]);
  if (units.length === 0) refuse(rules.RELEASE_EMPTY, 'id');
  const forbidden = units.filter(({ permitted }) => !permitted);
  if (forbidden.length > 0) refuse(rules.UNIT_WITHOUT_PERMIT, 'id', { units: numbersOf(forbidden) });
  const unpriced = units.filter(({ priced }) => !priced);
  if (unpriced.length > 0) refuse(rules.UNIT_WITHOUT_PRICE, 'id', { units: numbersOf(unpriced) });
  for (const { id } of units) work.afterWrite(releaseUnits, id);
  return undefined;
}

export const releaseRules: readonly BeforeHandler[] = [
  {
    record: EstateRelease,
    on: ['updated'],
    run: async (change, work) => (change.transition?.name === 'open' ? open(change, work) : undefined),
  },
  {
    record: EstateQueueTicket,
    on: ['created'],
    run: async ({ record, path, earlier = [] }, work) => {
      const releaseId = String(record.releaseId);
      const before = earlier.filter((each) => each.record.releaseId === releaseId).length;
      return { number: (await nextTicket(work, releaseId, `${path}.releaseId`)) + before };
    },
  },
];
