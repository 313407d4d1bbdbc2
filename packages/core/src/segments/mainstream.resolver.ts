import {
  Arg,
  type CommandContext,
  Ctx,
  DateScalar,
  findRecords,
  Int,
  Mutation,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  reject,
} from '@rapport/sdk';
import { MainstreamChange, MainstreamContinuity, MainstreamReport } from './mainstream.types.ts';
import { analyseMonth, boundsOf, type Trait } from './mainstream-analysis.ts';
import { analysedMonths, continuityOf, monthAfter } from './mainstream-continuity.ts';
import { type Described, driftOf } from './mainstream-drift.ts';
import { MainstreamMonth } from './mainstream-month.record.ts';
import { MainstreamSegment } from './mainstream-segment.record.ts';

type Answer = Awaited<ReturnType<typeof findRecords>>[number];

const SHOWN_DRIFT = 10;
const MAX_MONTHS = 120;

@Resolver()
export class MainstreamResolver {
  @Mutation(() => MainstreamMonth, {
    description:
      'Analyses who the mainstream of a month was: each segment with its share of customers and of sales, and the largest of them. A month is analysed once.',
  })
  analyseMainstream(
    @Arg('month', () => DateScalar, { description: 'The first day of the month, which must be over.' }) month: string,
    @Arg('currency', () => String, { description: 'Purchases in this currency count: `TWD`.' }) currency: string,
    @Arg('size', () => Int, { description: 'How many segments are the mainstream: 2 or 3.', defaultValue: 3 })
    size: number,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    if (size !== 2 && size !== 3) reject('size', 'must be 2 or 3.');
    return analyseMonth(work, { month, currency, size });
  }

  @Query(() => MainstreamReport, {
    nullable: true,
    description:
      'The mainstream of a month, beside what the same segments were in the month before; null where it was not analysed.',
  })
  async mainstreamReport(
    @Arg('month', () => DateScalar, { description: 'The first day of the month.' }) month: string,
    @Ctx() context: RequestContext,
  ): Promise<MainstreamReport | null> {
    boundsOf(month);
    const id = await monthId(context, month);
    if (!id) return null;
    const now = await segmentsOf(context, id, { mainstream: { eq: true } });
    const previous = await monthId(context, monthAfter(month, -1));
    const segmentIds = now.map(({ segmentId }) => String(segmentId));
    const before = previous ? await segmentsOf(context, previous, { segmentId: { in: segmentIds } }) : [];
    return {
      month: ref(MainstreamMonth, id),
      mainstream: now
        .sort((a, b) => Number(a.rank) - Number(b.rank))
        .map((one) =>
          changeOf(
            before.find(({ segmentId }) => segmentId === one.segmentId),
            one,
          ),
        ),
    };
  }

  @Query(() => MainstreamContinuity, {
    description:
      'How many months in a row all four steps were done: to collect, to update, to analyse, to set the strategy.',
  })
  async mainstreamContinuity(
    @Arg('last', () => Int, { description: `So many months are shown: 0 to ${MAX_MONTHS}.`, defaultValue: 12 })
    last: number,
    @Ctx() context: RequestContext,
  ): Promise<MainstreamContinuity> {
    if (last < 0 || last > MAX_MONTHS)
      throw new RapportError('PAGE_INVALID', `last must be from 0 to ${MAX_MONTHS}.`, { field: 'last' });
    context.access.require(context.catalogue.typeOf(MainstreamMonth), 'read');
    const { months, ...rows } = continuityOf(await analysedMonths(context), new Date().toISOString());
    return { ...rows, months: months.slice(Math.max(0, months.length - last)) };
  }
}

async function monthId(context: RequestContext, month: string): Promise<string | undefined> {
  const [found] = await findRecords(context, MainstreamMonth, { filter: { month: { eq: month } }, fields: ['id'] });
  return found && String(found.id);
}

const FIELDS = ['id', 'segmentId', 'rank', 'customers', 'customerPercent', 'salesPercent', 'traits'];

const segmentsOf = (context: RequestContext, id: string, filter: object) =>
  findRecords(context, MainstreamSegment, { filter: { monthId: { eq: id }, ...filter }, fields: FIELDS });

const described = ({ customers, traits }: Answer): Described => ({
  customers: Number(customers),
  traits: traits as Trait[],
});

function changeOf(before: Answer | undefined, now: Answer): MainstreamChange {
  const points = (name: string) =>
    before?.[name] == null || now[name] == null ? null : Number(now[name]) - Number(before[name]);
  return {
    now: ref(MainstreamSegment, String(now.id)),
    before: before ? ref(MainstreamSegment, String(before.id)) : null,
    customerPoints: points('customerPercent'),
    salesPoints: points('salesPercent'),
    drift: before ? driftOf(described(before), described(now)).slice(0, SHOWN_DRIFT) : [],
  };
}
