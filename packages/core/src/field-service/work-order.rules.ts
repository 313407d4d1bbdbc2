import {
  type BeforeHandler,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Asset, MaintenancePlan, recordMaintenance } from '../assets/index.ts';
import { Customer } from '../customers/index.ts';
import { ServiceRequest } from '../service/index.ts';
import { FieldJob } from './field-job.record.ts';
import { OPEN } from './field-job.states.ts';
import { rules } from './rules.ts';
import { WorkOrder } from './work-order.record.ts';

/** Asset, request and plan are those of the same customer. */
async function checkOwners({ record, path }: RecordChange, work: UnitOfWork): Promise<undefined> {
  const named = [
    ['assetId', Asset, 'select 1 from asset where tenant_id = $1 and id = $2 and customer_id = $3'],
    [
      'requestId',
      ServiceRequest,
      'select 1 from service_request where tenant_id = $1 and id = $2 and customer_id = $3',
    ],
    [
      'planId',
      MaintenancePlan,
      `select 1 from maintenance_plan p join asset a on a.tenant_id = $1 and a.id = p.asset_id
       where p.tenant_id = $1 and p.id = $2 and a.customer_id = $3`,
    ],
  ] as const;
  for (const [field, type, text] of named) {
    if (record[field] == null) continue;
    const values = [work.context.tenant.id, uuidOf(type, record[field]), uuidOf(Customer, record.customerId)];
    const [own] = await work.run({ text, values });
    if (!own) reject(`${path}.${field}`, 'must be that of the same customer.');
  }
}

/** Ids of its jobs that have not ended. */
async function openJobs(work: UnitOfWork, orderUuid: string): Promise<string[]> {
  const rows = await work.run<{ id: string }>({
    text: `
select id from field_job where tenant_id = $1 and work_order_id = $2 and state = any($3) and deleted_at is null
order by starts_at desc nulls first, id`,
    values: [work.context.tenant.id, orderUuid, OPEN],
  });
  return rows.map(({ id }) => idOf(FieldJob, id));
}

/** Whatever was still to be done for orders that end is called off. */
async function cancelJobs(work: UnitOfWork, orders: readonly { readonly uuid: string; readonly reason: string }[]) {
  for (const { uuid, reason } of orders) {
    for (const id of await openJobs(work, uuid))
      await work.unlimited.transition(FieldJob, id, { transition: 'cancel', reason });
  }
}

async function complete({ uuid, record }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const open = await openJobs(work, uuid);
  if (open.length > 0) refuse(rules.JOBS_OPEN, 'id', { jobIds: open });
  const completedAt = new Date().toISOString();
  if (record.planId !== null)
    await recordMaintenance(
      work.unlimited,
      String(record.planId),
      completedAt.slice(0, 10),
      record.usage as number | null,
    );
  return { completedAt };
}

export const workOrderRules: readonly BeforeHandler[] = [
  { record: WorkOrder, on: ['created'], run: checkOwners },
  {
    record: WorkOrder,
    on: ['updated'],
    run: async (change, work) => {
      const { transition, uuid } = change;
      if (transition?.name === 'complete') return complete(change, work);
      if (transition?.name !== 'giveUp' && transition?.name !== 'cancel') return undefined;
      const reason = transition.reason?.trim();
      if (!reason) reject('reason', 'is required to end a work order that was not completed.');
      work.afterWrite(cancelJobs, { uuid, reason });
      return { endedBecause: reason };
    },
  },
];
