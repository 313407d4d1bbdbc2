import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

/** Something that a customer bought: one line of a sale, from whatever till or shop it comes (B3). Sums are made of these. */
@Record({
  prefix: 'pur',
  description:
    'Something that a customer bought: one line of a sale. Whatever is said of his purchases is worked out from these.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-purchasedAt', '-id'],
    ['product', '-purchasedAt', 'customerId'],
  ],
  unique: [['system', 'reference']],
  timelines: [{ of: 'customer', at: 'purchasedAt' }],
  grants: {
    ...careGrants,
    self: {
      read: 'self',
      only: { read: ['customer', 'product', 'quantity', 'amount', 'purchasedAt', 'place'], write: [] },
    },
  },
})
export class Purchase extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Who bought it.',
    writable: 'create',
    inverse: { name: 'purchases', description: 'What the customer bought.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'What was bought.', maxLength: 300 })
  product!: string;

  @field.int({
    description: 'How many; less than 0 for what was given back.',
    default: 1,
    min: -1_000_000,
    max: 1_000_000,
  })
  quantity!: number;

  @field.money({ description: 'What was paid for all of them; less than 0 for what was paid back.' })
  amount!: { amount: string; currency: string };

  @field.instant({ description: 'When.', order: true })
  purchasedAt!: string;

  @field.text({ description: 'Where: shop, web site, counter.', maxLength: 200, nullable: true })
  place!: string | null;

  @field.text({
    description: 'The system from which it comes, for example `till`.',
    maxLength: 50,
    nullable: true,
    writable: 'create',
  })
  system!: string | null;

  @field.text({
    description: 'Its number there; a line comes in once.',
    maxLength: 200,
    nullable: true,
    writable: 'create',
  })
  reference!: string | null;
}
