import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';

export const ProductLifeState = enumeration(
  'ProductLifeState',
  'How far a customer is with a product or service of ours.',
  {
    CONSIDERING: 'He thinks about it.',
    TRYING: 'He tries it before he decides.',
    USING: 'He has it and uses it.',
    FADING: 'He uses it less and less, or its time runs out.',
    REPLACED: 'He has another one of ours in its place.',
    ENDED: 'He has nothing to do with it any more.',
  },
);
export type ProductLifeState = EnumerationValue<typeof ProductLifeState>;

/** How far one customer is with one product or service, and since when (M5). */
@Record({
  prefix: 'plf',
  description: 'How far a customer is with a product or service of ours, and since when. It changes by named steps.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-since', '-id'],
    ['product', 'state', 'since', 'id'],
  ],
  unique: [['customerId', 'product']],
  lifeCycle: {
    field: 'state',
    transitions: {
      try: { description: 'Notes that he tries it.', from: ['CONSIDERING'], to: 'TRYING', takes: ['since'] },
      adopt: {
        description: 'Notes that he has it and uses it.',
        from: ['CONSIDERING', 'TRYING'],
        to: 'USING',
        takes: ['since'],
      },
      fade: { description: 'Notes that he uses it less.', from: ['USING'], to: 'FADING', takes: ['since'] },
      renew: {
        description: 'Notes that he goes on with it, or comes back to it.',
        from: ['FADING', 'ENDED'],
        to: 'USING',
        takes: ['since'],
      },
      replace: {
        description: 'Notes what he has in its place.',
        from: ['USING', 'FADING'],
        to: 'REPLACED',
        takes: ['since'],
        requires: ['replacedBy'],
      },
      end: {
        description: 'Notes that it is over, with the reason.',
        from: ['CONSIDERING', 'TRYING', 'USING', 'FADING'],
        to: 'ENDED',
        takes: ['since'],
      },
    },
  },
  grants: careGrants,
})
export class ProductLifeCycle extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'productLifeCycles', description: 'How far the customer is with products and services.' },
  })
  customer!: Ref<Customer>;

  @field.text({
    description: 'The product or service, by the name that purchases give it.',
    maxLength: 300,
    writable: 'create',
  })
  product!: string;

  @field.enum(ProductLifeState, { description: 'How far he is.', default: 'CONSIDERING', writable: 'create' })
  state!: ProductLifeState;

  @field.instant({
    description: 'Since when. A step says it, unless it is taken at the moment.',
    order: true,
    writable: 'create',
  })
  since!: string;

  @field.text({ description: 'What he has in its place.', maxLength: 300, nullable: true, writable: 'never' })
  replacedBy!: string | null;
}
