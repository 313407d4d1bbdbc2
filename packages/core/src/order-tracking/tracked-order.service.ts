import {
  idOf,
  RapportError,
  type RecordInput,
  type RecordRef,
  recordTypeOf,
  ref,
  reject,
  type UnitOfWork,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { TrackedOrder, TrackedOrderStep } from './tracked-order.record.ts';

export const MAX_STEPS = 100;

export interface OrderReport {
  readonly customerId: string;
  readonly system: string;
  readonly number: string;
  readonly title?: string | null;
  readonly placedAt: string;
  readonly steps: readonly StepReport[];
}

export interface StepReport {
  readonly position: number;
  readonly name: string;
  readonly promisedAt?: string | null;
  readonly doneAt?: string | null;
  readonly errorCause?: string | null;
  readonly note?: string | null;
}

/**
 * Takes what another system says of an order (O2). It can be sent as often as it likes: what is the same changes nothing.
 * Steps that it does not name stay as they are.
 */
export async function trackOrder(work: UnitOfWork, report: OrderReport): Promise<RecordRef> {
  const { customerId, system, number, title, placedAt, steps } = report;
  if (steps.length > MAX_STEPS) reject('input.steps', `must be at most ${MAX_STEPS}.`);
  const repeated = steps.findIndex(
    ({ position }, index) => steps.findIndex((one) => one.position === position) < index,
  );
  if (repeated >= 0) reject(`input.steps[${repeated}].position`, 'is given twice.');
  const order = await orderOf(work, report);
  if (order.customerId !== customerId)
    reject('input.customerId', `must be the customer of order ${number} in ${system}; an order does not change hands.`);
  const id = idOf(TrackedOrder, order.uuid);
  await work.update(TrackedOrder, id, { ...(title !== undefined && { title }), placedAt });
  const known = await stepsOf(work, order.uuid);
  for (const [index, { position, ...step }] of steps.entries()) {
    const path = `input.steps[${index}]`;
    const stepId = known.get(position);
    const values = Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined));
    if (stepId === undefined) await work.create(TrackedOrderStep, { ...values, position, orderId: id }, path);
    else
      await work.update(TrackedOrderStep, stepId, values, {
        paths: { id: 'input', input: path, expectedVersion: 'input' },
      });
  }
  await work.unlimited.update(TrackedOrder, id, {}, { kept: await datesOf(work, order.uuid) });
  return ref(TrackedOrder, id);
}

/** The order of this number, made if it is not there; two systems that report it at once get the same. */
async function orderOf(work: UnitOfWork, report: OrderReport): Promise<{ uuid: string; customerId: string }> {
  const found = await findOrder(work, report);
  if (found) return found;
  const { steps: _steps, ...input } = report;
  try {
    const made = await work.nested(() => work.create(TrackedOrder, input));
    return { uuid: made.uuid, customerId: report.customerId };
  } catch (error) {
    const other = error instanceof RapportError && error.code === 'DUPLICATE' && (await findOrder(work, report));
    if (other) return other;
    throw error;
  }
}

async function findOrder(work: UnitOfWork, { system, number }: OrderReport) {
  work.context.access.require(recordTypeOf(TrackedOrder), 'update');
  const [row] = await work.run<{ id: string; customer_id: string }>({
    text: `
select id, customer_id from tracked_order where tenant_id = $1 and system = $2 and number = $3 and deleted_at is null
for no key update`,
    values: [work.context.tenant.id, system.trim(), number.trim()],
  });
  return row && { uuid: row.id, customerId: idOf(Customer, row.customer_id) };
}

async function stepsOf(work: UnitOfWork, orderUuid: string): Promise<Map<number, string>> {
  const rows = await work.run<{ id: string; position: number }>({
    text: 'select id, position from tracked_order_step where tenant_id = $1 and order_id = $2 and deleted_at is null',
    values: [work.context.tenant.id, orderUuid],
  });
  return new Map(rows.map(({ id, position }) => [position, idOf(TrackedOrderStep, id)]));
}

/** The latest promise, and the end once nothing is open. */
async function datesOf(work: UnitOfWork, orderUuid: string): Promise<RecordInput> {
  const [row] = await work.run<{ promised: Date | null; done: Date | null }>({
    text: `
select max(promised_at) as promised, case when bool_and(done_at is not null) then max(done_at) end as done
from tracked_order_step where tenant_id = $1 and order_id = $2 and deleted_at is null`,
    values: [work.context.tenant.id, orderUuid],
  });
  return { promisedAt: row?.promised?.toISOString() ?? null, doneAt: row?.done?.toISOString() ?? null };
}
