import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';

export const OrderState = enumeration('WineClubOrderState', 'How far an order is.', {
  OPEN: 'It was taken down.',
  SENT: 'It is on its way.',
  CANCELED: 'Nothing comes of it.',
});
export type OrderState = EnumerationValue<typeof OrderState>;

@Record({
  prefix: 'wcor',
  description: 'An order of a member of the wine club.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [['customerId', '-createdAt', '-id']],
  lifeCycle: {
    field: 'state',
    transitions: {
      send: { description: 'Notes that it was sent.', from: ['OPEN'], to: 'SENT' },
      cancel: { description: 'Calls it off.', from: ['OPEN'], to: 'CANCELED' },
    },
  },
  grants: {
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    manager: { read: 'all', create: 'all', update: 'all', delete: 'team' },
    analyst: { read: 'all' },
  },
})
export class WineClubOrder extends RecordBase {
  @field.text({ description: 'What the label says.', maxLength: 100, order: true })
  label!: string;

  @field.int({ description: 'How many bottles.', min: 1, max: 600 })
  bottles!: number;

  @field.money({ description: 'What they cost together.', nullable: true })
  price!: { amount: string; currency: string } | null;

  @field.enum(OrderState, { description: 'How far it is.', default: 'OPEN', writable: 'never' })
  state!: OrderState;

  @belongsTo(() => Customer, {
    description: 'Whose order it is.',
    writable: 'create',
    inverse: { name: 'wineClubOrders', description: 'Orders in the wine club.' },
  })
  customer!: Ref<Customer>;
}
