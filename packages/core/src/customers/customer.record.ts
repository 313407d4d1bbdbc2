import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  field,
  Record,
  RecordBase,
  type Ref,
  Team,
  Territory,
  User,
} from '@rapport/sdk';

export const CustomerKind = enumeration('CustomerKind', 'What a customer is.', {
  PERSON: 'A human being.',
  ORGANISATION: 'A company, authority or other body.',
});
export type CustomerKind = EnumerationValue<typeof CustomerKind>;

export const CustomerLifecycleState = enumeration('CustomerLifecycleState', 'How far the relationship has come.', {
  STRANGER: 'Unknown to us so far.',
  SUSPECT: 'Might become interested.',
  PROSPECT: 'Has shown interest.',
  ACTIVE: 'Has bought.',
  REPEAT: 'Has bought again.',
  ADVOCATE: 'Brings others.',
  AT_RISK: 'Seems to be leaving.',
  LOST: 'Has left.',
  WON_BACK: 'Had left and has come back.',
  DO_NOT_CONTACT: 'Must not be contacted.',
});
export type CustomerLifecycleState = EnumerationValue<typeof CustomerLifecycleState>;

/** A person or an organisation with whom there is, or may be, a relationship (B7). */
@Record({
  prefix: 'cus',
  description: 'A person or an organisation with whom there is, or may be, a relationship.',
  ownership: { owner: 'owner', team: 'ownerTeam', territory: 'territory' },
  indexes: [
    ['ownerId', '-createdAt', '-id'],
    ['ownerTeamId', '-createdAt', '-id'],
    ['territoryId', '-createdAt', '-id'],
    ['lifecycleState', '-createdAt', '-id'],
    ['email', 'id'],
    ['phone', 'id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'team', delete: 'team' },
    seller: { read: 'own', create: 'own', update: 'own', deny: { write: ['owner', 'ownerTeam', 'territory'] } },
    service: { read: 'all', update: 'all', deny: { write: ['owner', 'ownerTeam', 'territory'] } },
    marketer: { read: 'all' },
    analyst: { read: 'all', deny: { read: ['email', 'phone'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class Customer extends RecordBase {
  @field.enum(CustomerKind, { description: 'A person or an organisation.', writable: 'create' })
  kind!: CustomerKind;

  @field.text({
    description: 'Full name as it is addressed; for a Chinese name the family name first.',
    maxLength: 200,
    order: [
      { name: 'NAME' },
      { name: 'NAME_STROKE', collation: 'zh-Hant-x-icu' },
      { name: 'NAME_PINYIN', collation: 'zh-Hans-x-icu' },
    ],
  })
  name!: string;

  @field.text({ description: 'Given name of a person.', maxLength: 100, nullable: true })
  givenName!: string | null;

  @field.text({ description: 'Family name of a person.', maxLength: 100, nullable: true })
  familyName!: string | null;

  @field.email({ description: 'Main e-mail address.', nullable: true })
  email!: string | null;

  @field.phone({ description: 'Main telephone number, in E.164 form.', nullable: true })
  phone!: string | null;

  @field.enum(CustomerLifecycleState, { description: 'How far the relationship has come.', default: 'PROSPECT' })
  lifecycleState!: CustomerLifecycleState;

  @belongsTo(() => User, {
    description: 'The user who is accountable for the relationship.',
    nullable: true,
    inverse: { name: 'customers', description: 'The customers for whom the user is accountable.' },
  })
  owner!: Ref<User> | null;

  @belongsTo(() => Team, {
    description: 'The team that is; it follows the owner unless it is given.',
    nullable: true,
    inverse: { name: 'customers', description: 'The customers for whom the team is accountable.' },
  })
  ownerTeam!: Ref<Team> | null;

  @belongsTo(() => Territory, {
    description: 'The territory in which the customer lies.',
    nullable: true,
    inverse: { name: 'customers', description: 'The customers in the territory.' },
  })
  territory!: Ref<Territory> | null;
}
