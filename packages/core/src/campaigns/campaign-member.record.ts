import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, readGrants } from '../customers/index.ts';
import { Campaign } from './campaign.record.ts';
import { CampaignArm } from './campaign-plan.record.ts';

/** What a customer is in a campaign: of an arm, held out, or one of us (iM2). */
@Record({
  prefix: 'cmm',
  description: 'What a customer is in a campaign: of an arm, held out, or one of us who sees what goes out.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-dealtAt', '-id'],
    ['campaignId', 'decided', 'armId', 'customerId'],
  ],
  unique: [['campaignId', 'customerId']],
  timelines: [{ of: 'customer', at: 'dealtAt' }],
  commands: [],
  grants: readGrants,
})
export class CampaignMember extends RecordBase {
  @belongsTo(() => Campaign, {
    description: 'The campaign.',
    writable: 'never',
    inverse: { name: 'members', description: 'Its customers.' },
  })
  campaign!: Ref<Campaign>;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'campaignMemberships', description: 'Campaigns of which the customer is a part.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => CampaignArm, {
    description: 'His arm; missing where he is held out.',
    nullable: true,
    writable: 'never',
  })
  arm!: Ref<CampaignArm> | null;

  @field.boolean({
    description: 'He gets nothing, and what he does is what the others are measured against.',
    writable: 'never',
  })
  heldOut!: boolean;

  @field.boolean({ description: 'He is one of us, and counts for no result.', writable: 'never' })
  seed!: boolean;

  @field.boolean({ description: 'His address was bought.', writable: 'never' })
  purchased!: boolean;

  @field.boolean({ description: 'It was decided whether he gets a message.', writable: 'never' })
  decided!: boolean;

  @field.instant({ description: 'When he was dealt his part.', writable: 'never' })
  dealtAt!: string;
}
