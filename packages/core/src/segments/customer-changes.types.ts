import { DateTimeScalar, Field, Float, Int, Money, ObjectType, type RecordRef } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Segment } from './segment.record.ts';

@ObjectType('CustomerDoings', { description: 'What a customer did in a time.', simpleResolvers: true })
export class CustomerDoings {
  @Field(() => Float, { description: 'Lines that he bought; of others, their median.' })
  purchases!: number;

  @Field(() => Money, { description: 'What he paid, less what was paid back.' })
  spent!: { readonly amount: string; readonly currency: string };

  @Field(() => Float, { description: 'Touches between him and us.' })
  contacts!: number;
}

@ObjectType('CustomerProfileChange', { description: 'What is known otherwise than before.', simpleResolvers: true })
export class CustomerProfileChange {
  @Field(() => String, { description: 'The attribute.' })
  attribute!: string;

  @Field(() => [String], { description: 'Values that held then.' })
  before!: readonly string[];

  @Field(() => [String], { description: 'Values that hold now.' })
  now!: readonly string[];
}

@ObjectType('CustomerScoreShift', { description: 'A score that is not what it was.', simpleResolvers: true })
export class CustomerScoreShift {
  @Field(() => String, { description: 'Id of the plugin and of the scorer: `loyalty/affinity`.' })
  scorer!: string;

  @Field(() => Float, { nullable: true, description: 'Then; missing when there was none.' })
  before!: number | null;

  @Field(() => Float, { nullable: true, description: 'Now.' })
  now!: number | null;
}

@ObjectType('CustomerScoreBesidePeers', { description: 'A score beside that of others.', simpleResolvers: true })
export class CustomerScoreBesidePeers {
  @Field(() => String, { description: 'Id of the plugin and of the scorer: `loyalty/affinity`.' })
  scorer!: string;

  @Field(() => Float, { nullable: true, description: 'His own; missing when he has none.' })
  customer!: number | null;

  @Field(() => Float, { description: 'The median of the others.' })
  median!: number;
}

@ObjectType('CustomerBesideSegment', { description: 'A customer beside others of a segment.', simpleResolvers: true })
export class CustomerBesideSegment {
  @Field(() => Segment, { description: 'The segment, to which he belongs now.' })
  segment!: RecordRef;

  @Field(() => Int, { description: 'Others of it that were looked at: 2000 at most, drawn at random.' })
  others!: number;

  @Field(() => CustomerDoings, {
    nullable: true,
    description: 'The medians of what they did in the same time; missing where there are fewer than five.',
  })
  median!: CustomerDoings | null;

  @Field(() => [CustomerScoreBesidePeers], { description: 'Scores that at least five of them have.' })
  scores!: readonly CustomerScoreBesidePeers[];
}

@ObjectType('CustomerChanges', {
  description: 'What changed of a customer, against himself and against his segments.',
  simpleResolvers: true,
})
export class CustomerChanges {
  @Field(() => Customer, { nullable: true, description: 'The customer.' })
  customer!: RecordRef;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since!: Date;

  @Field(() => CustomerDoings, { description: 'What he did since.' })
  now!: CustomerDoings;

  @Field(() => CustomerDoings, { description: 'What he did in the same length of time before.' })
  before!: CustomerDoings;

  @Field(() => [CustomerProfileChange], { description: 'What is known otherwise than before.' })
  profile!: readonly CustomerProfileChange[];

  @Field(() => [CustomerScoreShift], { description: 'Scores that are not what they were.' })
  scores!: readonly CustomerScoreShift[];

  @Field(() => [CustomerBesideSegment], { description: 'He beside others of each segment to which he belongs.' })
  segments!: readonly CustomerBesideSegment[];
}
