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
  uuidOf,
} from '@rapport/sdk';
import { EstateTouchPoint } from '../after-sale/club.record.ts';
import { EstateContractor } from '../after-sale/defect.record.ts';
import { readRows } from '../common/rows.ts';
import { EstateProject } from '../stock/project.record.ts';
import { readMeasures } from './permission.ts';

@ObjectType('EstateDefectRate', { description: 'What a contractor has to repair.', simpleResolvers: true })
export class EstateDefectRate {
  @Field(() => EstateContractor, { nullable: true, description: 'The contractor.' })
  contractor!: RecordRef;

  @Field(() => Int, { description: 'Defects that were given to him.' })
  defects!: number;

  @Field(() => Int, { description: 'Those of them that are closed.' })
  closed!: number;

  @Field(() => Int, { description: 'Those of them that are overdue now.' })
  overdue!: number;

  @Field(() => Float, { nullable: true, description: 'Defects for each unit that was handed over in the time.' })
  perUnit!: number | null;
}

@ObjectType('EstateSatisfaction', { description: 'How satisfied owners are at a touch point.', simpleResolvers: true })
export class EstateSatisfaction {
  @Field(() => EstateTouchPoint, { description: 'The touch point.' })
  touchPoint!: EstateTouchPoint;

  @Field(() => Int, { description: 'How many were asked.' })
  asked!: number;

  @Field(() => Int, { description: 'How many answered.' })
  answered!: number;

  @Field(() => Float, { nullable: true, description: 'Their average, from 1 to 5.' })
  average!: number | null;

  @Field(() => Float, { nullable: true, description: 'Share of the answers that were 4 or 5.' })
  satisfied!: number | null;
}

const DEFECTS = `
with units as (
  select count(distinct h.unit_id)::int as count from estate_handover h
  where h.tenant_id = $1 and h.state = 'ACCEPTED' and h.deleted_at is null and h.accepted_on >= $2::timestamptz::date and h.accepted_on < $3::timestamptz::date)
select d.contractor_id, count(*)::int as defects, count(*) filter (where d.state = 'CLOSED')::int as closed,
  count(*) filter (where d.state in ('DISPATCHED', 'REPAIRING') and d.due_on < current_date)::int as overdue,
  (select count from units) as units
from estate_defect d
where d.tenant_id = $1 and d.contractor_id is not null and d.deleted_at is null and d.reported_at >= $2 and d.reported_at < $3
group by d.contractor_id order by defects desc, d.contractor_id`;

const SATISFACTION = `
select touch_point, count(*)::int as asked, count(score)::int as answered, avg(score)::float8 as average,
  (count(*) filter (where score >= 4))::float8 / nullif(count(score), 0) as satisfied
from estate_survey where tenant_id = $1 and deleted_at is null and ($2::uuid is null or project_id = $2)
  and created_at >= $3 and created_at < $4
group by touch_point order by touch_point`;

@Resolver()
export class CareMeasuresResolver {
  @Query(() => [EstateDefectRate], { description: 'What contractors have to repair, those with most first.' })
  async estateDefectRates(
    @Arg('from', () => DateTimeScalar, { description: 'Reported from this moment on.' }) from: string,
    @Arg('until', () => DateTimeScalar, { description: 'Reported before this moment.' }) until: string,
    @Ctx() context: RequestContext,
  ): Promise<EstateDefectRate[]> {
    context.access.requirePermission(readMeasures);
    interface Row {
      readonly contractor_id: string;
      readonly defects: number;
      readonly closed: number;
      readonly overdue: number;
      readonly units: number;
    }
    const rows = await readRows<Row>(context, DEFECTS, [from, until]);
    return rows.map(({ contractor_id, units, ...counts }) => ({
      contractor: ref(EstateContractor, idOf(EstateContractor, contractor_id)),
      ...counts,
      perUnit: units === 0 ? null : counts.defects / units,
    }));
  }

  @Query(() => [EstateSatisfaction], { description: 'How satisfied owners are, by touch point.' })
  async estateSatisfaction(
    @Arg('from', () => DateTimeScalar, { description: 'Asked from this moment on.' }) from: string,
    @Arg('until', () => DateTimeScalar, { description: 'Asked before this moment.' }) until: string,
    @Arg('projectId', () => ID, { nullable: true, description: 'Only of this project.' }) projectId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<EstateSatisfaction[]> {
    context.access.requirePermission(readMeasures);
    type Row = Omit<EstateSatisfaction, 'touchPoint'> & { readonly touch_point: EstateTouchPoint };
    const project = projectId ? uuidOf(EstateProject, projectId, 'projectId') : null;
    const rows = await readRows<Row>(context, SATISFACTION, [project, from, until]);
    return rows.map(({ touch_point, ...measures }) => ({ touchPoint: touch_point, ...measures }));
  }
}
