import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants, stockGrants } from '../common/grants.ts';
import { rules } from '../rules.ts';
import { EstateProject } from '../stock/project.record.ts';

export const EstateChannelKind = enumeration('EstateChannelKind', 'What a channel is.', {
  OWN: 'Our own house.',
  ONLINE: 'The net.',
  ADVERTISEMENT: 'Advertising.',
  BROKER: 'Brokers (分銷).',
  REFERRAL: 'Owners who refer others (老帶新).',
});
export type EstateChannelKind = EnumerationValue<typeof EstateChannelKind>;

/** A way by which visitors come. */
@Record({
  prefix: 'renl',
  description: 'A way by which visitors come (渠道).',
  unique: [['name']],
  grants: stockGrants,
})
export class EstateChannel extends RecordBase {
  @field.text({ description: 'Its name.', maxLength: 100, order: true })
  name!: string;

  @field.enum(EstateChannelKind, { description: 'What it is.' })
  kind!: EstateChannelKind;
}

/** What a channel cost in a month. */
@Record({
  prefix: 'rect',
  description: 'What a channel cost a project in a month.',
  indexes: [
    ['channelId', '-createdAt', '-id'],
    ['projectId', 'month', 'id'],
  ],
  unique: [['channelId', 'projectId', 'month']],
  grants: { ...stockGrants, seller: {}, service: {} },
})
export class EstateChannelCost extends RecordBase {
  @belongsTo(() => EstateChannel, {
    description: 'The channel.',
    writable: 'create',
    inverse: { name: 'costs', description: 'What it cost.' },
  })
  channel!: Ref<EstateChannel>;

  @belongsTo(() => EstateProject, { description: 'The project.', writable: 'create' })
  project!: Ref<EstateProject>;

  @field.date({ description: 'First day of the month.' })
  month!: string;

  @field.money({ description: 'What it cost.' })
  cost!: { amount: string; currency: string };
}

export const EstateVerdict = enumeration('EstateVerdict', 'What was found of a channel claim.', {
  REGISTERED: 'Nothing yet.',
  VALID: "The customer is the channel's, until the protection ends.",
  INVALID: "The customer is not the channel's.",
  APPEALED: 'The channel disagrees.',
});
export type EstateVerdict = EnumerationValue<typeof EstateVerdict>;

/** A channel says that a customer came by it (判客). In a period of protection, one such claim is valid in a project (iH6). */
@Record({
  prefix: 'recc',
  description: 'The claim of a channel that a customer came by it, with its proof and one verdict (判客).',
  ownership: { through: 'customer' },
  indexes: [
    ['channelId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['projectId', 'verdict', '-createdAt', '-id'],
  ],
  windows: [
    {
      from: 'registeredAt',
      until: 'protectedUntil',
      exclusive: { by: ['projectId', 'customerId'], when: { verdict: ['VALID'] }, rule: rules.CHANNEL_CLAIM_TAKEN },
    },
  ],
  lifeCycle: {
    field: 'verdict',
    transitions: {
      uphold: {
        description: 'Finds it valid, by its proof and with reasons: the customer is protected.',
        from: ['REGISTERED', 'APPEALED'],
        to: 'VALID',
        requires: ['reasons'],
      },
      dismiss: {
        description: 'Finds it invalid, with reasons.',
        from: ['REGISTERED', 'APPEALED'],
        to: 'INVALID',
        requires: ['reasons'],
      },
      appeal: {
        description: 'The channel disagrees, once, with what speaks for it.',
        from: ['INVALID'],
        to: 'APPEALED',
        requires: ['appeal'],
      },
    },
  },
  grants: { ...saleGrants, seller: { read: 'own', create: 'own' } },
})
export class EstateChannelClaim extends RecordBase {
  @belongsTo(() => EstateProject, { description: 'The project.', writable: 'create' })
  project!: Ref<EstateProject>;

  @belongsTo(() => EstateChannel, {
    description: 'Who claims.',
    writable: 'create',
    inverse: { name: 'claims', description: 'Customers that it claims.' },
  })
  channel!: Ref<EstateChannel>;

  @belongsTo(() => Customer, {
    description: 'Whom.',
    writable: 'create',
    inverse: { name: 'estateChannelClaims', description: 'Channels that claim the customer.' },
  })
  customer!: Ref<Customer>;

  @field.instant({ description: 'When the channel registered the customer.', writable: 'never' })
  registeredAt!: string;

  @field.instant({ description: 'Until when the customer is protected, as the project says.', writable: 'never' })
  protectedUntil!: string;

  @field.text({
    description: 'What proves it: the registration, a photo, a record of a call.',
    maxLength: 500,
    nullable: true,
  })
  proof!: string | null;

  @field.enum(EstateVerdict, { description: 'What was found.', default: 'REGISTERED', writable: 'never' })
  verdict!: EstateVerdict;

  @field.text({ description: 'Why it was found so.', maxLength: 1_000, nullable: true, writable: 'never' })
  reasons!: string | null;

  @field.text({
    description: 'What the channel says against the verdict.',
    maxLength: 1_000,
    nullable: true,
    writable: 'never',
  })
  appeal!: string | null;

  @belongsTo(() => User, { description: 'Who judged it.', nullable: true, writable: 'never' })
  judge!: Ref<User> | null;
}
