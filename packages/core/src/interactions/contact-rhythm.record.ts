import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

/** Days without a touch that are allowed as long as nobody says otherwise. */
export const USUAL_RHYTHM_DAYS = 30;

/**
 * How often a customer is to hear from us, and since when he has not (G6). Every customer has one; the database keeps it
 * with every customer and interaction that is written (migration 0003), so that forgotten customers are found by an index.
 */
@Record({
  prefix: 'rhy',
  description:
    'How often a customer is to hear from us, and since when he has not. Every customer has one. He is forgotten once `dueAt` lies in the past.',
  ownership: { through: 'customer' },
  indexes: [['customerId']],
  commands: ['update'],
  grants: {
    manager: { read: 'all', update: 'team' },
    seller: { read: 'own', update: 'own' },
    service: { read: 'all', update: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', update: 'all' },
  },
})
export class ContactRhythm extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'contactRhythms', description: 'How often the customer is to hear from us: one record.' },
  })
  customer!: Ref<Customer>;

  @field.int({
    description: `Days that may pass between two touches; ${USUAL_RHYTHM_DAYS} as long as nobody says otherwise.`,
    min: 1,
    max: 3_650,
  })
  rhythmDays!: number;

  @field.instant({
    description:
      'The last touch: an interaction in which people met. A call that nobody answered and what a device sends are none.',
    nullable: true,
    writable: 'never',
  })
  lastTouchAt!: string | null;

  @field.instant({
    description: 'Since when the customer has not heard from us: the last touch, or his coming.',
    order: true,
    writable: 'never',
  })
  quietSince!: string;

  @field.instant({
    description: 'When the next touch is due: `rhythmDays` after `quietSince`.',
    order: true,
    writable: 'never',
  })
  dueAt!: string;
}
