import {
  Arg,
  Ctx,
  DateTimeScalar,
  type EnumerationValue,
  enumeration,
  Field,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
} from '@rapport/sdk';
import { dispatchProposal, MAX_JOBS } from './dispatch.service.ts';
import type { Assignment, Unassigned } from './dispatch.ts';
import { FieldJob } from './field-job.record.ts';
import { rules } from './rules.ts';
import { Technician } from './technician.record.ts';

export const DispatchRefusal = enumeration('DispatchRefusal', 'Why a technician cannot take a job.', {
  SKILL_MISSING: rules.SKILL_MISSING.text,
  OUTSIDE_SHIFT: rules.OUTSIDE_SHIFT.text,
  OUTSIDE_WINDOW: rules.OUTSIDE_WINDOW.text,
  RESOURCE_TAKEN: rules.RESOURCE_TAKEN.text,
});
export type DispatchRefusal = EnumerationValue<typeof DispatchRefusal>;

@ObjectType('DispatchTerm', {
  description: 'What speaks for a technician at a job, or against him.',
  simpleResolvers: true,
})
export class DispatchTerm {
  @Field(() => String, {
    description: 'Which fact: `travelMinutes`, `slackMinutes`, `experience`, `familiarity`, `missingParts`.',
  })
  name!: string;

  @Field(() => Float, { description: 'The fact. Travel is what the way there adds to the tour.' })
  value!: number;

  @Field(() => Float, { description: 'What it weighs.' })
  weight!: number;

  @Field(() => Float, { description: 'What it adds to 50.' })
  contribution!: number;
}

@ObjectType('DispatchAssignment', { description: 'Who could take a job, and when.', simpleResolvers: true })
export class DispatchAssignment {
  @Field(() => FieldJob, { nullable: true, description: 'The job.' })
  job!: RecordRef;

  @Field(() => Technician, { nullable: true, description: 'Who goes.' })
  technician!: RecordRef;

  @Field(() => DateTimeScalar, { description: 'When the work begins: what `scheduleFieldJob` is given.' })
  startsAt!: string;

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  endsAt!: string;

  @Field(() => Int, { description: 'How long the way there takes, in minutes.' })
  travelMinutes!: number;

  @Field(() => Float, { description: 'How well it fits, from 0 to 100: 50 and the contributions.' })
  score!: number;

  @Field(() => [DispatchTerm], { description: 'What makes up the score.' })
  terms!: readonly DispatchTerm[];
}

@ObjectType('DispatchObstacle', { description: 'Why a technician cannot take a job.', simpleResolvers: true })
export class DispatchObstacle {
  @Field(() => Technician, { nullable: true, description: 'Who.' })
  technician!: RecordRef;

  @Field(() => DispatchRefusal, { description: 'Why not.' })
  refusal!: DispatchRefusal;
}

@ObjectType('UnassignedJob', { description: 'A job that nobody can take, and why.', simpleResolvers: true })
export class UnassignedJob {
  @Field(() => FieldJob, { nullable: true, description: 'The job.' })
  job!: RecordRef;

  @Field(() => [DispatchObstacle], { description: 'Why not, for each technician.' })
  obstacles!: readonly DispatchObstacle[];
}

@ObjectType('DispatchProposal', {
  description: 'Who could take the jobs that wait. Nothing is planned by it.',
  simpleResolvers: true,
})
export class DispatchProposal {
  @Field(() => [DispatchAssignment], { description: 'Jobs that somebody can take, the most pressing first.' })
  assignments!: readonly DispatchAssignment[];

  @Field(() => [UnassignedJob], { description: 'Jobs that nobody can take.' })
  unassigned!: readonly UnassignedJob[];
}

const instant = (at: number): string => new Date(at).toISOString();

const shownAssignment = ({ jobId, technicianId, fit, score, terms }: Assignment): DispatchAssignment => ({
  job: ref(FieldJob, jobId),
  technician: ref(Technician, technicianId),
  startsAt: instant(fit.startsAt),
  endsAt: instant(fit.endsAt),
  travelMinutes: fit.travelMinutes,
  score,
  terms,
});

const shownUnassigned = ({ jobId, refusals }: Unassigned): UnassignedJob => ({
  job: ref(FieldJob, jobId),
  obstacles: refusals.map(({ technicianId, refusal }) => ({ technician: ref(Technician, technicianId), refusal })),
});

@Resolver()
export class DispatchResolver {
  @Query(() => DispatchProposal, {
    description:
      'Proposes who takes the jobs that wait, within windows, shifts, skills and ways: the most pressing first, each where it fits best. The same question has the same answer as long as nothing changes. For whoever has the permission `fieldService.planJobs`.',
  })
  async dispatchProposal(
    @Arg('from', () => DateTimeScalar, { description: 'Nobody sets out before.' }) from: string,
    @Arg('to', () => DateTimeScalar, {
      description: 'Shifts that begin later do not count; at most 14 days after `from`.',
    })
    to: string,
    @Arg('jobIds', () => [ID], {
      nullable: true,
      description: `Only these jobs, of which at most ${MAX_JOBS}; the ${MAX_JOBS} most pressing when missing.`,
    })
    jobIds: string[] | null,
    @Ctx() context: RequestContext,
  ): Promise<DispatchProposal> {
    const { assignments, unassigned } = await dispatchProposal(context, from, to, jobIds ?? null);
    return { assignments: assignments.map(shownAssignment), unassigned: unassigned.map(shownUnassigned) };
  }
}
