import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';

export const MarketingAssetKind = enumeration('MarketingAssetKind', 'What an entry of the encyclopedia is about.', {
  PRODUCT: 'What a product is and does, and for whom.',
  PRICE: 'What it costs, and what may be given off.',
  COMPETITOR: 'A competitor: his site, his offers, strengths and weaknesses.',
  CUSTOMER_INSIGHT: 'What we learned of customers.',
  MARKET_INSIGHT: 'What we learned of the market, and where it goes.',
  ARGUMENT: 'What to say, and what to answer.',
});
export type MarketingAssetKind = EnumerationValue<typeof MarketingAssetKind>;

export const MarketingAssetAudience = enumeration('MarketingAssetAudience', 'Who may be told.', {
  INTERNAL: 'Nobody outside the house.',
  PARTNERS: 'Partners too.',
  CUSTOMERS: 'Everybody: it may be quoted.',
});
export type MarketingAssetAudience = EnumerationValue<typeof MarketingAssetAudience>;

export const MarketingAssetState = enumeration('MarketingAssetState', 'How far an entry is.', {
  DRAFT: 'It is being written.',
  PUBLISHED: 'It holds, from its first day to its last.',
  RETIRED: 'It no longer holds.',
});
export type MarketingAssetState = EnumerationValue<typeof MarketingAssetState>;

/** What everybody in the house should know of products, prices and competitors, and say alike (L5, L15, L16). */
@Record({
  prefix: 'mka',
  description:
    'An entry of the marketing encyclopedia: what is known of a product, a price, a competitor or customers, how long it holds, and who may be told. What was published never changes: a revision takes its place.',
  supersededBy: 'supersededBy',
  indexes: [
    ['kind', 'subject', '-validFrom', '-id'],
    ['state', 'validUntil', 'id'],
    ['revisesId', '-createdAt', '-id'],
    ['ownerId', '-createdAt', '-id'],
  ],
  windows: [
    {
      from: 'validFrom',
      until: 'validUntil',
      exclusive: { by: ['subject'], when: { kind: ['PRICE'], state: ['PUBLISHED'] } },
    },
  ],
  search: { fields: { title: 'name', subject: 'name', keywords: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      publish: {
        description: 'Lets it hold. A revision takes the place of what it revises.',
        from: ['DRAFT'],
        to: 'PUBLISHED',
      },
      retire: { description: 'Notes that it no longer holds.', from: ['PUBLISHED'], to: 'RETIRED' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    marketer: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class MarketingAsset extends RecordBase {
  @field.enum(MarketingAssetKind, { description: 'What it is about.' })
  kind!: MarketingAssetKind;

  @field.text({ description: 'The product, competitor or group of customers.', maxLength: 200 })
  subject!: string;

  @field.text({ description: 'What it says, in a line.', maxLength: 300 })
  title!: string;

  @field.longText({ description: 'All of it.', maxLength: 20_000 })
  body!: string;

  @field.text({ description: 'Words by which it should be found.', maxLength: 300, nullable: true })
  keywords!: string | null;

  @field.longText({
    description: 'What a competitor, or a product, is better at than others.',
    maxLength: 4_000,
    nullable: true,
  })
  strengths!: string | null;

  @field.longText({ description: 'What it is worse at.', maxLength: 4_000, nullable: true })
  weaknesses!: string | null;

  @field.money({ description: 'The price; of PRICE.', nullable: true })
  price!: { amount: string; currency: string } | null;

  @field.text({ description: 'How we know: the page, the test, the survey.', maxLength: 500, nullable: true })
  source!: string | null;

  @field.enum(MarketingAssetAudience, { description: 'Who may be told.', default: 'INTERNAL' })
  audience!: MarketingAssetAudience;

  @field.date({ description: 'First day on which it holds; open when missing.', nullable: true })
  validFrom!: string | null;

  @field.date({ description: 'First day on which it no longer holds; open when missing.', nullable: true })
  validUntil!: string | null;

  @field.enum(MarketingAssetState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: MarketingAssetState;

  @field.int({ description: 'Number of the revision.', default: 1, writable: 'never' })
  edition!: number;

  @belongsTo(() => MarketingAsset, {
    description: 'What it revises.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'revisions', description: 'What is to take its place, or took it.' },
  })
  revises!: Ref<MarketingAsset> | null;

  @belongsTo(() => MarketingAsset, {
    description: 'The revision that took its place.',
    nullable: true,
    writable: 'never',
  })
  supersededBy!: Ref<MarketingAsset> | null;

  @belongsTo(() => User, {
    description: 'Who answers for it.',
    nullable: true,
    orActor: true,
    inverse: { name: 'marketingAssets', description: 'Entries for which the user answers.' },
  })
  owner!: Ref<User> | null;
}
