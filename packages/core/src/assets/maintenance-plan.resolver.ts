import { Arg, type CommandContext, Ctx, DateScalar, ID, Int, Mutation, type RecordRef, Resolver } from '@rapport/sdk';
import { MaintenancePlan } from './maintenance-plan.record.ts';
import { recordMaintenance } from './maintenance-plan.service.ts';

@Resolver()
export class MaintenancePlanResolver {
  @Mutation(() => MaintenancePlan, {
    description: 'Notes that what a plan asks for was done: from then on it counts anew.',
  })
  recordMaintenance(
    @Arg('id', () => ID, { description: 'Id of the plan (mpl_...).' }) id: string,
    @Arg('doneOn', () => DateScalar, { description: 'Day on which it was done.' }) doneOn: string,
    @Arg('usage', () => Int, {
      nullable: true,
      description: 'What the counter showed then; its last reading when missing.',
    })
    usage: number | null,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return recordMaintenance(work, id, doneOn, usage ?? null);
  }
}
