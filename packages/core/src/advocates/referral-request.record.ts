import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';
import { Lead } from '../leads/index.ts';

export const ReferralState = enumeration('ReferralRequestState', 'What became of asking somebody to bring others.', {
  ASKED: 'He was asked.',
  BROUGHT: 'He brought somebody.',
  REWARDED: 'He has got what was promised to him.',
  DECLINED: 'He would rather not.',
});
export type ReferralState = EnumerationValue<typeof ReferralState>;

/** That a content customer was asked to bring others, for something in return (L11). */
@Record({
  prefix: 'rfr',
  description: 'That a customer who is content was asked to bring others, and for what in return.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['leadId', '-createdAt', '-id'],
    ['state', '-createdAt', '-id'],
  ],
  commands: [],
  lifeCycle: {
    field: 'state',
    transitions: {
      bring: { description: 'Notes whom he brought.', from: ['ASKED'], to: 'BROUGHT', requires: ['leadId'] },
      reward: { description: 'Notes that he has got what was promised.', from: ['BROUGHT'], to: 'REWARDED' },
      decline: { description: 'Notes that he would rather not.', from: ['ASKED'], to: 'DECLINED' },
    },
  },
  grants: careGrants,
})
export class ReferralRequest extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Who was asked.',
    writable: 'create',
    inverse: { name: 'referralRequests', description: 'When the customer was asked to bring others.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'What he gets for it.', maxLength: 300, writable: 'create' })
  incentive!: string;

  @field.int({ description: 'How likely he recommended us when he was last asked.', writable: 'never' })
  score!: number;

  @belongsTo(() => Lead, {
    description: 'Whom he brought.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'referralRequests', description: 'Who brought him.' },
  })
  lead!: Ref<Lead> | null;

  @field.enum(ReferralState, { description: 'What became of it.', default: 'ASKED', writable: 'never' })
  state!: ReferralState;
}
