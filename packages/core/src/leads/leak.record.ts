import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Lead } from './lead.record.ts';
import { LeakCode } from './lead-states.ts';

export const LeakStage = enumeration('LeakStage', 'How far somebody had come when he was lost.', {
  STRANGER: 'He did not know us, or we him.',
  INQUIRY: 'He had asked.',
  LEAD: 'Somebody worked on it.',
  CUSTOMER: 'He had bought.',
  REPEAT: 'He had bought again.',
  ADVOCATE: 'He had brought others.',
});
export type LeakStage = EnumerationValue<typeof LeakStage>;

/** That somebody was lost, where, and why: the leak map is made of these (M7, M10). */
@Record({
  prefix: 'lek',
  description: 'That somebody was lost: how far he had come, why, and to whom.',
  ownership: { owner: 'reporter', through: 'customer' },
  timelines: [{ of: 'customer', at: 'lostAt' }],
  indexes: [
    ['customerId', '-lostAt', '-id'],
    ['leadId', '-lostAt', '-id'],
    ['reporterId', '-lostAt', '-id'],
    ['stage', 'code', '-lostAt', '-id'],
    ['competitor', '-lostAt', '-id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', create: 'all' },
    analyst: { read: 'all', create: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class Leak extends RecordBase {
  @field.enum(LeakCode, { description: 'Why.' })
  code!: LeakCode;

  @field.enum(LeakStage, { description: 'How far he had come.' })
  stage!: LeakStage;

  @field.int({
    description: 'How many were lost; more than one where they are counted or estimated, and not known by name.',
    min: 1,
    default: 1,
  })
  people!: number;

  @field.text({ description: 'To whom he went.', maxLength: 200, nullable: true })
  competitor!: string | null;

  @field.longText({ description: 'What led to it.', maxLength: 2_000, nullable: true })
  cause!: string | null;

  @field.instant({ description: 'When.', order: true })
  lostAt!: string;

  @belongsTo(() => Customer, {
    description: 'Who, if he is a customer.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'leaks', description: 'When and why we lost the customer.' },
  })
  customer!: Ref<Customer> | null;

  @belongsTo(() => Lead, {
    description: 'Who, if he was a lead.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'leaks', description: 'Where it was lost.' },
  })
  lead!: Ref<Lead> | null;

  @belongsTo(() => User, {
    description: 'Who of us noted it.',
    nullable: true,
    orActor: true,
    writable: 'create',
    inverse: { name: 'notedLeaks', description: 'Losses that the user noted.' },
  })
  reporter!: Ref<User> | null;
}
