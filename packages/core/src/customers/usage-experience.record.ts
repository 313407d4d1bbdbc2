import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

export const UsageDepth = enumeration('UsageDepth', 'How well somebody knows a category of products.', {
  NOVICE: 'Has hardly used it.',
  REGULAR: 'Uses it as most do.',
  EXPERT: 'Knows it well, and advises others.',
});
export type UsageDepth = EnumerationValue<typeof UsageDepth>;

/** What a customer has seen of a category of products, also of other brands; it decides how he is served (B4). */
@Record({
  prefix: 'exp',
  description: 'What a customer has seen of a category of products, also of other brands.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['category', 'usingSince', 'customerId'],
  ],
  unique: [['customerId', 'category']],
  grants: careGrants,
})
export class UsageExperience extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'usageExperiences', description: 'What the customer has seen of categories of products.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'The category, for example `washing machine`.', maxLength: 100, writable: 'create' })
  category!: string;

  @field.pastDate({ description: 'Since when he has used such products.', nullable: true })
  usingSince!: string | null;

  @field.text({ description: 'Brands that he has used, and what he thought of them.', maxLength: 500, nullable: true })
  pastBrands!: string | null;

  @field.text({ description: 'How he uses it.', maxLength: 500, nullable: true })
  habits!: string | null;

  @field.enum(UsageDepth, { description: 'How well he knows it.', nullable: true })
  depth!: UsageDepth | null;
}
