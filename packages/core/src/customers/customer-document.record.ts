import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';
import { LifecycleChange } from './lifecycle-change.record.ts';

/** A paper of a customer, where there is one with the step of the journey to which it belongs (B17). */
@Record({
  prefix: 'doc',
  description: 'A paper of a customer: a contract, an offer, a certificate. The file lies elsewhere.',
  table: 'customer_document',
  plural: 'customerDocuments',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['lifecycleChangeId', '-createdAt', '-id'],
  ],
  grants: careGrants,
})
export class CustomerDocument extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'documents', description: 'Papers of the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => LifecycleChange, {
    description: 'The step of the journey to which it belongs.',
    nullable: true,
    inverse: { name: 'documents', description: 'Papers that belong to this step.' },
  })
  lifecycleChange!: Ref<LifecycleChange> | null;

  @field.text({ description: 'What it is.', maxLength: 300 })
  title!: string;

  @field.text({ description: 'Where it lies: an https address.', maxLength: 1000, filter: false })
  url!: string;

  @field.date({ description: 'Its date.', nullable: true })
  issuedOn!: string | null;
}
