import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { recordTypeOf } from '../records/registry.ts';
import { RecordRef, ref } from '../work/record-ref.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import { FailedEvent } from './failed-event.record.ts';

@ObjectType('EventHandler', {
  description: 'What a plugin does after events, and how far it has come.',
  simpleResolvers: true,
})
export class EventHandler {
  @Field(() => String, { description: 'Id of the plugin.' })
  plugin!: string;

  @Field(() => String, { description: 'Its name within the plugin.' })
  handler!: string;

  @Field(() => Int, { description: 'Events of the log that it has not looked at yet.' })
  behind!: number;

  @Field(() => Int, { description: 'Events that are handled again later.' })
  waiting!: number;

  @Field(() => Int, { description: 'Events that were given up.' })
  givenUp!: number;
}

@Resolver()
export class FailedEventResolver {
  @Query(() => [EventHandler], {
    description: 'What plugins do after events, for whoever may read FailedEvent records.',
  })
  eventHandlers(@Ctx() { access, reader, tenant }: RequestContext): Promise<EventHandler[]> {
    access.require(recordTypeOf(FailedEvent), 'read');
    return reader.run<EventHandler>({
      text: `
select p.plugin, p.handler, least(h.seq - p.seq, 2147483647)::integer as behind,
  count(*) filter (where f.state = 'WAITING')::integer as waiting, count(*) filter (where f.state = 'GIVEN_UP')::integer as "givenUp"
from event_progress p join event_head h on h.tenant_id = p.tenant_id
left join failed_event f on f.tenant_id = p.tenant_id and f.plugin = p.plugin and f.handler = p.handler and f.deleted_at is null
where p.tenant_id = $1 group by p.plugin, p.handler, p.seq, h.seq order by p.plugin, p.handler`,
      values: [tenant.id],
    });
  }

  @Mutation(() => FailedEvent, {
    description: 'Lets a handler try an event again at once, also one that was given up.',
  })
  async retryFailedEvent(
    @Arg('id', () => ID, { description: 'Id of a FailedEvent (fev_...).' }) id: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    await work.lock(FailedEvent, id);
    const failed = ref(FailedEvent, id);
    await work.run({
      text: `
update failed_event set state = 'WAITING', tries = 0, next_try_at = now(), version = version + 1, updated_at = now()
where tenant_id = $1 and id = $2`,
      values: [work.context.tenant.id, failed.uuid],
    });
    return failed;
  }
}
