import {
  Arg,
  type CommandContext,
  Ctx,
  DateTimeScalar,
  findRecords,
  formatMinor,
  ID,
  idOf,
  Mutation,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  reject,
} from '@rapport/sdk';
import { Customer, ProfileValue, Purchase } from '../customers/index.ts';
import { Interaction, Task } from '../interactions/index.ts';
import { type CustomerChangeReport, customerChanges, type Doings } from './customer-changes.service.ts';
import { CustomerChanges } from './customer-changes.types.ts';
import { Segment } from './segment.record.ts';
import { SegmentMembership } from './segment-membership.record.ts';

/** What the report tells of, which whoever asks must be able to read. */
const TOLD = [
  [Purchase, 'amount', 'purchasedAt'],
  [Interaction, 'occurredAt'],
  [ProfileValue, 'attribute', 'value'],
  [SegmentMembership, 'segmentId'],
] as const;

const MAX_DAYS = 800;
const DAY_MS = 86_400_000;

@Resolver()
export class CustomerChangesResolver {
  @Query(() => CustomerChanges, {
    description:
      'What changed of a customer since a moment: against the same time before it, and against others of his segments.',
  })
  async customerChanges(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Arg('since', () => DateTimeScalar, { description: `Since when; at most ${MAX_DAYS} days ago.` })
    since: Date | string,
    @Arg('currency', () => String, { description: 'The currency in which spending is counted: `TWD`.' })
    currency: string,
    @Ctx() context: RequestContext,
  ): Promise<CustomerChanges> {
    const moment = momentOf(since);
    await assertSeen(context, customerId);
    const report = await customerChanges(context, { customerId, since: moment, currency });
    const doings = ({ spent, ...counts }: Doings) => ({
      ...counts,
      spent: { amount: formatMinor(BigInt(Math.round(spent)), currency), currency },
    });
    return {
      ...report,
      customer: ref(Customer, customerId),
      since: moment,
      now: doings(report.now),
      before: doings(report.before),
      segments: report.segments.map(({ segment, median, ...others }) => ({
        ...others,
        segment: ref(Segment, idOf(Segment, segment)),
        median: median && doings(median),
      })),
    };
  }

  @Mutation(() => Task, {
    description:
      'Decides how to go on with a customer because of what changed: makes a task of it, in whose description stands what changed.',
  })
  async decideOnCustomerChanges(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Arg('since', () => DateTimeScalar, { description: `Since when; at most ${MAX_DAYS} days ago.` })
    since: Date | string,
    @Arg('currency', () => String, { description: 'The currency in which spending is counted.' }) currency: string,
    @Arg('decision', () => String, { description: 'What is to be done, in at most 300 characters.' }) decision: string,
    @Arg('dueAt', () => DateTimeScalar, { nullable: true, description: 'By when.' }) dueAt: Date | string | null,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    const moment = momentOf(since);
    const context = { ...work.context, reader: work.reader };
    await assertSeen(context, customerId);
    const report = await customerChanges(context, { customerId, since: moment, currency });
    return work.create(Task, {
      title: decision,
      description: inWords(report, moment, currency),
      customerId,
      dueAt: dueAt && new Date(dueAt).toISOString(),
    });
  }
}

type Seer = Pick<RequestContext, 'access' | 'catalogue' | 'reader'>;

/** Whoever sees the customer and may read what is told of him. */
async function assertSeen(context: Seer, customerId: string): Promise<void> {
  for (const [record, ...names] of TOLD) {
    const type = context.catalogue.typeOf(record);
    context.access.require(type, 'read');
    const hidden = names.find((name) => {
      const field = type.fields.get(name);
      return !field || !context.access.canRead(type, field);
    });
    if (hidden) throw new RapportError('FORBIDDEN', `This role may not read ${type.name}.${hidden}.`);
  }
  const found = await findRecords(context, Customer, { filter: { id: { eq: customerId } }, fields: ['id'] });
  if (found.length === 0)
    throw new RapportError('NOT_FOUND', 'customerId: there is no such Customer.', { field: 'customerId' });
}

function momentOf(since: Date | string): Date {
  const moment = new Date(since);
  const age = Date.now() - moment.getTime();
  if (age <= 0) reject('since', 'must be in the past.');
  if (age > MAX_DAYS * DAY_MS) reject('since', `must be at most ${MAX_DAYS} days ago.`);
  return moment;
}

function inWords({ before, now, profile, scores }: CustomerChangeReport, since: Date, currency: string): string {
  const spent = ({ spent: minor }: Doings) => `${formatMinor(BigInt(Math.round(minor)), currency)} ${currency}`;
  const value = (score: number | null) => score ?? 'none';
  return [
    `Since ${since.toISOString()}, and in the same time before:`,
    `purchases ${now.purchases}, before ${before.purchases}`,
    `spent ${spent(now)}, before ${spent(before)}`,
    `contacts ${now.contacts}, before ${before.contacts}`,
    ...profile.map((change) => `${change.attribute}: ${change.now.join(', ')}, before ${change.before.join(', ')}`),
    ...scores.map((shift) => `${shift.scorer} ${value(shift.now)}, before ${value(shift.before)}`),
  ]
    .join('\n')
    .slice(0, 20_000);
}
