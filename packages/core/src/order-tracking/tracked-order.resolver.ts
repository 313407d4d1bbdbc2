import {
  Arg,
  type CommandContext,
  Ctx,
  DateTimeScalar,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  type RecordRef,
  Resolver,
} from '@rapport/sdk';
import { OrderErrorCause, TrackedOrder } from './tracked-order.record.ts';
import { MAX_STEPS, trackOrder } from './tracked-order.service.ts';

@InputType('TrackOrderStepInput', { description: 'A step of an order. What is not given stays as it is.' })
export class TrackOrderStepInput {
  @Field(() => Int, { description: 'Its place among the steps, from 1 to 100.' })
  position!: number;

  @Field(() => String, { description: 'What is done.' })
  name!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was promised to be done.' })
  promisedAt?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done.' })
  doneAt?: string | null;

  @Field(() => OrderErrorCause, { nullable: true, description: 'Why it went wrong; null once it goes right again.' })
  errorCause?: OrderErrorCause | null;

  @Field(() => String, { nullable: true, description: 'What there is to say about it.' })
  note?: string | null;
}

@InputType('TrackOrderInput', { description: 'What another system says of an order.' })
export class TrackOrderInput {
  @Field(() => ID, { description: 'Whose it is (cus_...).' })
  customerId!: string;

  @Field(() => String, { description: 'The system that keeps it, for example `erp`.' })
  system!: string;

  @Field(() => String, { description: 'Its number there.' })
  number!: string;

  @Field(() => String, { nullable: true, description: 'What was ordered, in a line.' })
  title?: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was placed.' })
  placedAt!: string;

  @Field(() => [TrackOrderStepInput], { description: `Its steps, at most ${MAX_STEPS}; those that are left out stay.` })
  steps!: TrackOrderStepInput[];
}

@Resolver()
export class TrackedOrderResolver {
  @Mutation(() => TrackedOrder, {
    description:
      'Takes what another system says of an order: the order of this system and number is made or changed, and its steps. What is the same changes nothing, so it can be sent as often as one likes.',
  })
  trackOrder(
    @Arg('input', () => TrackOrderInput, { description: 'What it says.' }) input: TrackOrderInput,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return trackOrder(work, input);
  }
}
