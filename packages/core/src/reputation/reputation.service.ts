import type { RequestContext } from '@rapport/sdk';
import { type Estimate, netPromoterScore, shareOf } from '../statistics/index.ts';
import type { ReputationLevel } from './reputation-level.ts';

/** Fewer would be recognised in what is told of them, and say little. */
const LEAST_RATINGS = 5;

export interface Ratings {
  readonly count: number;
  readonly content: Estimate | null;
  readonly byScore: readonly { readonly score: number; readonly count: number }[];
}

export interface Reputation {
  readonly level: ReputationLevel;
  readonly ratings: Ratings;
  readonly recommendations: number;
  readonly recommendation: Estimate | null;
  readonly advocates: number;
}

/** Customers who agreed that what they say of us is shown to others, and may still be counted. */
const PUBLIC = `
select c.id, c.lifecycle_state from consent n
join customer c on c.tenant_id = $1 and c.id = n.customer_id and c.deleted_at is null
where n.tenant_id = $1 and n.purpose = 'PUBLICATION' and n.state = 'GRANTED' and n.lawful_basis = 'CONSENT'
  and n.channel is null and n.contact_point_id is null
  and (n.expires_at is null or n.expires_at > now()) and n.deleted_at is null`;

interface Answered {
  readonly kind: 'SATISFACTION' | 'RECOMMENDATION';
  readonly score: number;
  readonly count: number;
}

/** Of each customer what he said last counts, so that nobody counts twice (L12). */
const SQL = `
with speaker as (${PUBLIC}),
said as (
  select distinct on (a.customer_id, a.kind) a.kind, a.score from speaker s
  join survey_answer a on a.tenant_id = $1 and a.customer_id = s.id and a.kind in ('SATISFACTION', 'RECOMMENDATION')
    and a.score is not null and not a.known and a.deleted_at is null
  join survey_invitation i on i.tenant_id = $1 and i.id = a.invitation_id
  left join purchase p on p.tenant_id = $1 and p.id = i.purchase_id
  where $2::text is null or p.product = $2
  order by a.customer_id, a.kind, a.created_at desc, a.id desc)
select kind, score, count(*)::int as count from said group by 1, 2 order by 1, 2`;

export async function reputationOf(
  { reader, tenant }: Pick<RequestContext, 'reader' | 'tenant'>,
  product: string | null,
): Promise<Reputation> {
  const rows = await reader.run<Answered>({ text: SQL, values: [tenant.id, product] });
  const [speaking] = await reader.run<{ advocates: number }>({
    text: `select count(*) filter (where lifecycle_state = 'ADVOCATE')::int as advocates from (${PUBLIC}) s`,
    values: [tenant.id],
  });
  const among = (kind: Answered['kind'], from: number, to: number) =>
    rows
      .filter((row) => row.kind === kind && row.score >= from && row.score <= to)
      .reduce((sum, { count }) => sum + count, 0);
  const [ratings, recommendations] = [among('SATISFACTION', 1, 5), among('RECOMMENDATION', 0, 10)];
  const isEnough = ratings >= LEAST_RATINGS;
  const content = isEnough ? (shareOf(among('SATISFACTION', 4, 5), ratings) ?? null) : null;
  const advocates = speaking?.advocates ?? 0;
  return {
    level: levelOf(content),
    ratings: {
      count: ratings,
      content,
      byScore: isEnough ? [1, 2, 3, 4, 5].map((score) => ({ score, count: among('SATISFACTION', score, score) })) : [],
    },
    recommendations,
    recommendation:
      recommendations >= LEAST_RATINGS
        ? (netPromoterScore(among('RECOMMENDATION', 9, 10), among('RECOMMENDATION', 0, 6), recommendations) ?? null)
        : null,
    advocates: advocates >= LEAST_RATINGS ? advocates : 0,
  };
}

/** By the lower end of the interval: a few good ratings are no great reputation. */
function levelOf(content: Estimate | null): ReputationLevel {
  if (!content) return 'NEW';
  if (content.low >= 0.85) return 'OUTSTANDING';
  if (content.low >= 0.7) return 'TRUSTED';
  return content.low >= 0.5 ? 'GOOD' : 'KNOWN';
}
