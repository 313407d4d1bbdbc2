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
  ObjectType,
  type RecordRef,
  Resolver,
} from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';
import { type FieldReportResult, MAX_REPORTS, takeFieldReports } from './field-reports.service.ts';
import { FieldStepName, FieldStepOutcome } from './field-step.record.ts';
import { ProofKind } from './job-type.record.ts';

@InputType('ReportedProofInput', { description: 'What shows that the work was done.' })
export class ReportedProofInput {
  @Field(() => ProofKind, { description: 'What it is.' })
  kind!: ProofKind;

  @Field(() => String, { nullable: true, description: 'What it says.' })
  content?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the picture or signature is kept.' })
  url?: string | null;
}

@InputType('ReportedPartInput', { description: 'A part that was used.' })
export class ReportedPartInput {
  @Field(() => ID, { description: 'The part (prt_...).' })
  partId!: string;

  @Field(() => Int, { description: 'How much of it.' })
  quantity!: number;
}

@InputType('FieldReportInput', { description: 'What a device noted while nobody could hear it.' })
export class FieldReportInput {
  @Field(() => String, {
    description: 'Its key, of at most 100 characters: it takes effect once, however often it is sent.',
  })
  key!: string;

  @Field(() => ID, { description: 'The job (fjb_...).' })
  jobId!: string;

  @Field(() => FieldStepName, { description: 'What happened.' })
  step!: FieldStepName;

  @Field(() => DateTimeScalar, { description: 'When, by the clock of the device.' })
  deviceAt!: string;

  @Field(() => String, { nullable: true, description: 'Why it could not be done.' })
  reason?: string | null;

  @Field(() => String, { nullable: true, description: 'What was done and found.' })
  report?: string | null;

  @Field(() => [ReportedProofInput], { nullable: true, description: 'What shows that the work was done.' })
  proofs?: ReportedProofInput[] | null;

  @Field(() => [ReportedPartInput], { nullable: true, description: 'Parts that were used.' })
  parts?: ReportedPartInput[] | null;
}

@ObjectType('FieldReportAnswer', { description: 'What became of a report.', simpleResolvers: true })
export class FieldReportAnswer {
  @Field(() => String, { description: 'Its key.' })
  key!: string;

  @Field(() => FieldStepOutcome, { description: 'Whether the job took the step.' })
  outcome!: FieldStepOutcome;

  @Field(() => Boolean, { description: 'It was sent before; this is what became of it then.' })
  repeated!: boolean;

  @Field(() => String, { nullable: true, description: 'The code of the refusal, or the rule that it would break.' })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was refused.' })
  message!: string | null;

  @Field(() => FieldJob, { nullable: true, description: 'The job as it is now; missing where there is none in sight.' })
  job!: RecordRef | null;
}

@Resolver()
export class FieldReportsResolver {
  @Mutation(() => [FieldReportAnswer], {
    description: `Takes what a device noted while it was offline, in the order in which it happened, at most ${MAX_REPORTS} reports. Each takes effect once, whole or not at all; one that is refused holds up no other and is kept among the steps of its job.`,
  })
  takeFieldReports(
    @Arg('reports', () => [FieldReportInput], { description: 'What was noted, the earliest first.' })
    reports: FieldReportInput[],
    @Ctx() { work }: CommandContext,
  ): Promise<readonly FieldReportResult[]> {
    return takeFieldReports(work, reports);
  }
}
