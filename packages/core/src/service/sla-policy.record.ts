import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  Field,
  field,
  ID,
  InputType,
  Int,
  ObjectType,
  Record,
  RecordBase,
  type Ref,
} from '@rapport/sdk';
import { BusinessCalendar } from '../calendars/index.ts';

export const SlaMilestone = enumeration('SlaMilestone', 'What must have happened when a clock runs out.', {
  FIRST_RESPONSE: 'The customer has heard from us.',
  RESOLUTION: 'There is a solution.',
});
export type SlaMilestone = EnumerationValue<typeof SlaMilestone>;

@ObjectType('SlaTarget', { description: 'How much business time there is for something.', simpleResolvers: true })
export class SlaTarget {
  @Field(() => SlaMilestone, { description: 'What must have happened.' })
  milestone!: SlaMilestone;

  @Field(() => Int, { nullable: true, description: 'The priority for which it holds; all others when it is missing.' })
  priority!: number | null;

  @Field(() => Int, { description: 'Minutes of business time.' })
  minutes!: number;
}

@InputType('SlaTargetInput', { description: 'How much business time there is for something.' })
export class SlaTargetInput {
  @Field(() => SlaMilestone, { description: 'What must have happened.' })
  milestone!: SlaMilestone;

  @Field(() => Int, { nullable: true, description: 'The priority for which it holds; all others when it is missing.' })
  priority?: number | null;

  @Field(() => Int, { description: 'Minutes of business time.' })
  minutes!: number;
}

@ObjectType('SlaEscalation', { description: 'Who is called in when a clock has run out.', simpleResolvers: true })
export class SlaEscalation {
  @Field(() => Int, { description: 'Minutes of business time after the clock ran out; 0 is at once.' })
  afterMinutes!: number;

  @Field(() => ID, { description: 'The user who gets a task.' })
  userId!: string;
}

@InputType('SlaEscalationInput', { description: 'Who is called in when a clock has run out.' })
export class SlaEscalationInput {
  @Field(() => Int, { description: 'Minutes of business time after the clock ran out; 0 is at once.' })
  afterMinutes!: number;

  @Field(() => ID, { description: 'The user who gets a task.' })
  userId!: string;
}

/** What we promise: how soon we answer and solve, to whom, and what happens when we do not (O6, O9). */
@Record({
  prefix: 'slp',
  plural: 'slaPolicies',
  description: 'What we promise: how soon we answer and solve, to whom, and who is called in when we do not.',
  unique: [['name']],
  indexes: [['active', '-rank', 'id']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class SlaPolicy extends RecordBase {
  @field.text({ description: 'Name; unique among the policies of the tenant.', maxLength: 100, order: true })
  name!: string;

  @field.boolean({ description: 'New requests may get it without an entitlement.', default: true })
  active!: boolean;

  @field.int({
    description: 'Of the policies that fit a customer, the one with the highest rank holds.',
    min: 0,
    max: 1_000,
    default: 0,
    order: true,
  })
  rank!: number;

  @field.json({
    description:
      'Customers to whom it is promised, as a filter of their list: by value, segment, score, or any other field. All when it is missing.',
    nullable: true,
  })
  customerFilter!: object | null;

  @field.embedded(
    { output: SlaTarget, input: SlaTargetInput, inputName: 'SlaTargetInput', list: true },
    { description: 'How much time there is; at most 20. What is not named has no clock.' },
  )
  targets!: SlaTarget[];

  @field.int({
    description: 'Share of the time after which a warning comes, in percent.',
    min: 1,
    max: 99,
    default: 80,
  })
  warnAtPercent!: number;

  @field.boolean({
    description: 'Clocks stand still while somebody else than the customer must do something first.',
    default: true,
  })
  pausesForThird!: boolean;

  @field.embedded(
    { output: SlaEscalation, input: SlaEscalationInput, inputName: 'SlaEscalationInput', list: true },
    { description: 'Who is called in one after the other when a clock has run out; at most 10.', default: [] },
  )
  escalations!: SlaEscalation[];

  @belongsTo(() => BusinessCalendar, { description: 'The hours that count.' })
  calendar!: Ref<BusinessCalendar>;
}
