import { type RecordRef, reject, type UnitOfWork } from '@rapport/sdk';
import { Asset } from './asset.record.ts';
import { MaintenancePlan } from './maintenance-plan.record.ts';

/** Notes that what a plan asks for was done: from then on it counts anew. A plan by usage needs to know what the counter showed. */
export async function recordMaintenance(
  work: UnitOfWork,
  id: string,
  doneOn: string,
  usage: number | null,
): Promise<RecordRef> {
  const plan = await work.lock(MaintenancePlan, id);
  if (plan.lastDoneOn !== null && doneOn < String(plan.lastDoneOn))
    reject('doneOn', `must not be earlier than the last time: ${String(plan.lastDoneOn)}.`);
  const [asset] = await work.find(Asset, { filter: { id: { eq: String(plan.assetId) } }, fields: ['usage'] });
  const shown = usage ?? (asset?.usage as number | null | undefined) ?? null;
  if (plan.everyUsage !== null && shown === null)
    reject('usage', 'is required: the plan counts usage, and the counter of the asset was never read.');
  return work.update(MaintenancePlan, id, {}, { kept: { lastDoneOn: doneOn, lastDoneUsage: shown } });
}
