import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, readGrants } from '../customers/index.ts';
import { ProductLifeCycle, ProductLifeState } from './product-life-cycle.record.ts';

/** A step that a customer took with a product: from where to where, when, and after how long (M5). */
@Record({
  prefix: 'pls',
  description: 'A step of a customer with a product or service: from which state to which, when, and after how long.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'takenAt' }],
  indexes: [
    ['customerId', '-takenAt', '-id'],
    ['lifeCycleId', '-takenAt', '-id'],
    ['product', 'fromState', '-takenAt', '-id'],
  ],
  commands: [],
  grants: readGrants,
})
export class ProductLifeStep extends RecordBase {
  @belongsTo(() => ProductLifeCycle, {
    description: 'Customer and product.',
    writable: 'never',
    inverse: { name: 'steps', description: 'How he came to where he is.' },
  })
  lifeCycle!: Ref<ProductLifeCycle>;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'never',
    inverse: { name: 'productLifeSteps', description: 'Steps of the customer with products and services.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'The product or service.', maxLength: 300, writable: 'never' })
  product!: string;

  @field.enum(ProductLifeState, {
    description: 'The state before; missing where it begins.',
    nullable: true,
    writable: 'never',
  })
  fromState!: ProductLifeState | null;

  @field.enum(ProductLifeState, { description: 'The state after.', writable: 'never' })
  toState!: ProductLifeState;

  @field.instant({ description: 'When.', writable: 'never' })
  takenAt!: string;

  @field.int({
    description: 'Seconds in the state before; missing where it begins.',
    nullable: true,
    writable: 'never',
  })
  secondsBefore!: number | null;

  @field.text({ description: 'Why.', maxLength: 500, nullable: true, writable: 'never' })
  reason!: string | null;
}
