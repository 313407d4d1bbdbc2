import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
  Float,
  Int,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
} from '@rapport/sdk';
import { type FieldMeasures, fieldServiceMeasures, ON_TIME_MINUTES } from './measures.service.ts';
import { Technician } from './technician.record.ts';

@ObjectType('TechnicianMeasures', { description: 'How a technician, or all of them, did.', simpleResolvers: true })
export class TechnicianMeasures {
  @Field(() => Technician, { nullable: true, description: 'Who; missing for all together.' })
  technician!: RecordRef | null;

  @Field(() => Int, { description: 'Jobs at which he arrived.' })
  arrivals!: number;

  @Field(() => Int, {
    description: `Those at which he was on time: within the window, and at most ${ON_TIME_MINUTES} minutes after the planned beginning.`,
  })
  onTime!: number;

  @Field(() => Float, { nullable: true, description: '`onTime` divided by `arrivals`.' })
  onTimeRate!: number | null;

  @Field(() => Int, { description: 'Those of them that were completed.' })
  completedJobs!: number;

  @Field(() => Int, { description: 'Time of shifts, in minutes.' })
  shiftMinutes!: number;

  @Field(() => Int, { description: 'Time at work, in minutes.' })
  workMinutes!: number;

  @Field(() => Int, { description: 'Time on the way there, in minutes.' })
  travelMinutes!: number;

  @Field(() => Float, { nullable: true, description: 'Work and travel divided by the time of shifts.' })
  utilisation!: number | null;
}

@ObjectType('FieldServiceMeasures', { description: 'How well field service works.', simpleResolvers: true })
export class FieldServiceMeasuresAnswer {
  @Field(() => Int, { description: 'Work orders that were completed.' })
  completedOrders!: number;

  @Field(() => Int, { description: 'Those of them for which somebody had to go once.' })
  firstTimeFixes!: number;

  @Field(() => Float, { nullable: true, description: '`firstTimeFixes` divided by `completedOrders`.' })
  firstTimeFixRate!: number | null;

  @Field(() => TechnicianMeasures, { description: 'All technicians together.' })
  total!: TechnicianMeasures;

  @Field(() => [TechnicianMeasures], { description: 'Each technician who had a shift or arrived somewhere.' })
  technicians!: readonly TechnicianMeasures[];
}

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const shown = ({ technicianId, ...measures }: FieldMeasures): TechnicianMeasures => ({
  ...measures,
  technician: technicianId === null ? null : ref(Technician, technicianId),
  onTimeRate: rate(measures.onTime, measures.arrivals),
  utilisation: rate(measures.workMinutes + measures.travelMinutes, measures.shiftMinutes),
});

const NONE: FieldMeasures = {
  technicianId: null,
  arrivals: 0,
  onTime: 0,
  completedJobs: 0,
  shiftMinutes: 0,
  workMinutes: 0,
  travelMinutes: 0,
};

const sum = (a: FieldMeasures, b: FieldMeasures): FieldMeasures => ({
  technicianId: null,
  arrivals: a.arrivals + b.arrivals,
  onTime: a.onTime + b.onTime,
  completedJobs: a.completedJobs + b.completedJobs,
  shiftMinutes: a.shiftMinutes + b.shiftMinutes,
  workMinutes: a.workMinutes + b.workMinutes,
  travelMinutes: a.travelMinutes + b.travelMinutes,
});

@Resolver()
export class MeasuresResolver {
  @Query(() => FieldServiceMeasuresAnswer, {
    description:
      'How well field service worked between two instants. For whoever has the permission `fieldService.readMeasures`.',
  })
  async fieldServiceMeasures(
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until when; at most 400 days later.' }) to: string,
    @Ctx() context: RequestContext,
  ): Promise<FieldServiceMeasuresAnswer> {
    const { completedOrders, firstTimeFixes, technicians } = await fieldServiceMeasures(context, from, to);
    return {
      completedOrders,
      firstTimeFixes,
      firstTimeFixRate: rate(firstTimeFixes, completedOrders),
      total: shown(technicians.reduce(sum, NONE)),
      technicians: technicians.map(shown),
    };
  }
}
