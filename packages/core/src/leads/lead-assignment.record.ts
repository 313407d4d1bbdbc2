import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Lead } from './lead.record.ts';

export const AssignmentOutcome = enumeration(
  'LeadAssignmentOutcome',
  'What became of a lead that somebody was given.',
  {
    OPEN: 'His time to accept it runs.',
    ACCEPTED: 'He took it on.',
    RETURNED: 'He gave it back.',
    TIMED_OUT: 'He let the time pass.',
    WITHDRAWN: 'The lead was given up before he decided.',
  },
);
export type AssignmentOutcome = EnumerationValue<typeof AssignmentOutcome>;

/** That somebody was given a lead: what stays of it when the lead has gone on (L6). */
@Record({
  prefix: 'las',
  description: 'That somebody was given a lead, and what he did with it.',
  ownership: { owner: 'user', through: 'lead' },
  indexes: [
    ['leadId', '-createdAt', '-id'],
    ['userId', 'outcome', '-createdAt', '-id'],
  ],
  unique: [{ fields: ['leadId'], when: { outcome: ['OPEN'] } }],
  commands: [],
  grants: {
    manager: { read: 'all' },
    seller: { read: 'own' },
    service: { read: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class LeadAssignment extends RecordBase {
  @belongsTo(() => Lead, {
    description: 'The lead.',
    writable: 'never',
    inverse: { name: 'assignments', description: 'Who was given it, the last one first.' },
  })
  lead!: Ref<Lead>;

  @belongsTo(() => User, {
    description: 'Who was given it.',
    writable: 'never',
    inverse: { name: 'leadAssignments', description: 'Leads that the user was given.' },
  })
  user!: Ref<User>;

  @field.enum(AssignmentOutcome, { description: 'What he did with it.', default: 'OPEN', writable: 'never' })
  outcome!: AssignmentOutcome;

  @field.text({ description: 'Why it went back.', maxLength: 500, nullable: true, writable: 'never' })
  reason!: string | null;

  @field.instant({ description: 'When it was decided.', nullable: true, writable: 'never' })
  endedAt!: string | null;
}
