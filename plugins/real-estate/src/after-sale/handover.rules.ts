import { Customer } from '@rapport/core';
import {
  type BeforeHandler,
  definePermission,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { dayOf, daysFrom, rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateContract } from '../sale/contract.record.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateWarranty, HINDERING, WARRANTY_MONTHS } from './defect.record.ts';
import { EstateHandover } from './handover.record.ts';

export const allowHandover = definePermission({
  name: 'realEstate.allowHandover',
  description: 'Allows by name that a unit is handed over before all is paid.',
  roles: ['manager'],
});

interface Sold {
  readonly unit_id: string;
  readonly customer_id: string;
  readonly state: string;
}

const NOTICE_DAYS = 3;

async function propose({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const sold = await rowOf<Sold>(
    work,
    'select unit_id, customer_id, state from estate_contract where tenant_id = $1 and id = $2',
    [uuidOf(EstateContract, record.contractId, `${path}.contractId`)],
  );
  if (!sold || !['SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED'].includes(sold.state))
    refuse(rules.HANDOVER_BEFORE_PAYMENT, `${path}.contractId`, { contract: sold?.state });
  return {
    unitId: idOf(EstateUnit, sold.unit_id),
    customerId: idOf(Customer, sold.customer_id),
    noticeAt: daysFrom(String(record.startsAt), -NOTICE_DAYS),
  };
}

interface Standing {
  readonly state: string;
  readonly hindering: number;
  readonly inspected: boolean;
}

const STANDING = `
select u.state,
  (select count(*)::int from estate_defect d where d.tenant_id = u.tenant_id and d.unit_id = u.id and d.deleted_at is null
   and d.state <> 'CLOSED' and d.severity in ('${HINDERING.join("', '")}')) as hindering,
  exists (select from estate_inspection i where i.tenant_id = u.tenant_id and i.unit_id = u.id and i.deleted_at is null
   and i.kind = 'HANDOVER') as inspected
from estate_unit u where u.tenant_id = $1 and u.id = $2`;

interface Accepted {
  readonly handoverId: string;
  readonly unitId: string;
  readonly customerId: string;
  readonly acceptedOn: string;
}

const MONTHS_TO_REMIND = 1;

/** The day that many months later; the last of a month where the month has no such day. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}

/** The unit is the owner's, and each class of defects is warranted from this day on (iH8). */
async function settle(work: UnitOfWork, accepted: readonly Accepted[]): Promise<void> {
  for (const { handoverId, unitId, customerId, acceptedOn } of accepted) {
    await work.unlimited.transition(EstateUnit, unitId, { transition: 'handOver' });
    const warranties = Object.entries(WARRANTY_MONTHS).map(([defectClass, months]) => {
      const endsOn = monthsLater(acceptedOn, months);
      return {
        input: {},
        path: 'input',
        kept: {
          handoverId,
          unitId,
          customerId,
          defectClass,
          startsOn: acceptedOn,
          endsOn,
          remindAt: `${monthsLater(endsOn, -MONTHS_TO_REMIND)}T00:00:00.000Z`,
        },
      };
    });
    await work.unlimited.createAll(EstateWarranty, warranties);
  }
}

/** Paid, or by an exception with a name (iH7); inspected, and nothing open that hinders living. */
async function accept({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const unitId = String(record.unitId);
  const standing = await rowOf<Standing>(work, STANDING, [uuidOf(EstateUnit, unitId)]);
  if (standing?.state !== 'PAID_UP') {
    const { exceptionBy, exceptionReason } = record;
    if (!exceptionBy || !exceptionReason || !work.context.access.may(allowHandover))
      refuse(rules.HANDOVER_BEFORE_PAYMENT, `${path}.exceptionBy`, { unit: standing?.state });
  }
  if (!standing?.inspected || standing.hindering > 0)
    refuse(rules.HANDOVER_WITH_DEFECTS, 'id', { open: standing?.hindering, inspected: standing?.inspected });
  const acceptedOn = String(record.acceptedOn ?? dayOf(new Date()));
  const { id, customerId } = record;
  work.afterWrite(settle, { handoverId: String(id), unitId, customerId: String(customerId), acceptedOn });
  return { acceptedOn };
}

export const handoverRules: readonly BeforeHandler[] = [
  { record: EstateHandover, on: ['created'], run: propose },
  {
    record: EstateHandover,
    on: ['updated'],
    run: async (change, work) => (change.transition?.name === 'accept' ? accept(change, work) : undefined),
  },
];
