import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateUnit } from '../stock/unit.record.ts';

export const EstateIntentState = enumeration('EstateIntentState', 'How far an intent is.', {
  REGISTERED: 'Written down.',
  PAID: 'The deposit is paid.',
  RANKED: 'It has a rank among the others.',
  CONVERTED: 'It became a subscription.',
  REFUNDED: 'The deposit was paid back.',
  EXPIRED: 'Its time is over.',
});
export type EstateIntentState = EnumerationValue<typeof EstateIntentState>;

/** A purchase intent with a deposit. RESO has none: it is an extension. */
@Record({
  prefix: 'rein',
  description: 'A purchase intent with a deposit and a rank (認籌). RESO has no such thing.',
  ownership: { owner: 'consultant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['projectId', '-createdAt', '-id'],
    ['projectId', 'rank', 'id'],
    ['customerId', '-createdAt', '-id'],
    ['consultantId', '-createdAt', '-id'],
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      pay: { description: 'Notes that the deposit is paid.', from: ['REGISTERED'], to: 'PAID', takes: ['paidAt'] },
      rank: { description: 'Gives it a rank.', from: ['PAID'], to: 'RANKED', requires: ['rank'] },
      convert: { description: 'It became a subscription.', from: ['PAID', 'RANKED'], to: 'CONVERTED', byCode: true },
      refund: { description: 'Pays the deposit back, with a reason.', from: ['PAID', 'RANKED'], to: 'REFUNDED' },
      expire: { description: 'Its time is over.', from: ['REGISTERED', 'PAID', 'RANKED'], to: 'EXPIRED' },
    },
  },
  grants: saleGrants,
})
export class EstateIntent extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'intents', description: 'Who wants to buy.' },
  })
  project!: Ref<EstateProject>;

  @belongsTo(() => Customer, {
    description: 'Who wants to buy.',
    writable: 'create',
    inverse: { name: 'estateIntents', description: 'What the customer wants to buy.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'The consultant; whoever creates it unless somebody is given.',
    nullable: true,
    orActor: true,
    inverse: { name: 'estateIntents', description: 'Intents of his customers.' },
  })
  consultant!: Ref<User> | null;

  @field.enum(EstateIntentState, { description: 'How far it is.', default: 'REGISTERED', writable: 'never' })
  state!: EstateIntentState;

  @field.money({ description: 'The deposit (誠意金).' })
  deposit!: { amount: string; currency: string };

  @field.instant({ description: 'When it was paid.', nullable: true, writable: 'never' })
  paidAt!: string | null;

  @field.int({ description: 'Its rank among the others; 1 comes first.', nullable: true, min: 1, writable: 'never' })
  rank!: number | null;
}

/** A unit that somebody wishes for, in the order of his wishes. */
@Record({
  prefix: 'rewi',
  description: 'A unit that somebody with a purchase intent wishes for.',
  ownership: { through: 'intent' },
  indexes: [
    ['intentId', '-createdAt', '-id'],
    ['unitId', '-createdAt', '-id'],
  ],
  unique: [['intentId', 'unitId']],
  grants: { ...saleGrants, seller: { ...saleGrants.seller, delete: 'own' } },
})
export class EstateWish extends RecordBase {
  @belongsTo(() => EstateIntent, {
    description: 'The intent.',
    writable: 'create',
    inverse: { name: 'wishes', description: 'Units that are wished for.' },
  })
  intent!: Ref<EstateIntent>;

  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'create',
    inverse: { name: 'wishes', description: 'Who wishes for it.' },
  })
  unit!: Ref<EstateUnit>;

  @field.int({ description: 'Which wish it is; 1 is the first.', min: 1, max: 50 })
  rank!: number;
}
