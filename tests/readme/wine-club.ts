import { Customer } from '@rapport/core';
import { belongsTo, definePlugin, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { createBottles } from './0001-create-bottles.ts';

@Record({
  prefix: 'win',
  description: 'A bottle that a customer has in our cellar.',
  ownership: { through: 'customer' },
  indexes: [['customerId', '-createdAt']],
  grants: { seller: { read: 'own', create: 'own', update: 'own' }, manager: { read: 'all' } },
})
export class WineBottle extends RecordBase {
  @field.text({ description: 'What the label says.', maxLength: 100, order: true })
  label!: string;

  @field.int({ description: 'Year of the harvest.', min: 1900, nullable: true, order: true })
  vintage!: number | null;

  @field.money({ description: 'What the customer paid.', nullable: true })
  price!: { amount: string; currency: string } | null;

  @belongsTo(() => Customer, {
    description: 'Whose it is.',
    inverse: { name: 'wineBottles', description: 'Bottles in our cellar.' },
  })
  customer!: Ref<Customer>;
}

export const wineClub = definePlugin({
  id: 'wine-club',
  version: '1.0.0',
  requires: ['customers'],
  records: [WineBottle],
  migrations: [createBottles],
});
