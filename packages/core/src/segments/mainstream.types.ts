import { DateScalar, Field, Float, Int, ObjectType, type RecordRef } from '@rapport/sdk';
import { MainstreamMonth } from './mainstream-month.record.ts';
import { MainstreamSegment } from './mainstream-segment.record.ts';

@ObjectType('TraitDrift', { description: 'How a trait of the customers of a segment moved.', simpleResolvers: true })
export class TraitDriftType {
  @Field(() => String, { description: 'The trait: a field of customers, or an attribute of their profile.' })
  trait!: string;

  @Field(() => String, { description: 'The value.' })
  value!: string;

  @Field(() => Float, { description: 'Share of the customers of the segment who had it, from 0 to 1.' })
  share!: number;

  @Field(() => Float, { description: 'The same of the month before.' })
  shareBefore!: number;

  @Field(() => Float, { description: 'The one less the other.' })
  change!: number;
}

@ObjectType('MainstreamChange', {
  description: 'A segment of the mainstream of a month beside what it was in the month before.',
  simpleResolvers: true,
})
export class MainstreamChange {
  @Field(() => MainstreamSegment, { description: 'What it was in the month.' })
  now!: RecordRef;

  @Field(() => MainstreamSegment, {
    nullable: true,
    description:
      'What it was in the month before, with the strategy of that month; missing where that was not analysed.',
  })
  before!: RecordRef | null;

  @Field(() => Float, { nullable: true, description: 'Change of its share of customers, in points of percent.' })
  customerPoints!: number | null;

  @Field(() => Float, { nullable: true, description: 'Change of its share of sales, in points of percent.' })
  salesPoints!: number | null;

  @Field(() => [TraitDriftType], { description: 'Traits that moved, the ten that moved most first.' })
  drift!: TraitDriftType[];
}

@ObjectType('MainstreamReport', {
  description: 'The mainstream of a month, and how it changed.',
  simpleResolvers: true,
})
export class MainstreamReport {
  @Field(() => MainstreamMonth, { description: 'The month.' })
  month!: RecordRef;

  @Field(() => [MainstreamChange], { description: 'Its mainstream, the largest first.' })
  mainstream!: MainstreamChange[];
}

@ObjectType('MainstreamSteps', { description: 'Which of the four steps were done in a month.', simpleResolvers: true })
export class MainstreamSteps {
  @Field(() => DateScalar, { description: 'The first day of the month.' })
  month!: string;

  @Field(() => Boolean, { description: 'Something new was noted of customers.' })
  collected!: boolean;

  @Field(() => Boolean, { description: 'Something known of them was brought up to date.' })
  updated!: boolean;

  @Field(() => Boolean, { description: 'Its mainstream was analysed, at the latest in the month that followed.' })
  analysed!: boolean;

  @Field(() => Boolean, {
    description: 'Each segment of its mainstream got its strategy, at the latest in the month that followed.',
  })
  strategySet!: boolean;
}

@ObjectType('MainstreamContinuity', {
  description: 'For how long the mainstream was followed month by month.',
  simpleResolvers: true,
})
export class MainstreamContinuity {
  @Field(() => Int, {
    description:
      'Months in a row until now in which all four steps were done. The last month that is over still has time.',
  })
  inARow!: number;

  @Field(() => Int, { description: 'The longest row that there was.' })
  longest!: number;

  @Field(() => [MainstreamSteps], { description: 'The last of the months, the oldest first.' })
  months!: readonly MainstreamSteps[];
}
