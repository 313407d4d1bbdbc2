import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  type RequestContext,
  Resolver,
  reject,
  uuidOf,
} from '@rapport/sdk';
import { ContentType } from '../messages/index.ts';
import { Campaign } from './campaign.record.ts';
import { readContent } from './permissions.ts';

const MAX_DAYS = 800;
const DAY_MS = 86_400_000;

@ObjectType('ContentCount', { description: 'How often a sort of content reached somebody.', simpleResolvers: true })
export class ContentCount {
  @Field(() => ContentType, { description: 'The sort.' })
  type!: ContentType;

  @Field(() => Int, { description: 'How many messages, or publications.' })
  count!: number;
}

@ObjectType('ContentRatio', {
  description: 'How much of what reached customers through a channel in a month was to sell something.',
  simpleResolvers: true,
})
export class ContentRatio {
  @Field(() => String, { description: 'The channel of messages, or the medium of publications.' })
  channel!: string;

  @Field(() => String, { description: 'The month, as `2026-03`, in UTC.' })
  month!: string;

  @Field(() => Boolean, { description: 'It was published to many; otherwise it was sent to one customer each.' })
  published!: boolean;

  @Field(() => Int, { description: 'What was to sell something.' })
  selling!: number;

  @Field(() => Int, { description: 'What was to talk with customers. Service for what was bought is neither.' })
  communicating!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of the second in both, from 0 to 1; missing where there is neither.',
  })
  communicatingShare!: number | null;

  @Field(() => [ContentCount], { description: 'All of it, by its sort.' })
  counts!: ContentCount[];
}

interface Row {
  readonly channel: string;
  readonly month: string;
  readonly published: boolean;
  readonly type: ContentType;
  readonly count: number;
}

/** Templates from the time before content had a type are taken by their purpose. */
const SQL = `
select channel, month, published, type, count(*)::int as count from (
  select m.channel, to_char(m.decided_at at time zone 'UTC', 'YYYY-MM') as month, false as published,
    coalesce(t.content_type, case t.purpose when 'MARKETING' then 'SELLING' else 'SERVICE' end) as type
  from message m join message_template t on t.tenant_id = $1 and t.id = m.template_id
  where m.tenant_id = $1 and m.decided_at >= $2 and m.decided_at < $3 and m.sent_at is not null and m.deleted_at is null
    and ($4::text is null or m.source = $4)
  union all
  select s.medium, to_char(s.done_on, 'YYYY-MM'), true, s.content_type from campaign_step s
  where s.tenant_id = $1 and s.content_type is not null and s.done_on >= ($2::timestamptz at time zone 'UTC')::date
    and s.done_on < ($3::timestamptz at time zone 'UTC')::date and s.deleted_at is null
    and ($5::uuid is null or s.campaign_id = $5)) c
group by 1, 2, 3, 4 order by 2, 1, 3, 4`;

/** Whether we talk with customers or only sell to them (L14). */
@Resolver()
export class ContentRatioResolver {
  @Query(() => [ContentRatio], {
    description:
      'How much of what reached customers was to talk with them, and how much to sell, by channel and month: messages that were sent, by when they were decided, and steps of campaigns that publish content, by when they were done. It needs the permission campaigns.readContent.',
  })
  async contentRatio(
    @Arg('from', () => DateTimeScalar, { description: 'From this instant on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until before this one; at most 800 days.' }) to: string,
    @Arg('campaignId', () => ID, { nullable: true, description: 'Only of this campaign.' }) campaignId:
      | string
      | null
      | undefined,
    @Ctx() context: RequestContext,
  ): Promise<ContentRatio[]> {
    context.access.requirePermission(readContent);
    const length = Date.parse(to) - Date.parse(from);
    if (length <= 0) reject('to', 'must be later than from.');
    if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
    const campaign = campaignId == null ? null : uuidOf(Campaign, campaignId, 'campaignId');
    const rows = await context.reader.run<Row>({
      text: SQL,
      values: [context.tenant.id, from, to, campaignId ?? null, campaign],
    });
    const groups = Map.groupBy(rows, ({ channel, month, published }) => `${month}/${channel}/${published}`);
    return [...groups.values()].map(ratioOf);
  }
}

function ratioOf(rows: readonly Row[]): ContentRatio {
  const [{ channel, month, published }] = rows as [Row];
  const sum = (counts: (type: ContentType) => boolean) =>
    rows.filter(({ type }) => counts(type)).reduce((total, { count }) => total + count, 0);
  const selling = sum((type) => type === 'SELLING');
  const communicating = sum((type) => type !== 'SELLING' && type !== 'SERVICE');
  const both = selling + communicating;
  return {
    ...{ channel, month, published, selling, communicating },
    communicatingShare: both === 0 ? null : communicating / both,
    counts: rows.map(({ type, count }) => ({ type, count })),
  };
}
