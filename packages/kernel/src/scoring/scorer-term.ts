import { Field, Float, ObjectType } from 'type-graphql';

/** A part of a score, as GraphQL shows it. */
@ObjectType('ScorerTerm', {
  description: 'A part of a score. The base and the contributions of all terms add up to its value exactly.',
  simpleResolvers: true,
})
export class ScorerTerm {
  @Field(() => String, {
    description: 'What it is for; `limit` for what lies beyond 0 or 100 and is taken back.',
  })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The input that it rests on; null for `limit`.' })
  input!: string | null;

  @Field(() => Float, { description: 'What the input was weighted with.' })
  weight!: number;

  @Field(() => Float, { description: 'What it adds, in hundredths exactly.' })
  contribution!: number;

  @Field(() => [String], { description: 'Ids of records that it rests on, and words of the scorer.' })
  evidence!: readonly string[];
}
