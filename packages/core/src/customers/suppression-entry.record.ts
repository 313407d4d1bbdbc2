import { type EnumerationValue, enumeration, field, Record, RecordBase } from '@rapport/sdk';

export const SuppressionReason = enumeration('SuppressionReason', 'Why nothing may be sent.', {
  OPTED_OUT: 'Its owner does not want to hear from us.',
  COMPLAINT: 'Its owner complained.',
  BOUNCED: 'It does not work.',
  DECEASED: 'Its owner has died.',
  LEGAL: 'A law or an order forbids it.',
});
export type SuppressionReason = EnumerationValue<typeof SuppressionReason>;

/** A number or address to which nothing is sent. Only its fingerprint is kept, so it survives the customer (domain model 3.1). */
@Record({
  prefix: 'sup',
  description:
    'A number or address to which nothing is sent. It is kept as a fingerprint and belongs to no customer, so it survives his deletion.',
  plural: 'suppressionEntries',
  indexes: [['reason', '-createdAt', '-id']],
  unique: [['fingerprint']],
  commands: ['delete'],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all', create: 'all' },
    service: { read: 'all', create: 'all' },
    marketer: { read: 'all', create: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class SuppressionEntry extends RecordBase {
  @field.text({
    description: 'SHA-256 of the normalised number or address, with the tenant.',
    maxLength: 64,
    writable: 'never',
  })
  fingerprint!: string;

  @field.enum(SuppressionReason, { description: 'Why.' })
  reason!: SuppressionReason;
}
