import {
  Arg,
  type CommandContext,
  Ctx,
  DateTimeScalar,
  Field,
  Float,
  ID,
  Int,
  idOf,
  JsonScalar,
  Mutation,
  matchingStatement,
  ObjectType,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  reject,
  uuidOf,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Segment } from './segment.record.ts';
import { dayIn } from './segment.rules.ts';
import { moveByHand } from './segment.service.ts';
import { deltaSince } from './segment-history.ts';
import { SegmentReview } from './segment-review.record.ts';
import { readRule } from './segment-rule.ts';

const MAX_SAMPLE = 100;
const MAX_OVERLAPS = 20;
const MAX_MOVED = 10_000;

@ObjectType('SegmentPreview', { description: 'Whom a rule would bring together.', simpleResolvers: true })
export class SegmentPreview {
  @Field(() => Int, { description: 'How many customers in sight meet it.' })
  size!: number;

  @Field(() => [Customer], { description: 'The newest of them.' })
  sample!: RecordRef[];
}

@ObjectType('SegmentMove', { description: 'Who came into a segment and who left it.', simpleResolvers: true })
export class SegmentMove {
  @Field(() => Int, { description: 'How many came.' })
  entered!: number;

  @Field(() => Int, { description: 'How many left.' })
  left!: number;
}

@ObjectType('SegmentOverlap', { description: 'Whom two segments have in common.', simpleResolvers: true })
export class SegmentOverlap {
  @Field(() => Segment, { description: 'One of them.' })
  one!: RecordRef;

  @Field(() => Segment, { description: 'The other one.' })
  other!: RecordRef;

  @Field(() => Int, { description: 'How many customers belong to both.' })
  common!: number;

  @Field(() => Float, { description: 'Which share of those who belong to one of them belongs to both, from 0 to 1.' })
  share!: number;
}

/** The actor's own right to see segments decides; whom he sees of their customers, his rights to those. */
@Resolver()
export class SegmentResolver {
  @Query(() => SegmentPreview, {
    description: 'Tries a rule before it is saved: how many customers in sight meet it, and some of them.',
  })
  async previewSegment(
    @Arg('rule', () => JsonScalar, { description: 'The rule, in the form of the filter of `customers`.' })
    rule: unknown,
    @Arg('first', () => Int, { description: `How many are shown: 0 to ${MAX_SAMPLE}.`, defaultValue: 10 })
    first: number,
    @Ctx() context: RequestContext,
  ): Promise<SegmentPreview> {
    if (first < 0 || first > MAX_SAMPLE)
      throw new RapportError('PAGE_INVALID', `first must be from 0 to ${MAX_SAMPLE}.`, { field: 'first' });
    const condition = readRule({ context }, rule);
    const [found] = await context.reader.run<{ size: number; sample: string[] | null }>(
      matchingStatement(
        condition,
        context,
        ({ ids, parameter }) => `
with matched as materialized (${ids()})
select (select count(*) from matched)::int as size,
  (select array_agg(id) from (select id from matched order by id desc limit ${parameter(first, 'int')}) s) as sample`,
      ),
    );
    return {
      size: found?.size ?? 0,
      sample: (found?.sample ?? []).map((uuid) => ref(Customer, idOf(Customer, uuid))),
    };
  }

