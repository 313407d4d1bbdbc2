import { belongsTo, field, Record, RecordBase, type Ref, Team, Territory, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { LeadForm } from './lead-form.record.ts';
import { LeadPool } from './lead-pool.record.ts';
import { LeadSource, LeadState, LeakCode } from './lead-states.ts';

const open = ['NEW', 'ASSIGNED', 'ACCEPTED', 'WORKING', 'NURTURING'] as const;

/** Somebody who showed interest, until it is known what comes of it (L6, domain model 3.4). */
@Record({
  prefix: 'led',
  description: 'Somebody who showed interest, until it is known what comes of it.',
  extensible: true,
  ownership: { owner: ['reporter', 'assignee'], team: 'team', territory: 'territory' },
  timelines: [{ of: 'customer', at: 'receivedAt' }],
  indexes: [
    ['assigneeId', 'state', '-receivedAt', '-id'],
    ['reporterId', '-receivedAt', '-id'],
    ['teamId', '-receivedAt', '-id'],
    ['territoryId', '-receivedAt', '-id'],
    ['customerId', '-receivedAt', '-id'],
    ['likelyCustomerId', '-receivedAt', '-id'],
    ['interactionId', '-receivedAt', '-id'],
    ['formId', '-createdAt', '-id'],
    ['poolId', 'state', 'receivedAt', 'id'],
    ['state', '-receivedAt', '-id'],
    ['acceptBy', 'id'],
    ['email', 'id'],
    ['phone', 'id'],
  ],
  search: { fields: { name: 'name', company: 'name', email: 'beginning', phone: 'ending' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      assign: {
        description: 'Gives it to somebody, who has to accept it.',
        from: ['NEW'],
        to: 'ASSIGNED',
        requires: ['assigneeId'],
        handsOver: true,
      },
      claim: { description: 'Takes it on.', from: ['NEW'], to: 'ACCEPTED' },
      accept: { description: 'Takes on what was given to him, within the time.', from: ['ASSIGNED'], to: 'ACCEPTED' },
      return: {
        description: 'Gives it back with a reason; somebody else gets it.',
        from: ['ASSIGNED', 'ACCEPTED'],
        to: 'NEW',
        handsOver: true,
      },
      start: {
        description: 'Notes that it was answered. The time until then is the time to first response.',
        from: ['ACCEPTED'],
        to: 'WORKING',
      },
      nurture: { description: 'Keeps it warm for later.', from: ['WORKING'], to: 'NURTURING' },
      resume: { description: 'Works on it again.', from: ['NURTURING'], to: 'WORKING' },
      convert: {
        description: 'Makes a customer of it, or leads it to the one that is given, and hands it to sales.',
        from: ['WORKING'],
        to: 'QUALIFIED',
        takes: ['customerId'],
      },
      disqualify: {
        description: 'Gives it up, and says where it was lost.',
        from: open,
        to: 'DISQUALIFIED',
        requires: ['leak'],
      },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'team' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', create: 'all' },
    analyst: { read: 'all', deny: { read: ['email', 'phone'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class Lead extends RecordBase {
  @field.text({ description: 'Who: the name of a person.', maxLength: 200 })
  name!: string;

  @field.text({ description: 'The organisation for which he asks.', maxLength: 200, nullable: true })
  company!: string | null;

  @field.email({ description: 'E-mail address.', nullable: true })
  email!: string | null;

  @field.phone({ description: 'Telephone number, in E.164 form.', nullable: true })
  phone!: string | null;

  @field.text({ description: 'Language in which he is addressed (BCP 47).', maxLength: 35, nullable: true })
  language!: string | null;

  @field.text({ description: 'Region in which he lives.', maxLength: 100, nullable: true })
  region!: string | null;

  @field.text({
    description: 'What it is about, for example `heating`. Pools and skills go by it.',
    maxLength: 100,
    nullable: true,
  })
  topic!: string | null;

  @field.longText({ description: 'What he needs, in his words.', maxLength: 5_000, nullable: true })
  need!: string | null;

  @field.text({ description: 'Through what he heard of us.', maxLength: 200, nullable: true })
  heardThrough!: string | null;

  @field.enum(LeadSource, { description: 'How it came.', default: 'API', writable: 'create' })
  source!: LeadSource;

  @belongsTo(() => LeadForm, {
    description: 'The form through which it came.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'leads', description: 'Leads that came through it.' },
  })
  form!: Ref<LeadForm> | null;

  @belongsTo(() => Interaction, {
    description: 'The interaction that it came from.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'leads', description: 'Leads that came from it.' },
  })
  interaction!: Ref<Interaction> | null;

  @belongsTo(() => Customer, {
    description: 'The customer that he is or has become.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'leads', description: 'Interest that the customer showed.' },
  })
  customer!: Ref<Customer> | null;

  @belongsTo(() => Customer, {
    description: 'A customer who may be the same; somebody should look.',
    nullable: true,
    writable: 'never',
  })
  likelyCustomer!: Ref<Customer> | null;

  @field.enum(LeadState, { description: 'How far it is.', default: 'NEW', writable: 'never' })
  state!: LeadState;

  @belongsTo(() => LeadPool, {
    description: 'The pool that took it.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'leads', description: 'Leads that it took.' },
  })
  pool!: Ref<LeadPool> | null;

  @belongsTo(() => User, {
    description: 'Who of us brought it in.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'reportedLeads', description: 'Leads that the user brought in.' },
  })
  reporter!: Ref<User> | null;

  @belongsTo(() => User, {
    description: 'Who has it in hand. Whoever is given when it is created gets it without the rules of a pool.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'leads', description: 'Leads that the user has in hand.' },
  })
  assignee!: Ref<User> | null;

  @belongsTo(() => Team, {
    description: 'The team of whoever has it.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'leads', description: 'Leads of the team.' },
  })
  team!: Ref<Team> | null;

  @belongsTo(() => Territory, {
    description: 'The territory in which it lies.',
    nullable: true,
    inverse: { name: 'leads', description: 'Leads in the territory.' },
  })
  territory!: Ref<Territory> | null;

  @field.instant({ description: 'When it came.', order: true, writable: 'never' })
  receivedAt!: string;

  @field.instant({
    description: 'Until when whoever was given it can accept it; then another one gets it.',
    nullable: true,
    writable: 'never',
  })
  acceptBy!: string | null;

  @field.instant({ description: 'When it was accepted.', nullable: true, writable: 'never' })
  acceptedAt!: string | null;

  @field.instant({ description: 'When he was first answered.', nullable: true, writable: 'never' })
  firstResponseAt!: string | null;

  @field.int({ description: 'Seconds until then.', nullable: true, writable: 'never' })
  responseSeconds!: number | null;

  @field.instant({ description: 'When it became a customer.', nullable: true, writable: 'never' })
  convertedAt!: string | null;

  @field.enum(LeakCode, { description: 'Why nothing came of it.', nullable: true, writable: 'never' })
  leak!: LeakCode | null;
}
