import { Customer } from '@rapport/core';
import {
  Arg,
  Ctx,
  Field,
  Float,
  findRecords,
  ID,
  idOf,
  ObjectType,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  uuidOf,
} from '@rapport/sdk';
import { readRows } from '../common/rows.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { bestFits, type Candidate, type Wanted } from './unit-fit.ts';

@ObjectType('EstateFitTerm', { description: 'What speaks for a unit.', simpleResolvers: true })
export class EstateFitTerm {
  @Field(() => String, { description: 'budget, bedrooms, area, facing, height or wish.' })
  name!: string;

  @Field(() => Float, { description: 'Points that it brings.' })
  points!: number;

  @Field(() => Float, { description: 'Points that it could bring.' })
  of!: number;
}

@ObjectType('EstateUnitFit', { description: 'How well a unit fits what somebody looks for.', simpleResolvers: true })
export class EstateUnitFit {
  @Field(() => EstateUnit, { nullable: true, description: 'The unit.' })
  unit!: RecordRef;

  @Field(() => Float, { description: 'From 0 to 100: the sum of the points.' })
  value!: number;

  @Field(() => [EstateFitTerm], { description: 'What it is made of.' })
  terms!: EstateFitTerm[];
}

const BEST = 10;
/** Units that are looked at. */
const MAX_UNITS = 5_000;

interface WantedRow {
  readonly budget_from: string | null;
  readonly budget_until: string | null;
  readonly currency: string | null;
  readonly bedrooms_from: number | null;
  readonly bedrooms_until: number | null;
  readonly area_from: string | null;
  readonly area_until: string | null;
}

const WANTED = `
select budget_from_amount::text as budget_from, budget_until_amount::text as budget_until,
  coalesce(budget_until_currency, budget_from_currency) as currency, bedrooms_from, bedrooms_until,
  area_from::text, area_until::text
from real_estate_customer where tenant_id = $1 and id = $2`;

interface UnitRow {
  readonly id: string;
  readonly price: string | null;
  readonly currency: string | null;
  readonly bedrooms: number | null;
  readonly area: string;
  readonly facing: string | null;
  readonly level: number;
  readonly wished: boolean;
}

/** Units on sale, and those whose hold is over. */
const UNITS = `
select u.id, u.list_price_amount::text as price, u.list_price_currency as currency, l.bedrooms_total as bedrooms,
  u.building_area_total::text as area, u.direction_faces as facing, f.level, w.unit_id is not null as wished
from estate_unit u
join estate_floor f on f.tenant_id = u.tenant_id and f.id = u.floor_id
left join estate_layout l on l.tenant_id = u.tenant_id and l.id = u.layout_id
left join (
  select distinct w.unit_id from estate_wish w
  join estate_intent i on i.tenant_id = w.tenant_id and i.id = w.intent_id and i.customer_id = $3
  where w.tenant_id = $1 and w.deleted_at is null) w on w.unit_id = u.id
where u.tenant_id = $1 and u.deleted_at is null and ($2::uuid is null or u.project_id = $2)
  and (u.state = 'AVAILABLE' or u.state = 'HELD' and u.held_until <= now())
order by u.id limit ${MAX_UNITS}`;

const wantedOf = (row: WantedRow | undefined): Wanted => ({
  budgetFrom: row?.budget_from == null ? null : BigInt(row.budget_from),
  budgetUntil: row?.budget_until == null ? null : BigInt(row.budget_until),
  currency: row?.currency ?? null,
  bedroomsFrom: row?.bedrooms_from ?? null,
  bedroomsUntil: row?.bedrooms_until ?? null,
  areaFrom: row?.area_from == null ? null : Number(row.area_from),
  areaUntil: row?.area_until == null ? null : Number(row.area_until),
});

const candidateOf = ({ price, area, ...row }: UnitRow): Candidate => ({
  ...row,
  price: price === null ? null : BigInt(price),
  area: Number(area),
});

@Resolver()
export class UnitFitResolver {
  @Query(() => [EstateUnitFit], {
    description: 'The ten units on sale that fit best what a customer looks for, with what speaks for each.',
  })
  async estateUnitFits(
    @Arg('customerId', () => ID, { description: 'Who looks for a home.' }) customerId: string,
    @Arg('projectId', () => ID, { nullable: true, description: 'Only in this project.' }) projectId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<EstateUnitFit[]> {
    const { reader, access, catalogue } = context;
    const [seen] = await findRecords({ reader, access, catalogue }, Customer, {
      filter: { id: { eq: customerId } },
      fields: ['id'],
      first: 1,
    });
    if (!seen) throw new RapportError('NOT_FOUND', 'customerId: there is no such Customer.', { field: 'customerId' });
    const customer = uuidOf(Customer, customerId);
    const project = projectId ? uuidOf(EstateProject, projectId, 'projectId') : null;
    const [wanted] = await readRows<WantedRow>(context, WANTED, [customer]);
    const units = await readRows<UnitRow>(context, UNITS, [project, customer]);
    return bestFits(wantedOf(wanted), units.map(candidateOf), BEST).map(({ id, value, terms }) => ({
      unit: ref(EstateUnit, idOf(EstateUnit, id)),
      value,
      terms: [...terms],
    }));
  }
}
