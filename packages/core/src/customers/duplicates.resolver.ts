import {
  Arg,
  Ctx,
  Field,
  Float,
  findRecords,
  ID,
  Int,
  ObjectType,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
} from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { type DuplicateFinder, findDuplicates, identityOf } from './duplicates.service.ts';

const MAX_CANDIDATES = 100;

@ObjectType('DuplicateTerm', { description: 'What speaks for two customers being one.', simpleResolvers: true })
export class DuplicateTerm {
  @Field(() => String, { description: 'What they have in common.' })
  name!: string;

  @Field(() => Float, { description: 'What it adds to the score.' })
  points!: number;
}

@ObjectType('DuplicateCandidate', {
  description: 'A customer who may be the same as another one.',
  simpleResolvers: true,
})
export class DuplicateCandidate {
  @Field(() => Customer, { description: 'The customer; null when he was deleted a moment ago.', nullable: true })
  customer!: RecordRef;

  @Field(() => [String], { description: 'What they have in common.' })
  matchedOn!: readonly string[];

  @Field(() => Float, { description: 'Sum of the terms, from 0 to 1.' })
  score!: number;

  @Field(() => [DuplicateTerm], { description: 'What makes up the score.' })
  terms!: readonly DuplicateTerm[];
}

@Resolver()
export class DuplicatesResolver {
  @Query(() => [DuplicateCandidate], {
    description: 'Customers in sight who may be the same as this one, the likeliest first.',
  })
  async duplicateCandidates(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Arg('first', () => Int, { description: `At most so many: 1 to ${MAX_CANDIDATES}.`, defaultValue: 20 })
    first: number,
    @Ctx() context: RequestContext,
  ): Promise<DuplicateCandidate[]> {
    if (first < 1 || first > MAX_CANDIDATES)
      throw new RapportError('PAGE_INVALID', `first must be from 1 to ${MAX_CANDIDATES}; it is ${first}.`, {
        field: 'first',
      });
    const finder: DuplicateFinder = {
      access: context.access,
      find: (record, options) => findRecords(context, record, options),
    };
    const subject = await identityOf(finder, customerId);
    const candidates = await findDuplicates(finder, subject, customerId, first);
    return candidates.map(({ id, ...candidate }) => ({ ...candidate, customer: ref(Customer, id) }));
  }
}
