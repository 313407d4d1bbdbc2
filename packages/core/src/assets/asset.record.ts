import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, Purchase } from '../customers/index.ts';

export const AssetState = enumeration('AssetState', 'Whether a product is in use.', {
  IN_USE: 'The customer has it.',
  RETIRED: 'It is gone: scrapped, lost or replaced.',
});
export type AssetState = EnumerationValue<typeof AssetState>;

/** A product in the hands of a customer (domain model 3.7, O1, N9). */
@Record({
  prefix: 'ast',
  description: 'A product in the hands of a customer: what it is, where it stands, and until when its warranty runs.',
  extensible: true,
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['product', '-createdAt', '-id'],
    ['warrantyUntil', 'id'],
    ['installedOn', 'id'],
    ['purchaseId', '-createdAt', '-id'],
  ],
  unique: [['maker', 'serial']],
  windows: [{ from: 'warrantyFrom', until: 'warrantyUntil' }],
  search: { fields: { serial: ['exact', 'ending'], product: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      retire: { description: 'Notes that it is gone.', from: ['IN_USE'], to: 'RETIRED' },
      reinstate: { description: 'Notes that it is in use after all.', from: ['RETIRED'], to: 'IN_USE' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'team' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      only: {
        read: [
          ...['customer', 'product', 'maker', 'serial', 'place', 'installedOn', 'warrantyFrom', 'warrantyUntil'],
          ...['state', 'usage', 'usageUnit', 'usageReadAt'],
        ],
        write: [],
      },
    },
  },
})
export class Asset extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Who has it.',
    inverse: { name: 'assets', description: 'Products in the hands of the customer.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'What it is.', maxLength: 300 })
  product!: string;

  @field.text({ description: 'Who made it.', maxLength: 200 })
  maker!: string;

  @field.text({ description: 'Its number; a maker gives each once.', maxLength: 100, nullable: true })
  serial!: string | null;

  @field.text({ description: 'Where it stands.', maxLength: 300, nullable: true })
  place!: string | null;

  @field.decimal({ description: 'Latitude of the place, in degrees.', scale: 6, min: -90, max: 90, nullable: true })
  latitude!: string | null;

  @field.decimal({ description: 'Longitude of the place, in degrees.', scale: 6, min: -180, max: 180, nullable: true })
  longitude!: string | null;

  @field.date({ description: 'Day on which it was installed or handed over.', nullable: true })
  installedOn!: string | null;

  @field.date({ description: 'First day of the warranty.', nullable: true })
  warrantyFrom!: string | null;

  @field.date({ description: 'First day on which the warranty no longer holds.', nullable: true })
  warrantyUntil!: string | null;

  @field.enum(AssetState, { description: 'Whether it is in use.', default: 'IN_USE', writable: 'never' })
  state!: AssetState;

  @field.int({ description: 'What its counter showed last, in `usageUnit`.', nullable: true, writable: 'never' })
  usage!: number | null;

  @field.text({
    description: 'What its counter counts, for example `h`, `km` or `pages`.',
    maxLength: 20,
    nullable: true,
  })
  usageUnit!: string | null;

  @field.instant({ description: 'When the counter was last read.', nullable: true, writable: 'never' })
  usageReadAt!: string | null;

  @belongsTo(() => Purchase, {
    description: 'The purchase by which it came to the customer.',
    nullable: true,
    inverse: { name: 'assets', description: 'Products that came to the customer by it.' },
  })
  purchase!: Ref<Purchase> | null;
}
