import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

export const AffiliationRole = enumeration('AffiliationRole', 'What a person is in an organisation.', {
  EMPLOYEE: 'Works for it.',
  OWNER: 'Owns it, or a part of it.',
  DIRECTOR: 'Directs it.',
  ADVISER: 'Advises it.',
  CONTRACTOR: 'Works for it on a contract of his own.',
  MEMBER: 'Is a member of it.',
});
export type AffiliationRole = EnumerationValue<typeof AffiliationRole>;

/** A person in an organisation, during a time (B7). */
@Record({
  prefix: 'aff',
  description: 'A person in an organisation, during a time. A person may be in several, and in one in several roles.',
  ownership: { through: 'organisation' },
  indexes: [
    ['personId', '-createdAt', '-id'],
    ['organisationId', '-createdAt', '-id'],
  ],
  windows: [{ from: 'startsOn', until: 'endsOn', exclusive: { by: ['personId', 'organisationId', 'role'] } }],
  grants: careGrants,
})
export class Affiliation extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The person.',
    writable: 'create',
    inverse: { name: 'affiliations', description: 'Organisations to which the person belongs.' },
  })
  person!: Ref<Customer>;

  @belongsTo(() => Customer, {
    description: 'The organisation.',
    writable: 'create',
    inverse: { name: 'members', description: 'Persons who belong to the organisation.' },
  })
  organisation!: Ref<Customer>;

  @field.enum(AffiliationRole, { description: 'What the person is in it.', default: 'EMPLOYEE', writable: 'create' })
  role!: AffiliationRole;

  @field.text({ description: 'Title, as it stands on the card.', maxLength: 200, nullable: true })
  title!: string | null;

  @field.text({ description: 'Department.', maxLength: 200, nullable: true })
  department!: string | null;

  @field.date({ description: 'First day; open when it is not known.', nullable: true })
  startsOn!: string | null;

  @field.date({ description: 'First day on which it no longer holds; open while it does.', nullable: true })
  endsOn!: string | null;
}
