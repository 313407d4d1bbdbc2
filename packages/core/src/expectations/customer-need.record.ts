import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';

export const NeedState = enumeration('NeedState', 'Whether a need is met.', {
  OPEN: 'We do not meet it, or not yet.',
  MET: 'We meet it.',
  GONE: 'He no longer has it.',
});
export type NeedState = EnumerationValue<typeof NeedState>;

/** What a customer really needs, also what he did not say, and how we know (A25). */
@Record({
  prefix: 'cnd',
  description: 'What a customer really needs, how much it weighs for him, how we know, and whether we meet it.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['customerId', '-weight', '-id'],
    ['topic', 'state', '-weight', '-id'],
    ['interactionId', '-createdAt', '-id'],
  ],
  search: { fields: { need: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      meet: { description: 'Notes that we meet it.', from: ['OPEN'], to: 'MET' },
      miss: { description: 'Notes that we do not meet it after all.', from: ['MET'], to: 'OPEN' },
      drop: { description: 'Notes that he no longer has it.', from: ['OPEN', 'MET'], to: 'GONE' },
    },
  },
  grants: careGrants,
})
export class CustomerNeed extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose it is.',
    writable: 'create',
    inverse: { name: 'needs', description: 'What the customer needs.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'What he needs, and what drives him.', maxLength: 500 })
  need!: string;

  @field.text({ description: 'What it is about; needs of many are counted by it.', maxLength: 100, nullable: true })
  topic!: string | null;

  @field.boolean({ description: 'He said so; otherwise we understood it without being told.', default: true })
  spoken!: boolean;

  @field.int({ description: 'How much it weighs for him, from 1 to 5.', min: 1, max: 5, default: 3 })
  weight!: number;

  @belongsTo(() => Interaction, {
    description: 'The interaction that shows it.',
    nullable: true,
    inverse: { name: 'needs', description: 'Needs that it shows.' },
  })
  interaction!: Ref<Interaction> | null;

  @field.enum(NeedState, { description: 'Whether it is met.', default: 'OPEN', writable: 'never' })
  state!: NeedState;
}
