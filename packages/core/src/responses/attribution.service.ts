import {
  type EnumerationValue,
  enumeration,
  formatMinor,
  idOf,
  type RecordRef,
  type RequestContext,
  ref,
  reject,
} from '@rapport/sdk';
import { Campaign, type CampaignMedium } from '../campaigns/index.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 400;
/** A purchase is shared out in so many parts. */
const PARTS = 10_000;

export const AttributionModel = enumeration('AttributionModel', 'To what a purchase is put down.', {
  FIRST: 'What he responded to first.',
  LAST: 'What he responded to last.',
  LINEAR: 'All that he responded to, each alike.',
  STATED: 'What he said himself; where he said nothing, nothing.',
});
export type AttributionModel = EnumerationValue<typeof AttributionModel>;

/** Purchases of a time, and how far back a response counts. */
export interface AttributionQuestion {
  readonly from: string;
  readonly to: string;
  readonly model: AttributionModel;
  readonly windowDays: number;
}

export interface Attribution {
  readonly campaign: RecordRef | null;
  readonly medium: CampaignMedium | null;
  /** Purchases, those that are shared by their parts. */
  readonly purchases: number;
  readonly revenue: { readonly amount: string; readonly currency: string };
}

/** Which responses of a purchase count, by their place from the first (`nth`), from the last (`nth_last`), and whether they were stated. */
const counts: Readonly<Record<AttributionModel, string>> = {
  FIRST: 'nth = 1',
  LAST: 'nth_last = 1',
  LINEAR: 'true',
  STATED: 'stated',
};

/**
 * To which campaigns and media the purchases of a time are put down. Every purchase is shared out whole: what is left after
 * an even division goes to the earliest responses, one minor unit each; what nobody responded to before is in a row of its own.
 */
export async function attribute(
  { reader, tenant }: Pick<RequestContext, 'reader' | 'tenant'>,
  { from, to, model, windowDays }: AttributionQuestion,
): Promise<Attribution[]> {
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  if (windowDays < 1 || windowDays > 365) reject('windowDays', 'must lie between 1 and 365.');
  const rows = await reader.run<{
    campaign: string | null;
    medium: CampaignMedium | null;
    parts: string;
    minor: string;
    currency: string;
  }>({
    text: `
with bought as (
  select id, customer_id, purchased_at, amount_amount as minor, amount_currency as currency from purchase
  where tenant_id = $1 and purchased_at >= $2 and purchased_at < $3 and deleted_at is null),
touched as (
  select b.id as purchase, r.id, r.campaign_id, r.medium, r.stated, r.responded_at,
    row_number() over (partition by b.id order by r.responded_at, r.id) as nth,
    row_number() over (partition by b.id order by r.responded_at desc, r.id desc) as nth_last
  from bought b join campaign_response r on r.tenant_id = $1 and r.customer_id = b.customer_id and r.deleted_at is null
    and r.responded_at <= b.purchased_at and r.responded_at > b.purchased_at - make_interval(days => $4)),
shared as (
  select *, row_number() over (partition by purchase order by responded_at, id) as place,
    count(*) over (partition by purchase) as sharers
  from touched where ${counts[model]}),
credited as (
  select s.campaign_id, s.medium, b.currency,
    ${share(String(PARTS))} as parts, ${share('b.minor')} as minor
  from bought b left join shared s on s.purchase = b.id)
select campaign_id as campaign, medium, currency, sum(parts)::text as parts, sum(minor)::text as minor
from credited group by 1, 2, 3 order by sum(minor) desc, 1, 2, 3`,
    values: [tenant.id, from, to, windowDays],
  });
  return rows.map(({ campaign, medium, parts, minor, currency }) => ({
    campaign: campaign === null ? null : ref(Campaign, idOf(Campaign, campaign)),
    medium,
    purchases: Number(parts) / PARTS,
    revenue: { amount: formatMinor(BigInt(minor), currency), currency },
  }));
}

/** SQL: the share of one of several in a whole number, so that all shares add up to it; all of it where there is nobody to share with. */
const share = (whole: string) =>
  `case when s.sharers is null then ${whole} else ${whole} / s.sharers
     + case when s.place <= abs(${whole} % s.sharers) then sign(${whole})::bigint else 0 end end`;
