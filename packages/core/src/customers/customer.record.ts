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
import { furtherState } from './merge.ts';

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
  MERGED: 'Was a second record of another customer, who has taken over everything.',
  ERASED: 'Was erased; only what the law demands is left.',
});
export type CustomerLifecycleState = EnumerationValue<typeof CustomerLifecycleState>;

export const Gender = enumeration('Gender', 'How somebody is addressed.', {
  FEMALE: 'As a woman.',
  MALE: 'As a man.',
  OTHER: 'As neither.',
});
export type Gender = EnumerationValue<typeof Gender>;

export const MaritalStatus = enumeration('MaritalStatus', 'Whether somebody is married.', {
  SINGLE: 'Not married.',
  MARRIED: 'Married, or living as if.',
  DIVORCED: 'Divorced.',
  WIDOWED: 'Widowed.',
});
export type MaritalStatus = EnumerationValue<typeof MaritalStatus>;

export const IndustryStage = enumeration('IndustryStage', 'Where an industry stands in its life.', {
  EMERGING: 'It begins.',
  GROWING: 'It grows.',
  MATURE: 'It no longer grows.',
  DECLINING: 'It shrinks.',
});
export type IndustryStage = EnumerationValue<typeof IndustryStage>;

export const MarketPosition = enumeration('MarketPosition', 'What an organisation is in its market.', {
  LEADER: 'It leads.',
  CHALLENGER: 'It attacks the leader.',
  FOLLOWER: 'It does as the leader does.',
  NICHER: 'It has a niche of its own.',
});
export type MarketPosition = EnumerationValue<typeof MarketPosition>;

const related = ['PROSPECT', 'ACTIVE', 'REPEAT', 'ADVOCATE'] as const;

/** A person or an organisation with whom there is, or may be, a relationship (B1, B5, B7). */
@Record({
  prefix: 'cus',
  description: 'A person or an organisation with whom there is, or may be, a relationship.',
  extensible: true,
  ownership: { owner: 'owner', team: 'ownerTeam', territory: 'territory' },
  indexes: [
    ['ownerId', '-createdAt', '-id'],
    ['ownerTeamId', '-createdAt', '-id'],
    ['territoryId', '-createdAt', '-id'],
    ['lifecycleState', '-createdAt', '-id'],
    ['email', 'id'],
    ['phone', 'id'],
    ['birthDate', 'id'],
    ['parentId', '-createdAt', '-id'],
  ],
  search: { fields: { name: 'name', email: 'beginning', phone: 'ending' } },
  combine: furtherState,
  merging: { into: 'mergedInto', marks: { lifecycleState: 'MERGED' } },
  grants: {
    manager: { read: 'all', create: 'all', update: 'team', delete: 'team' },
    seller: { read: 'own', create: 'own', update: 'own', deny: { write: ['owner', 'ownerTeam', 'territory'] } },
    service: { read: 'all', update: 'all', deny: { write: ['owner', 'ownerTeam', 'territory'] } },
    marketer: { read: 'all' },
    analyst: { read: 'all', deny: { read: ['email', 'phone'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      update: 'self',
      only: {
        read: [
          ...['kind', 'name', 'givenName', 'familyName', 'email', 'phone', 'gender', 'birthDate', 'occupation'],
          ...['maritalStatus', 'childrenCount', 'region', 'language', 'timeZone'],
        ],
        write: [
          ...['name', 'givenName', 'familyName', 'email', 'phone', 'gender', 'birthDate', 'occupation'],
          ...['maritalStatus', 'childrenCount', 'region', 'language', 'timeZone'],
        ],
      },
    },
  },
  lifeCycle: {
    field: 'lifecycleState',
    transitions: {
      identify: { description: 'Has got to know who it is.', from: ['STRANGER'], to: 'SUSPECT' },
      qualify: { description: 'Has found interest.', from: ['STRANGER', 'SUSPECT'], to: 'PROSPECT' },
      activate: { description: 'Has sold for the first time.', from: ['PROSPECT', 'WON_BACK'], to: 'ACTIVE' },
      retain: { description: 'Has sold again.', from: ['ACTIVE', 'WON_BACK'], to: 'REPEAT' },
      promote: { description: 'Has won somebody who brings others.', from: ['ACTIVE', 'REPEAT'], to: 'ADVOCATE' },
      endanger: { description: 'Has seen signs that the customer leaves.', from: related, to: 'AT_RISK' },
      reassure: { description: 'Has seen that the customer stays.', from: ['AT_RISK'], to: 'ACTIVE' },
      lose: { description: 'Has lost the customer.', from: ['AT_RISK'], to: 'LOST' },
      winBack: { description: 'Has won the customer back.', from: ['LOST'], to: 'WON_BACK' },
      silence: {
        description: 'Must no longer contact the customer.',
        from: ['STRANGER', 'SUSPECT', ...related, 'AT_RISK', 'LOST', 'WON_BACK'],
        to: 'DO_NOT_CONTACT',
      },
      readmit: { description: 'May contact the customer again.', from: ['DO_NOT_CONTACT'], to: 'PROSPECT' },
    },
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

  @field.enum(Gender, { description: 'How a person is addressed.', nullable: true })
  gender!: Gender | null;

  @field.pastDate({ description: 'Day of birth of a person.', nullable: true })
  birthDate!: string | null;

  @field.text({ description: 'Occupation of a person.', maxLength: 100, nullable: true })
  occupation!: string | null;

  @field.enum(MaritalStatus, { description: 'Whether a person is married.', nullable: true })
  maritalStatus!: MaritalStatus | null;

  @field.int({ description: 'Number of children of a person.', min: 0, max: 50, nullable: true })
  childrenCount!: number | null;

  @field.text({ description: 'Region in which the customer lives or has its seat.', maxLength: 100, nullable: true })
  region!: string | null;

  @field.text({
    description: 'Language in which the customer is addressed, for example `zh-Hant-TW` (BCP 47).',
    maxLength: 35,
    nullable: true,
  })
  language!: string | null;

  @field.text({ description: 'Time zone, for example `Asia/Taipei` (IANA).', maxLength: 50, nullable: true })
  timeZone!: string | null;

  @field.text({ description: 'Name of an organisation in the register.', maxLength: 300, nullable: true })
  legalName!: string | null;

  @field.text({ description: 'Number of an organisation in the register.', maxLength: 50, nullable: true })
  registrationNumber!: string | null;

  @field.text({ description: 'Industry and main business of an organisation.', maxLength: 200, nullable: true })
  industry!: string | null;

  @field.enum(IndustryStage, { description: 'Where its industry stands.', nullable: true })
  industryStage!: IndustryStage | null;

  @field.enum(MarketPosition, { description: 'What an organisation is in its market.', nullable: true })
  marketPosition!: MarketPosition | null;

  @field.int({ description: 'Number of people who work for an organisation.', min: 0, nullable: true })
  employeeCount!: number | null;

  @belongsTo(() => Customer, {
    description: 'The organisation to which this one belongs.',
    nullable: true,
    inverse: { name: 'subsidiaries', description: 'Organisations that belong to this one.' },
  })
  parent!: Ref<Customer> | null;

  @field.enum(CustomerLifecycleState, {
    description: 'How far the relationship has come. It changes by named steps.',
    default: 'PROSPECT',
    writable: 'create',
  })
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

  @belongsTo(() => Customer, {
    description: 'The customer that this one was found to be; it stands for both since.',
    nullable: true,
    writable: 'never',
  })
  mergedInto!: Ref<Customer> | null;
}
