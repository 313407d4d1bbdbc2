import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { stockGrants } from '../common/grants.ts';
import { EstateProject } from './project.record.ts';

export const EstatePermitKind = enumeration('EstatePermitKind', 'What an authority permits.', {
  PRE_SALE: 'Sale before completion (預售許可證).',
  COMPLETED_SALE: 'Sale of what is built (現售備案).',
});
export type EstatePermitKind = EnumerationValue<typeof EstatePermitKind>;

/** A permit to sell. RESO has none: it is an extension. */
@Record({
  prefix: 'repm',
  description: 'A permit of the authority to sell the units of some buildings. RESO has no such thing.',
  indexes: [['projectId', '-createdAt', '-id']],
  unique: [['projectId', 'number']],
  grants: stockGrants,
})
export class EstatePermit extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'permits', description: 'Permits to sell.' },
  })
  project!: Ref<EstateProject>;

  @field.text({ description: 'Its number.', maxLength: 100 })
  number!: string;

  @field.enum(EstatePermitKind, { description: 'What it permits.', default: 'PRE_SALE' })
  kind!: EstatePermitKind;

  @field.date({ description: 'Day from which on it holds; missing while it is applied for.', nullable: true })
  issuedOn!: string | null;
}