  @Query(() => [SegmentOverlap], {
    description:
      'Whom segments have in common, two by two, the closest first. Pairs with nobody in common are left out.',
  })
  async segmentOverlaps(
    @Arg('ids', () => [ID], { description: `The segments: 2 to ${MAX_OVERLAPS}.` }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<SegmentOverlap[]> {
    context.access.require(context.catalogue.typeOf(Segment), 'read');
    if (ids.length < 2 || ids.length > MAX_OVERLAPS) reject('ids', `must name 2 to ${MAX_OVERLAPS} segments.`);
    const rows = await context.reader.run<{ one: string; other: string; common: number; share: number }>({
      text: `
with members as (
  select segment_id, customer_id from segment_membership
  where tenant_id = $1 and segment_id = any($2::uuid[]) and current and deleted_at is null),
sizes as (select segment_id, count(*) as size from members group by 1),
pairs as (
  select a.segment_id as one, b.segment_id as other, count(*) as common from members a
  join members b on b.customer_id = a.customer_id and b.segment_id > a.segment_id group by 1, 2)
select one, other, common::int, (common::float8 / (o.size + t.size - common)) as share
from pairs join sizes o on o.segment_id = one join sizes t on t.segment_id = other order by share desc, one, other`,
      values: [context.tenant.id, ids.map((id, index) => uuidOf(Segment, id, `ids[${index}]`))],
    });
    return rows.map(({ one, other, ...row }) => ({ ...row, one: segment(one), other: segment(other) }));
  }

  @Query(() => [Customer], {
    description:
      'Who belonged to a segment at a moment, in the order of their ids. Customers out of sight are left out.',
  })
  async segmentMembersAt(
    @Arg('id', () => ID, { description: 'The segment.' }) id: string,
    @Arg('at', () => DateTimeScalar, { description: 'The moment: `takenAt` of a snapshot, for example.' }) at: unknown,
    @Arg('first', () => Int, { description: 'At most so many: 1 to 1000.', defaultValue: 100 }) first: number,
    @Arg('after', () => ID, { nullable: true, description: 'Those behind this customer.' }) after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<RecordRef[]> {
    context.access.require(context.catalogue.typeOf(Segment), 'read');
    if (first < 1 || first > 1_000) throw new RapportError('PAGE_INVALID', 'first must be from 1 to 1000.');
    const everybody = readRule({ context }, {});
    const rows = await context.reader.run<{ id: string }>(
      matchingStatement(everybody, context, ({ ids, parameter }) => {
        const moment = parameter(at, 'timestamptz');
        const members = `
select m.customer_id from segment_membership m
where m.tenant_id = $1 and m.segment_id = ${parameter(uuidOf(Segment, id), 'uuid')} and m.deleted_at is null
  and m.entered_at <= ${moment} and (m.current or m.left_at > ${moment})
  and m.customer_id > ${parameter(after ? uuidOf(Customer, after, 'after') : NIL, 'uuid')}`;
        return `select id from (${ids(`array(${members})`)}) s order by id limit ${parameter(first, 'int')}`;
      }),
    );
    return rows.map((row) => ref(Customer, idOf(Customer, row.id)));
  }

  @Mutation(() => SegmentMove, { description: 'Puts customers into a static segment. Those in it already stay.' })
  addToSegment(
    @Arg('id', () => ID, { description: 'The segment.' }) id: string,
    @Arg('customerIds', () => [ID], { description: `At most ${MAX_MOVED} customers; those out of sight are left out.` })
    customerIds: string[],
    @Ctx() { work }: CommandContext,
  ): Promise<SegmentMove> {
    return moveByHand(work, id, atMost(customerIds), 'in');
  }

  @Mutation(() => SegmentMove, { description: 'Takes customers out of a static segment.' })
  removeFromSegment(
    @Arg('id', () => ID, { description: 'The segment.' }) id: string,
    @Arg('customerIds', () => [ID], { description: `At most ${MAX_MOVED} customers.` }) customerIds: string[],
    @Ctx() { work }: CommandContext,
  ): Promise<SegmentMove> {
    return moveByHand(work, id, atMost(customerIds), 'out');
  }

  @Mutation(() => SegmentReview, {
    description:
      'Notes that a segment was looked at again: what changed since it was before, and what was decided. It is due again after `reviewEveryDays`.',
  })
  async reviewSegment(
    @Arg('id', () => ID, { description: 'The segment.' }) id: string,
    @Arg('decision', () => String, { description: 'What was decided: to keep it, to change its rule, to give it up.' })
    decision: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    const segment = await work.lock(Segment, id);
    const [last] = await work.run<{ at: Date }>({
      text: 'select max(created_at) as at from segment_review where tenant_id = $1 and segment_id = $2 and deleted_at is null',
      values: [work.context.tenant.id, uuidOf(Segment, id)],
    });
    const since = last?.at ?? new Date(String(segment.createdAt));
    const delta = await deltaSince(work, id, since);
    const review = await work.create(SegmentReview, {}, 'input', {
      ...delta,
      segmentId: id,
      reviewerId: work.context.access.actor.userId ?? null,
      since: since.toISOString(),
      decision,
    });
    if (typeof segment.reviewEveryDays === 'number')
      await work.update(Segment, id, { reviewDueOn: dayIn(segment.reviewEveryDays) });
    return review;
  }
}

const NIL = '00000000-0000-0000-0000-000000000000';

const segment = (uuid: string) => ref(Segment, idOf(Segment, uuid));

function atMost(customerIds: string[]): string[] {
  if (customerIds.length > MAX_MOVED) reject('customerIds', `names more than ${MAX_MOVED} customers.`);
  return customerIds;
}
