import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

export const OrderErrorCause = enumeration('OrderErrorCause', 'Why a step of an order goes wrong.', {
  STOCK: 'Something is not there.',
  PRODUCTION: 'It was not made in time, or not well.',
  CARRIER: 'Whoever carries it is late, or lost it.',
  DAMAGE: 'It arrived damaged.',
  WRONG_ITEM: 'It is not what was ordered.',
  ADDRESS: 'It cannot be handed over where it was sent.',
  PAYMENT: 'It is not paid.',
  PAPERS: 'Papers are missing or wrong.',
  CUSTOMER: 'The customer wanted it otherwise.',
});
export type OrderErrorCause = EnumerationValue<typeof OrderErrorCause>;

/** An order that another system keeps, as far as customer and service ask for it: how far it is, and what was promised (O2). */
@Record({
  prefix: 'tor',
  description:
    'An order that another system keeps, as far as customer and service ask for it: how far it is, and what was promised.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'placedAt' }],
  indexes: [['customerId', '-placedAt', '-id']],
  unique: [['system', 'number']],
  commands: [],
  search: { fields: { number: ['exact', 'ending'] } },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      only: { read: ['customer', 'number', 'title', 'placedAt', 'promisedAt', 'doneAt'], write: [] },
    },
  },
})
export class TrackedOrder extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose it is.',
    writable: 'create',
    inverse: { name: 'trackedOrders', description: 'Orders of the customer that other systems keep.' },
  })
  customer!: Ref<Customer>;

  @field.text({ description: 'The system that keeps it, for example `erp`.', maxLength: 50, writable: 'create' })
  system!: string;

  @field.text({ description: 'Its number there.', maxLength: 100, writable: 'create' })
  number!: string;

  @field.text({ description: 'What was ordered, in a line.', maxLength: 300, nullable: true })
  title!: string | null;

  @field.instant({ description: 'When it was placed.', order: true })
  placedAt!: string;

  @field.instant({
    description: 'When all of it was promised to be done: the latest promise of its steps.',
    nullable: true,
    order: true,
    writable: 'never',
  })
  promisedAt!: string | null;

  @field.instant({
    description: 'When all of it was done; missing while a step is open.',
    nullable: true,
    order: true,
    writable: 'never',
  })
  doneAt!: string | null;
}

/** A step of an order: paid, made, shipped, delivered. */
@Record({
  prefix: 'tos',
  description:
    'A step of an order, such as paid, made, shipped, delivered: what was promised, when it was done, and what went wrong.',
  ownership: { through: 'order' },
  indexes: [
    ['orderId', 'position', 'id'],
    ['orderId', '-createdAt', '-id'],
    ['errorCause', '-createdAt', '-id'],
  ],
  unique: [['orderId', 'position']],
  commands: [],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      only: { read: ['order', 'position', 'name', 'promisedAt', 'doneAt', 'errorCause'], write: [] },
    },
  },
})
export class TrackedOrderStep extends RecordBase {
  @belongsTo(() => TrackedOrder, {
    description: 'The order.',
    writable: 'create',
    inverse: { name: 'steps', description: 'Its steps.' },
  })
  order!: Ref<TrackedOrder>;

  @field.int({ description: 'Its place among the steps, from 1.', min: 1, max: 100, order: true, writable: 'create' })
  position!: number;

  @field.text({ description: 'What is done.', maxLength: 100 })
  name!: string;

  @field.instant({ description: 'When it was promised to be done.', nullable: true, order: true })
  promisedAt!: string | null;

  @field.instant({ description: 'When it was done.', nullable: true })
  doneAt!: string | null;

  @field.enum(OrderErrorCause, { description: 'Why it went wrong.', nullable: true })
  errorCause!: OrderErrorCause | null;

  @field.text({ description: 'What there is to say about it.', maxLength: 500, nullable: true })
  note!: string | null;
}
