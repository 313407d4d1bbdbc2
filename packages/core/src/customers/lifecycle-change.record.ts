import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, CustomerLifecycleState } from './customer.record.ts';
import { readGrants } from './grants.ts';

/** A step in the journey of a customer; in order, they are his whole journey (B17). */
@Record({
  prefix: 'lcc',
  description: 'A step in the journey of a customer: from which state to which, and why.',
  ownership: { through: 'customer' },
  indexes: [['customerId', '-createdAt', '-id']],
  timelines: [{ of: 'customer', at: 'createdAt' }],
  commands: [],
  grants: readGrants,
})
export class LifecycleChange extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'lifecycleChanges', description: 'The steps of his journey.' },
  })
  customer!: Ref<Customer>;

  @field.enum(CustomerLifecycleState, { description: 'The state before.', writable: 'never' })
  fromState!: CustomerLifecycleState;

  @field.enum(CustomerLifecycleState, { description: 'The state after.', writable: 'never' })
  toState!: CustomerLifecycleState;

  @field.text({ description: 'Why, in a line.', maxLength: 500, nullable: true, writable: 'never' })
  reason!: string | null;
}
