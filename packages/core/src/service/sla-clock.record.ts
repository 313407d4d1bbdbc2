import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { BusinessCalendar } from '../calendars/index.ts';
import { readGrants } from '../customers/index.ts';
import { ServiceRequest } from './service-request.record.ts';
import { SlaMilestone, SlaPolicy } from './sla-policy.record.ts';

export const SlaClockState = enumeration('SlaClockState', 'What a clock does.', {
  RUNNING: 'Business time counts.',
  PAUSED: 'It stands still until somebody else has done something.',
  STOPPED: 'What it waited for has happened, in time or not.',
});
export type SlaClockState = EnumerationValue<typeof SlaClockState>;

export const SlaSignal = enumeration('SlaSignal', 'What a clock tells.', {
  WARNING: 'Much of the time is over.',
  BREACH: 'The time is over.',
  ESCALATION: 'It has been over for long enough to call somebody in.',
});
export type SlaSignal = EnumerationValue<typeof SlaSignal>;

/**
 * How much of the promised business time has passed. It is kept with the steps of its request and can be worked out from
 * them at any time (iS1); there is one for each milestone (iS2). No event tells of it but `service.slaAlert`.
 */
@Record({
  prefix: 'slc',
  description:
    'How much of the promised business time of a request has passed. It counts in business time, and stands still while others must act.',
  ownership: { through: 'request' },
  indexes: [
    ['requestId', 'milestone', 'id'],
    ['nextSignalAt', 'id'],
    ['breachedAt', 'id'],
  ],
  unique: [['requestId', 'milestone']],
  commands: [],
  grants: readGrants,
})
export class SlaClock extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'The request.',
    writable: 'never',
    inverse: { name: 'clocks', description: 'How much of the promised time has passed, by milestone.' },
  })
  request!: Ref<ServiceRequest>;

  @field.enum(SlaMilestone, { description: 'What it waits for.', writable: 'never' })
  milestone!: SlaMilestone;

  @field.enum(SlaClockState, { description: 'What it does.', writable: 'never' })
  state!: SlaClockState;

  @field.decimal({ description: 'Business time that is promised, in seconds.', scale: 3, writable: 'never' })
  targetSeconds!: string;

  @field.decimal({
    description: 'Business time that had passed at `countedAt`, in seconds.',
    scale: 3,
    writable: 'never',
  })
  countedSeconds!: string;

  @field.instant({ description: 'When it last began to run, to stand still, or stopped.', writable: 'never' })
  countedAt!: string;

  @field.instant({ description: 'When it began.', writable: 'never' })
  startedAt!: string;

  @field.instant({ description: 'Since when it stands still.', nullable: true, writable: 'never' })
  pausedSince!: string | null;

  @field.instant({
    description: 'When the time is over if it goes on running; missing while it does not run.',
    nullable: true,
    writable: 'never',
  })
  dueAt!: string | null;

  @field.instant({ description: 'When the time was over.', nullable: true, order: true, writable: 'never' })
  breachedAt!: string | null;

  @field.instant({ description: 'When what it waits for happened.', nullable: true, writable: 'never' })
  stoppedAt!: string | null;

  @field.enum(SlaSignal, { description: 'What it tells next.', nullable: true, writable: 'never' })
  nextSignal!: SlaSignal | null;

  @field.instant({ description: 'When it does.', nullable: true, order: true, writable: 'never' })
  nextSignalAt!: string | null;

  @field.int({ description: 'How many users were called in.', min: 0, default: 0, writable: 'never' })
  escalations!: number;

  @field.boolean({ description: 'It stands still while somebody else than the customer must act.', writable: 'never' })
  pausesForThird!: boolean;

  @belongsTo(() => SlaPolicy, { description: 'What was promised.', writable: 'never' })
  policy!: Ref<SlaPolicy>;

  @belongsTo(() => BusinessCalendar, { description: 'The hours that count.', writable: 'never' })
  calendar!: Ref<BusinessCalendar>;
}
