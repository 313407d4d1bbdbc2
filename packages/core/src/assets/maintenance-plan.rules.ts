import { type BeforeHandler, type FieldValues, type RecordInput, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Asset } from './asset.record.ts';
import { addMonths, dayOf } from './calendar-day.ts';
import { MaintenancePlan } from './maintenance-plan.record.ts';

/** When a plan is due next. What was never done counts from the installation, or from today. */
async function nextDue(record: FieldValues, work: UnitOfWork): Promise<RecordInput> {
  const { everyMonths, everyUsage, lastDoneOn, lastDoneUsage } = record;
  const since = everyMonths == null ? undefined : String(lastDoneOn ?? (await installedOn(record, work)));
  return {
    nextDueOn: since === undefined ? null : addMonths(since, Number(everyMonths)),
    nextDueUsage: everyUsage == null ? null : Number(lastDoneUsage ?? 0) + Number(everyUsage),
  };
}

async function installedOn({ assetId }: FieldValues, work: UnitOfWork): Promise<string> {
  const [row] = await work.run<{ day: string | null }>({
    text: 'select installed_on::text as day from asset where tenant_id = $1 and id = $2',
    values: [work.context.tenant.id, uuidOf(Asset, assetId)],
  });
  return row?.day ?? dayOf(new Date());
}

export const maintenancePlanRules: readonly BeforeHandler[] = [
  {
    record: MaintenancePlan,
    on: ['created', 'updated'],
    run: async ({ operation, after, record, path }, work) => {
      if (record.everyMonths == null && record.everyUsage == null)
        reject(`${path}.everyMonths`, 'or everyUsage must be given.');
      const moves = ['everyMonths', 'everyUsage', 'lastDoneOn', 'lastDoneUsage'].some((name) => name in after);
      return operation === 'created' || moves ? nextDue(record, work) : undefined;
    },
  },
];
