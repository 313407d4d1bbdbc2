import {
  type BeforeHandler,
  type FieldValues,
  idOf,
  type RecordChange,
  refuse,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';
import { JobProof } from './job-proof.record.ts';
import { Part, PartStock, PartUse } from './part.record.ts';
import { rules } from './rules.ts';
import { TechnicianShift } from './technician-shift.record.ts';

/** The store of the technician who goes to a job. */
async function storeOf({ record, path }: RecordChange, work: UnitOfWork): Promise<string> {
  const [row] = await work.run<{ store: string }>({
    text: `
select t.store from field_job j join technician t on t.tenant_id = $1 and t.id = j.technician_id
where j.tenant_id = $1 and j.id = $2`,
    values: [work.context.tenant.id, uuidOf(FieldJob, record.jobId)],
  });
  if (!row) reject(`${path}.jobId`, 'must be a job to which somebody goes: parts come from his store.');
  return row.store;
}

/** Stock of a part in a store, locked until the transaction ends; undefined where the store never held it. */
async function lockStock(work: UnitOfWork, { store, partId }: FieldValues) {
  const [row] = await work.run<{ id: string; quantity: number }>({
    text: `
select id, quantity from part_stock where tenant_id = $1 and store = $2 and part_id = $3 and deleted_at is null
for no key update`,
    values: [work.context.tenant.id, store, uuidOf(Part, partId)],
  });
  return row && { id: idOf(PartStock, row.id), quantity: row.quantity };
}

const setStock = (work: UnitOfWork, id: string, quantity: number) => work.unlimited.update(PartStock, id, { quantity });

async function take(change: RecordChange, work: UnitOfWork) {
  const { record, path } = change;
  const store = await storeOf(change, work);
  const stock = await lockStock(work, { store, partId: record.partId });
  const [available, wanted] = [stock?.quantity ?? 0, Number(record.quantity)];
  if (!stock || wanted > available) refuse(rules.STOCK_SHORT, `${path}.quantity`, { available, store });
  await setStock(work, stock.id, available - wanted);
  return { store };
}

async function putBack({ record }: RecordChange, work: UnitOfWork): Promise<undefined> {
  const stock = await lockStock(work, record);
  if (stock) await setStock(work, stock.id, stock.quantity + Number(record.quantity));
  else
    await work.unlimited.create(PartStock, { partId: record.partId, store: record.store, quantity: record.quantity });
}

async function takeAgain({ record, path }: RecordChange, work: UnitOfWork): Promise<undefined> {
  const stock = await lockStock(work, record);
  const available = stock?.quantity ?? 0;
  if (!stock || Number(record.quantity) > available)
    refuse(rules.STOCK_SHORT, path, { available, store: record.store });
  await setStock(work, stock.id, available - Number(record.quantity));
}

const MAX_SHIFT_MS = 86_400_000;

export const partRules: readonly BeforeHandler[] = [
  { record: PartUse, on: ['created'], run: take },
  { record: PartUse, on: ['deleted'], run: putBack },
  { record: PartUse, on: ['restored'], run: takeAgain },
];

export const fieldRules: readonly BeforeHandler[] = [
  {
    record: JobProof,
    on: ['created'],
    run: async ({ record, path }) => {
      if (!String(record.content ?? '').trim() && record.url == null && record.file == null)
        reject(`${path}.content`, 'or url must be given, or a file sent: a proof shows something.');
      return undefined;
    },
  },
  {
    record: TechnicianShift,
    on: ['created', 'updated'],
    run: async ({ record, path }) => {
      if (Date.parse(String(record.endsAt)) - Date.parse(String(record.startsAt)) > MAX_SHIFT_MS)
        reject(`${path}.endsAt`, 'must be at most 24 hours after startsAt.');
      return undefined;
    },
  },
];
