import {
  Arg,
  Ctx,
  Field,
  Float,
  ID,
  Int,
  idOf,
  Money,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  uuidOf,
} from '@rapport/sdk';
import { amountOf } from '../common/amounts.ts';
import { readRows } from '../common/rows.ts';
import { EstateBuilding } from '../stock/building.record.ts';
import { EstateLayout } from '../stock/layout.record.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateChannel } from '../visits/channel.record.ts';
import { readMeasures } from './permission.ts';

@ObjectType('EstateSellThrough', { description: 'How much of a building and a layout is sold.', simpleResolvers: true })
export class EstateSellThrough {
  @Field(() => EstateBuilding, { nullable: true, description: 'The building.' })
  building!: RecordRef;

  @Field(() => EstateLayout, { nullable: true, description: 'The layout; missing for units without one.' })
  layout!: RecordRef | null;

  @Field(() => Int, { description: 'Units.' })
  units!: number;

  @Field(() => Int, { description: 'Units that have come on sale.' })
  released!: number;

  @Field(() => Int, { description: 'Units that are subscribed, or further.' })
  sold!: number;

  @Field(() => Float, { nullable: true, description: 'Share of those released that are sold (去化率).' })
  rate!: number | null;
}

@ObjectType('EstatePriceRealisation', { description: 'What was got of the list.', simpleResolvers: true })
export class EstatePriceRealisation {
  @Field(() => EstateLayout, { nullable: true, description: 'The layout; missing for units without one.' })
  layout!: RecordRef | null;

  @Field(() => Int, { description: 'Subscriptions that stand, or became contracts.' })
  deals!: number;

  @Field(() => Money, { description: 'Their prices by the list.' })
  list!: Money;

  @Field(() => Money, { description: 'Their prices.' })
  price!: Money;

  @Field(() => Float, { description: 'Share of the list.' })
  share!: number;
}

@ObjectType('EstateChannelCostRow', { description: 'What contracts by a channel cost.', simpleResolvers: true })
export class EstateChannelCostRow {
  @Field(() => EstateChannel, { nullable: true, description: 'The channel.' })
  channel!: RecordRef;

  @Field(() => Money, { nullable: true, description: 'What it cost; missing where nothing was noted.' })
  cost!: Money | null;

  @Field(() => Int, { description: 'Contracts of customers who first came by it.' })
  contracts!: number;

  @Field(() => Money, { nullable: true, description: 'What each cost, rounded down.' })
  perContract!: Money | null;
}

const SOLD = "('SUBSCRIBED', 'CONTRACTED', 'FILED', 'PAID_UP', 'HANDED_OVER', 'OCCUPIED')";

const SELL_THROUGH = `
select building_id, layout_id, count(*)::int as units, count(*) filter (where state <> 'PLANNED')::int as released,
  count(*) filter (where state in ${SOLD})::int as sold
from estate_unit where tenant_id = $1 and project_id = $2 and deleted_at is null
group by building_id, layout_id order by building_id, layout_id`;

const REALISED = `
select u.layout_id, s.price_currency as currency, count(*)::int as deals, sum(s.list_price_amount)::text as list, sum(s.price_amount)::text as price
from estate_subscription s join estate_unit u on u.tenant_id = s.tenant_id and u.id = s.unit_id
where s.tenant_id = $1 and u.project_id = $2 and s.deleted_at is null and s.state in ('SIGNED', 'PAID', 'CONVERTED')
group by u.layout_id, s.price_currency order by u.layout_id`;

const COSTS = `
with first_visit as (
  select distinct on (v.customer_id) v.customer_id, v.channel_id from estate_visit v
  where v.tenant_id = $1 and v.project_id = $2 and v.deleted_at is null order by v.customer_id, v.arrived_at, v.id),
deals as (
  select f.channel_id, count(*)::int as contracts from first_visit f
  join estate_contract c on c.tenant_id = $1 and c.customer_id = f.customer_id and c.deleted_at is null
    and c.state in ('SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED')
  join estate_unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id and u.project_id = $2
  where f.channel_id is not null group by f.channel_id),
costs as (
  select channel_id, cost_currency as currency, sum(cost_amount) as cost from estate_channel_cost
  where tenant_id = $1 and project_id = $2 and deleted_at is null group by channel_id, cost_currency)
select coalesce(d.channel_id, c.channel_id) as channel_id, coalesce(d.contracts, 0) as contracts, c.currency, c.cost::text
from deals d full join costs c on c.channel_id = d.channel_id order by 1`;

const layoutOf = (uuid: string | null) => (uuid === null ? null : ref(EstateLayout, idOf(EstateLayout, uuid)));

@Resolver()
export class SalesMeasuresResolver {
  @Query(() => [EstateSellThrough], { description: 'How much of each building and layout is sold.' })
  async estateSellThrough(
    @Arg('projectId', () => ID, { description: 'The project.' }) projectId: string,
    @Ctx() context: RequestContext,
  ): Promise<EstateSellThrough[]> {
    context.access.requirePermission(readMeasures);
    interface Row {
      readonly building_id: string;
      readonly layout_id: string | null;
      readonly units: number;
      readonly released: number;
      readonly sold: number;
    }
    const rows = await readRows<Row>(context, SELL_THROUGH, [uuidOf(EstateProject, projectId, 'projectId')]);
    return rows.map(({ building_id, layout_id, ...counts }) => ({
      building: ref(EstateBuilding, idOf(EstateBuilding, building_id)),
      layout: layoutOf(layout_id),
      ...counts,
      rate: counts.released === 0 ? null : counts.sold / counts.released,
    }));
  }

  @Query(() => [EstatePriceRealisation], { description: 'What was got of the prices of the list, by layout.' })
  async estatePriceRealisation(
    @Arg('projectId', () => ID, { description: 'The project.' }) projectId: string,
    @Ctx() context: RequestContext,
  ): Promise<EstatePriceRealisation[]> {
    context.access.requirePermission(readMeasures);
    interface Row {
      readonly layout_id: string | null;
      readonly currency: string;
      readonly deals: number;
      readonly list: string;
      readonly price: string;
    }
    const rows = await readRows<Row>(context, REALISED, [uuidOf(EstateProject, projectId, 'projectId')]);
    return rows.map(({ layout_id, currency, deals, list, price }) => ({
      layout: layoutOf(layout_id),
      deals,
      list: amountOf(BigInt(list), currency),
      price: amountOf(BigInt(price), currency),
      share: Number(price) / Number(list),
    }));
  }

  @Query(() => [EstateChannelCostRow], { description: 'What the contracts of each channel cost.' })
  async estateChannelCostPerContract(
    @Arg('projectId', () => ID, { description: 'The project.' }) projectId: string,
    @Ctx() context: RequestContext,
  ): Promise<EstateChannelCostRow[]> {
    context.access.requirePermission(readMeasures);
    interface Row {
      readonly channel_id: string;
      readonly contracts: number;
      readonly currency: string | null;
      readonly cost: string | null;
    }
    const rows = await readRows<Row>(context, COSTS, [uuidOf(EstateProject, projectId, 'projectId')]);
    return rows.map(({ channel_id, contracts, currency, cost }) => {
      const minor = cost === null || currency === null ? null : BigInt(cost);
      return {
        channel: ref(EstateChannel, idOf(EstateChannel, channel_id)),
        contracts,
        cost: minor === null ? null : amountOf(minor, String(currency)),
        perContract: minor === null || contracts === 0 ? null : amountOf(minor / BigInt(contracts), String(currency)),
      };
    });
  }
}
