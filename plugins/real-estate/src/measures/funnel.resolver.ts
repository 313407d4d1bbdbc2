import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
  Float,
  ID,
  Int,
  idOf,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  User,
  uuidOf,
} from '@rapport/sdk';
import { readRows } from '../common/rows.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateChannel } from '../visits/channel.record.ts';
import { EstateFunnelBy, funnelSql, STAGES, type Stage } from './funnel.ts';
import { readMeasures } from './permission.ts';

@ObjectType('EstateFunnelStep', { description: 'A step of a funnel.', simpleResolvers: true })
export class EstateFunnelStep {
  @Field(() => String, { description: 'visits, returns, intents, subscriptions, contracts or paid.' })
  stage!: Stage;

  @Field(() => Int, { description: 'How many customers came so far.' })
  customers!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Their share of those of the step before; missing where there were none.',
  })
  share!: number | null;

  @Field(() => Float, { nullable: true, description: 'Days from the step before, on average.' })
  days!: number | null;
}

@ObjectType('EstateFunnelRow', { description: 'A funnel of one channel, consultant or week.', simpleResolvers: true })
export class EstateFunnelRow {
  @Field(() => String, {
    description: 'Id of the channel or consultant, or the Monday of the week; `none` where it is not known.',
  })
  key!: string;

  @Field(() => EstateChannel, { nullable: true, description: 'The channel, by CHANNEL.' })
  channel!: RecordRef | null;

  @Field(() => User, { nullable: true, description: 'The consultant, by CONSULTANT.' })
  consultant!: RecordRef | null;

  @Field(() => [EstateFunnelStep], { description: 'Its steps, in order.' })
  steps!: EstateFunnelStep[];
}

const NONE = 'none';

type Row = { readonly key: string } & { readonly [Name in Stage]: number } & {
  readonly [Name in `days_to_${Stage}`]?: number | null;
};

function stepsOf(row: Row): EstateFunnelStep[] {
  return STAGES.map((stage, index) => {
    const before = STAGES[index - 1];
    return {
      stage,
      customers: row[stage],
      share: before === undefined || row[before] === 0 ? null : row[stage] / row[before],
      days: row[`days_to_${stage}`] ?? null,
    };
  });
}

@Resolver()
export class FunnelResolver {
  @Query(() => [EstateFunnelRow], {
    description:
      'How far those came who visited a project for the first time in a period: visit, return, intent, subscription, contract, paid.',
  })
  async estateFunnel(
    @Arg('projectId', () => ID, { description: 'The project.' }) projectId: string,
    @Arg('from', () => DateTimeScalar, { description: 'First visits from this moment on.' }) from: string,
    @Arg('until', () => DateTimeScalar, { description: 'First visits before this moment.' }) until: string,
    @Arg('by', () => EstateFunnelBy, { description: 'By what they are told apart.' }) by: EstateFunnelBy,
    @Ctx() context: RequestContext,
  ): Promise<EstateFunnelRow[]> {
    context.access.requirePermission(readMeasures);
    const text = funnelSql(by);
    const values = [uuidOf(EstateProject, projectId, 'projectId'), from, until, ...(by === 'WEEK' ? [] : [NONE])];
    const rows = await readRows<Row>(context, text, values);
    return rows.map((row) => {
      const record = by === 'CHANNEL' ? EstateChannel : by === 'CONSULTANT' ? User : undefined;
      const id = record && row.key !== NONE ? idOf(record, row.key) : undefined;
      return {
        key: id ?? row.key,
        channel: id && record === EstateChannel ? ref(EstateChannel, id) : null,
        consultant: id && record === User ? ref(User, id) : null,
        steps: stepsOf(row),
      };
    });
  }
}
