import { type EnumerationValue, enumeration, field, Record, RecordBase } from '@rapport/sdk';
import { InteractionChannel } from '../interactions/index.ts';

export const CareOccasion = enumeration('CareOccasion', 'Why we contact a customer without being asked.', {
  WARRANTY_ENDING: 'The warranty of an asset ends.',
  MAINTENANCE_DUE: 'Maintenance is due, by date or by usage.',
  RETURN_VISIT: 'An asset has been in use for a while: we ask how it does.',
});
export type CareOccasion = EnumerationValue<typeof CareOccasion>;

/** When customers hear from us for their assets' sake, without having asked (O1, N9). */
@Record({
  prefix: 'crl',
  description: 'When customers hear from us for the sake of their assets, without having asked.',
  unique: [['name']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class CareRule extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 100 })
  name!: string;

  @field.enum(CareOccasion, { description: 'Why we contact the customer.', writable: 'create' })
  occasion!: CareOccasion;

  @field.int({
    description:
      'Days before the warranty ends or the maintenance is due; of a return visit, days after the installation.',
    min: 0,
    max: 3_650,
  })
  days!: number;

  @field.text({ description: 'Only assets that are this product; all when missing.', maxLength: 300, nullable: true })
  product!: string | null;

  @field.enum(InteractionChannel, { description: 'How we contact them.' })
  channel!: InteractionChannel;

  @field.longText({
    description:
      'What we say. `{customer}`, `{product}`, `{serial}` and `{date}` are filled in. It sells nothing: SELLING_IN_SERVICE.',
    maxLength: 2_000,
  })
  message!: string;

  @field.boolean({ description: 'It holds.', default: true })
  active!: boolean;
}
