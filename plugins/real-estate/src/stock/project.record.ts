import { type EnumerationValue, enumeration, field, Record, RecordBase } from '@rapport/sdk';
import { stockGrants } from '../common/grants.ts';

export const EstateBusiness = enumeration('EstateBusiness', 'Whose units are sold.', {
  DEVELOPED: 'Our own.',
  BROKERED: 'Those of others, for whom we find buyers or tenants.',
});
export type EstateBusiness = EnumerationValue<typeof EstateBusiness>;

/** A development, or an estate in which a broker works (RESO Property: the complex). */
@Record({
  prefix: 'repj',
  description: 'A development whose units are sold, or an estate in which units of others are brokered (項目).',
  extensible: true,
  search: { fields: { name: 'name' } },
  grants: stockGrants,
})
export class EstateProject extends RecordBase {
  @field.text({ description: 'Name under which it is known (RESO SubdivisionName).', maxLength: 200, order: true })
  name!: string;

  @field.enum(EstateBusiness, { description: 'Whose units are sold.', default: 'DEVELOPED' })
  business!: EstateBusiness;

  @field.text({ description: 'Who builds it (RESO BuilderName).', maxLength: 200, nullable: true })
  builderName!: string | null;

  @field.text({ description: 'Address in one line (RESO UnparsedAddress).', maxLength: 300, nullable: true })
  unparsedAddress!: string | null;

  @field.text({ description: 'City (RESO City).', maxLength: 100, nullable: true })
  city!: string | null;

  @field.text({ description: 'District (RESO CountyOrParish).', maxLength: 100, nullable: true })
  countyOrParish!: string | null;

  @field.text({ description: 'Currency of its prices, by ISO 4217.', maxLength: 3 })
  currency!: string;

  @field.int({
    description: 'Minutes for which a unit is held where nothing else is said.',
    default: 30,
    min: 1,
    max: 43_200,
  })
  holdMinutes!: number;

  @field.int({ description: 'Longest hold, in minutes.', default: 4_320, min: 1, max: 525_600 })
  maxHoldMinutes!: number;

  @field.int({
    description: 'Days after a subscription during which its deposit is refunded.',
    default: 0,
    min: 0,
    max: 90,
  })
  reflectionDays!: number;

  @field.int({
    description: 'Days for which a valid channel claim protects its channel.',
    default: 30,
    min: 1,
    max: 730,
  })
  protectionDays!: number;
}
