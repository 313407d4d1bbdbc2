import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

/** What another system calls a customer: shop, cash register, accounting (B19, domain model 3.0). */
@Record({
  prefix: 'xid',
  description: 'What another system calls a customer. A key stands for one customer in each system.',
  ownership: { through: 'customer' },
  indexes: [['customerId', '-createdAt', '-id']],
  unique: [['system', 'key']],
  search: { of: 'customer', fields: { key: 'exact' } },
  grants: careGrants,
})
export class ExternalId extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'externalIds', description: 'What other systems call the customer.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'The other system, for example `webshop`.', maxLength: 50, writable: 'create' })
  system!: string;

  @field.text({ description: 'Its key for the customer.', maxLength: 200, writable: 'create' })
  key!: string;
}
