import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { JsonScalar } from '../records/kinds/json.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { CommandContext } from '../work/request-context.ts';
import { Automation } from './automation.record.ts';
import {
  activateAutomation,
  changeAutomation,
  createAutomation,
  type DryRun,
  dryRunAutomation,
  pauseAutomation,
  startAutomation,
} from './automation.service.ts';
import { AutomationRun } from './automation-run.record.ts';

const DEFINITION =
  'Trigger, condition and steps: `{ trigger: { event: "customer.created" }, steps: [{ id: "greet", type: "update", values: { ... } }] }`.';

@InputType('CreateAutomationInput', { description: 'A new automation.' })
export class CreateAutomationInput {
  @Field(() => String, { description: 'Short name, unique in the tenant: lower-case letters, digits and hyphens.' })
  key!: string;

  @Field(() => String, { description: 'Name shown to people.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => JsonScalar, { description: DEFINITION })
  definition!: unknown;
}

@ObjectType('DryStep', { description: 'What a step of an automation would do.', simpleResolvers: true })
export class DryStepOutput {
  @Field(() => String, { description: 'Id of the step in the automation.' })
  stepId!: string;

  @Field(() => String, { description: 'What sort of step it is.' })
  type!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'What it would bring.' })
  output!: unknown;

  @Field(() => String, { nullable: true, description: 'What it would do besides.' })
  note!: string | null;
}

@ObjectType('AutomationDryRun', {
  description: 'What an automation would do. Nothing of it was written or sent.',
  simpleResolvers: true,
})
export class AutomationDryRun {
  @Field(() => Boolean, { description: 'Whether it would begin at all.' })
  begins!: boolean;

  @Field(() => [DryStepOutput], { description: 'Steps that it would take, in their order.' })
  steps!: readonly DryStepOutput[];

  @Field(() => String, { nullable: true, description: 'Why it would fail, and in which step.' })
  fault!: string | null;
}

const idArgument = { description: 'Id of an Automation (aut_...).' };
const recordArgument = { nullable: true, description: 'Id of the record that it is to be about.' };
const inputArgument = { nullable: true, description: 'What its steps can look up with `{ "input": ... }`.' };

@Resolver()
export class AutomationResolver {
  @Mutation(() => Automation, {
    description: 'Makes an automation. It acts with the rights of whoever wrote it last, once it is activated.',
  })
  createAutomation(
    @Arg('input', () => CreateAutomationInput, { description: 'The automation.' }) input: CreateAutomationInput,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return createAutomation(context, input);
  }

  @Mutation(() => Automation, {
    description: 'Writes a new version, which holds for what begins from now on. What has begun goes on as it was.',
  })
  changeAutomation(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('definition', () => JsonScalar, { description: DEFINITION }) definition: unknown,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return changeAutomation(context, id, definition);
  }

  @Mutation(() => Automation, { description: 'Lets an automation begin by itself, if all that it refers to is there.' })
  activateAutomation(@Arg('id', () => ID, idArgument) id: string, @Ctx() context: CommandContext): Promise<RecordRef> {
    return activateAutomation(context, id);
  }

  @Mutation(() => Automation, { description: 'Lets an automation begin no more. What has begun goes on.' })
  pauseAutomation(@Arg('id', () => ID, idArgument) id: string, @Ctx() context: CommandContext): Promise<RecordRef> {
    return pauseAutomation(context, id);
  }

  @Mutation(() => AutomationRun, {
    description:
      'Lets an automation begin whose trigger is `{ manual: true }` or `{ webhook: true }`: for whoever may create AutomationRun records.',
  })
  startAutomation(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('recordId', () => ID, recordArgument) recordId: string | null | undefined,
    @Arg('input', () => JsonScalar, inputArgument) input: unknown,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return startAutomation(context, id, { recordId: recordId ?? null, input: input ?? null });
  }

  @Mutation(() => AutomationDryRun, {
    description: 'Shows what an automation would do after a past event, or with a record. Nothing is written or sent.',
  })
  dryRunAutomation(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('event', () => String, { nullable: true, description: 'Cursor of an event in the log.' })
    event: string | null | undefined,
    @Arg('recordId', () => ID, recordArgument) recordId: string | null | undefined,
    @Arg('input', () => JsonScalar, inputArgument) input: unknown,
    @Ctx() context: CommandContext,
  ): Promise<DryRun> {
    return dryRunAutomation(context, id, { event: event ?? null, recordId: recordId ?? null, input: input ?? null });
  }
}
