import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';

export const FatigueState = enumeration('FatigueState', 'How somebody takes our advertising.', {
  RESPONSIVE: 'He answers it now and then.',
  INDIFFERENT: 'He no longer takes notice of it; he rests from it.',
  AVERSE: 'He loathes it; he gets none.',
});
export type FatigueState = EnumerationValue<typeof FatigueState>;

/** How a customer takes our advertising (F6). Worked out from what he does, or said by him. */
@Record({
  prefix: 'ftg',
  description: 'How a customer takes our advertising. The indifferent rest from it, the averse get none.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['state', 'restUntil', 'id'],
  ],
  unique: [['customerId']],
  combine: (survivors, other) =>
    survivors.state === 'AVERSE' || other.state !== 'AVERSE'
      ? {}
      : { survivors: { state: 'AVERSE', reason: other.reason } },
  grants: careGrants,
})
export class ContactFatigue extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose.',
    writable: 'create',
    inverse: { name: 'contactFatigues', description: 'How the customer takes our advertising.' },
  })
  customer!: Ref<Customer>;

  @field.enum(FatigueState, { description: 'How he takes it.' })
  state!: FatigueState;

  @field.instant({ description: 'Until when the indifferent rests.', nullable: true })
  restUntil!: string | null;

  @field.text({ description: 'Why we think so.', maxLength: 300, nullable: true })
  reason!: string | null;
}
