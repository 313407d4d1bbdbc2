import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Campaign, CampaignMedium } from '../campaigns/index.ts';
import { Customer } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { Lead } from '../leads/index.ts';

export const ResponseKind = enumeration('ResponseKind', 'What somebody did.', {
  NOTICED: 'He said that he saw or heard it.',
  CLICKED: 'He followed a link.',
  REPLIED: 'He answered.',
  ASKED: 'He asked about it.',
  CAME: 'He came in, or to a fair.',
  SIGNED_UP: 'He left his name.',
});
export type ResponseKind = EnumerationValue<typeof ResponseKind>;

export const DesireOrigin = enumeration('DesireOrigin', 'Where a wish comes from.', {
  OWN_NEED: 'He needs it, whatever we say.',
  OUR_INFLUENCE: 'We woke it.',
});
export type DesireOrigin = EnumerationValue<typeof DesireOrigin>;

/** What somebody did because something of us had reached him, and through which medium (L7, L13). */
@Record({
  prefix: 'crs',
  description: 'What somebody did because something of ours had reached him, and through which medium it had.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'respondedAt' }],
  indexes: [
    ['customerId', '-respondedAt', '-id'],
    ['campaignId', 'kind', '-respondedAt', '-id'],
    ['medium', '-respondedAt', '-id'],
    ['interactionId', '-respondedAt', '-id'],
    ['leadId', '-respondedAt', '-id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    marketer: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class CampaignResponse extends RecordBase {
  @belongsTo(() => Campaign, {
    description: 'The campaign, if it is known.',
    nullable: true,
    inverse: { name: 'responses', description: 'Who responded to it.' },
  })
  campaign!: Ref<Campaign> | null;

  @field.enum(CampaignMedium, { description: 'Through what it had reached him.' })
  medium!: CampaignMedium;

  @field.text({ description: 'Which one: the station, the paper, the site.', maxLength: 200, nullable: true })
  mediumName!: string | null;

  @field.enum(ResponseKind, { description: 'What he did.' })
  kind!: ResponseKind;

  @field.instant({ description: 'When.', order: true })
  respondedAt!: string;

  @belongsTo(() => Customer, {
    description: 'Who, if he is known.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'campaignResponses', description: 'To what the customer responded.' },
  })
  customer!: Ref<Customer> | null;

  @field.int({
    description: 'How many; more than one where they are counted or estimated, and not known.',
    min: 1,
    default: 1,
  })
  people!: number;

  @field.boolean({ description: 'He said himself that this is why he bought, or wants to.', default: false })
  stated!: boolean;

  @field.enum(DesireOrigin, { description: 'Where his wish comes from, as he said.', nullable: true })
  desire!: DesireOrigin | null;

  @belongsTo(() => Interaction, {
    description: 'The interaction in which he responded.',
    nullable: true,
    inverse: { name: 'campaignResponses', description: 'To what the customer responded in it.' },
  })
  interaction!: Ref<Interaction> | null;

  @belongsTo(() => Lead, {
    description: 'The lead that came of it.',
    nullable: true,
    inverse: { name: 'campaignResponses', description: 'To what he responded.' },
  })
  lead!: Ref<Lead> | null;
}
