import { createHash } from 'node:crypto';
import type { UnitOfWork } from '@rapport/sdk';

/** A campaign that deals its customers their parts. */
export interface DealingCampaign {
  readonly id: string;
  readonly targetList: string;
  /** In hundredths of a percent. */
  readonly holdOut: number;
}

interface Arm {
  readonly id: string;
  readonly weight: number;
  readonly template: string | null;
}

/**
 * Where a customer falls in a campaign, from 0 to 1: the same for ever, and another for each purpose (iM2). It is the first
 * 32 bits of SHA-256 of `<campaign>/<purpose>/<customer>`, all uuids, as a fraction.
 */
export function lotOf(campaign: string, purpose: 'hold-out' | 'arm', customer: string): number {
  const digest = createHash('sha256').update(`${campaign}/${purpose}/${customer}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

const lotSql = (campaign: string, purpose: 'hold-out' | 'arm', customer: string) =>
  `(('x' || left(encode(sha256(convert_to(${campaign}::text || '/${purpose}/' || ${customer}::text, 'UTF8')), 'hex'), 8))::bit(32)::bigint / 4294967296.0::float8)`;

export function armsOf(work: Pick<UnitOfWork, 'run'>, tenantId: number, campaign: string): Promise<Arm[]> {
  return work.run<Arm>({
    text: 'select id, weight, template_id as template from campaign_arm where tenant_id = $1 and campaign_id = $2 and deleted_at is null order by id',
    values: [tenantId, campaign],
  });
}

/**
 * Deals parts to the next customers of the list, in the order of their ids: held out, of an arm by its weight, or one of us.
 * Doing it again deals nobody a second part. Returns how many got one.
 */
export async function dealMembers(work: UnitOfWork, campaign: DealingCampaign, most: number): Promise<number> {
  const { tenant } = work.context;
  const arms = await armsOf(work, tenant.id, campaign.id);
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  const upper = arms.map(({ weight }) => {
    below += weight;
    return below / total;
  });
  const [dealt] = await work.run<{ count: number }>({
    text: `
with next as (
  select e.customer_id, e.origin from target_list_entry e
  where e.tenant_id = $1 and e.target_list_id = $3 and e.excluded_by is null and e.deleted_at is null
    and not exists (select 1 from campaign_member m
      where m.tenant_id = $1 and m.campaign_id = $2 and m.customer_id = e.customer_id and m.deleted_at is null)
  order by e.customer_id limit $4),
drawn as (
  select customer_id, origin = 'SEED' as seed, origin = 'PURCHASED' as purchased,
    origin <> 'SEED' and ${lotSql('$2::uuid', 'hold-out', 'customer_id')} * 10000 < $5 as held_out,
    ${lotSql('$2::uuid', 'arm', 'customer_id')} as lot from next),
dealt as (
  insert into campaign_member (tenant_id, id, campaign_id, customer_id, arm_id, held_out, seed, purchased, decided, dealt_at)
  select $1, gen_random_uuid(), $2, d.customer_id, case when not d.held_out then a.id end, d.held_out, d.seed, d.purchased,
    d.held_out or a.template is null, now()
  from drawn d join lateral (
    select id, template from unnest($6::uuid[], $7::float8[], $8::uuid[]) a(id, upper, template)
    where d.lot < a.upper order by a.upper limit 1) a on true
  on conflict (tenant_id, campaign_id, customer_id) where deleted_at is null do nothing returning 1)
select count(*)::int as count from dealt`,
    values: [
      tenant.id,
      campaign.id,
      campaign.targetList,
      most,
      campaign.holdOut,
      arms.map(({ id }) => id),
      upper,
      arms.map(({ template }) => template),
    ],
  });
  return dealt?.count ?? 0;
}
