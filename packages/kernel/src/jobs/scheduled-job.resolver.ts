import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { decodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import { RecordRef } from '../work/record-ref.ts';
import type { CommandContext } from '../work/request-context.ts';
import { ScheduledJob } from './scheduled-job.record.ts';

@Resolver()
export class ScheduledJobResolver {
  @Mutation(() => ScheduledJob, { description: 'Lets a job of a plugin be due at once. Its times stay as they are.' })
  async runScheduledJob(
    @Arg('id', () => ID, { description: 'Id of a ScheduledJob (sjb_...).' }) id: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    await work.lock(ScheduledJob, id);
    const type = recordTypeOf(ScheduledJob);
    const uuid = decodeId(type, id, 'id');
    await work.run({
      text: 'update scheduled_job set next_at = now() where tenant_id = $1 and id = $2',
      values: [work.context.tenant.id, uuid],
    });
    return new RecordRef(type, uuid);
  }
}
