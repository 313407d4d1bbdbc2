import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction, InteractionChannel, InteractionOutcome } from '../interactions/index.ts';
import { Asset } from './asset.record.ts';
import { CareOccasion, CareRule } from './care-rule.record.ts';
import { MaintenancePlan } from './maintenance-plan.record.ts';

/** Characters of what we say: room for a rule's message and the names that are filled in. */
export const MAX_MESSAGE = 2_500;

export const CareContactState = enumeration('CareContactState', 'How far a proactive contact is.', {
  PLANNED: 'To be made.',
  MADE: 'We contacted the customer; the interaction is logged.',
  CANCELED: 'Not made, for a reason.',
});
export type CareContactState = EnumerationValue<typeof CareContactState>;

/**
 * A contact that we open for the sake of a customer's asset (O1, O8). Its purpose is service and nothing else: it has a
 * queue of its own, asks for the consent to service alone, and may not sell (F7).
 */
@Record({
  prefix: 'cct',
  description:
    'A contact that we open for the sake of an asset of the customer. It serves and never sells: it rests on the consent to service, not on that to marketing.',
  ownership: { through: 'customer' },
  timelines: [
    { of: 'customer', at: 'createdAt' },
    { of: 'asset', at: 'createdAt' },
  ],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['assetId', '-createdAt', '-id'],
    ['planId', '-createdAt', '-id'],
    ['state', 'dueOn', 'id'],
  ],
  unique: [['ruleId', 'occurrence']],
  commands: ['update'],
  lifeCycle: {
    field: 'state',
    transitions: {
      make: {
        description:
          'Notes that we contacted the customer. It logs the interaction. CONTACT_REFUSED where he does not want it.',
        from: ['PLANNED'],
        to: 'MADE',
        takes: ['note'],
        requires: ['outcome'],
      },
      cancel: { description: 'Calls it off, with a reason.', from: ['PLANNED'], to: 'CANCELED' },
    },
  },
  grants: {
    manager: { read: 'all', update: 'all' },
    seller: { read: 'own', update: 'own' },
    service: { read: 'all', update: 'all' },
    analyst: { read: 'all', deny: { read: ['note'] } },
    automation: { read: 'all', update: 'all' },
  },
})
export class CareContact extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whom we contact.',
    writable: 'never',
    inverse: { name: 'careContacts', description: 'Contacts that we open for the sake of his assets.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => Asset, {
    description: 'The asset for whose sake we do.',
    writable: 'never',
    inverse: { name: 'careContacts', description: 'Contacts that we open for its sake.' },
  })
  asset!: Ref<Asset>;

  @belongsTo(() => CareRule, { description: 'The rule that asked for it.', writable: 'never' })
  rule!: Ref<CareRule>;

  @belongsTo(() => MaintenancePlan, {
    description: 'The maintenance that is due.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'careContacts', description: 'Contacts that announced it.' },
  })
  plan!: Ref<MaintenancePlan> | null;

  @field.enum(CareOccasion, { description: 'Why we contact him.', writable: 'never' })
  occasion!: CareOccasion;

  @field.text({
    description: 'What it is about, so that one rule plans it once: the asset or plan, and the day or usage.',
    maxLength: 100,
    writable: 'never',
  })
  occurrence!: string;

  @field.date({
    description: 'Day on which the warranty ends, the maintenance is due or the return visit falls.',
    order: true,
    writable: 'never',
  })
  dueOn!: string;

  @field.enum(InteractionChannel, { description: 'How we contact him.' })
  channel!: InteractionChannel;

  @field.longText({ description: 'What we say. It sells nothing: SELLING_IN_SERVICE.', maxLength: MAX_MESSAGE })
  message!: string;

  @field.enum(CareContactState, { description: 'How far it is.', default: 'PLANNED', writable: 'never' })
  state!: CareContactState;

  @field.enum(InteractionOutcome, { description: 'What came of it.', nullable: true, writable: 'never' })
  outcome!: InteractionOutcome | null;

  @field.longText({ description: 'What the customer said.', maxLength: 5_000, nullable: true, writable: 'never' })
  note!: string | null;

  @field.text({ description: 'Why it was called off.', maxLength: 500, nullable: true, writable: 'never' })
  canceledBecause!: string | null;

  @belongsTo(() => Interaction, { description: 'What it was, once it is made.', nullable: true, writable: 'never' })
  interaction!: Ref<Interaction> | null;
}
