import { type EnumerationValue, enumeration, type LifeCycleOptions } from '@rapport/sdk';

export const FieldJobState = enumeration('FieldJobState', 'How far a job in the field is.', {
  NONE: 'Nobody is planned for it.',
  SCHEDULED: 'A technician has it in his plan, and may not know yet.',
  DISPATCHED: 'The technician was told.',
  ACCEPTED: 'The technician takes it on.',
  EN_ROUTE: 'The technician is on his way.',
  IN_PROGRESS: 'The technician is there.',
  COMPLETED: 'The work is done and proven.',
  CANNOT_COMPLETE: 'It could not be done, for a reason.',
  CANCELED: 'Called off.',
});
export type FieldJobState = EnumerationValue<typeof FieldJobState>;

/** States in which a job takes the time of its technician. */
export const HOLDING = ['SCHEDULED', 'DISPATCHED', 'ACCEPTED', 'EN_ROUTE', 'IN_PROGRESS', 'COMPLETED'] as const;
/** States in which something is left to be done. */
export const OPEN = ['NONE', 'SCHEDULED', 'DISPATCHED', 'ACCEPTED', 'EN_ROUTE', 'IN_PROGRESS'] as const;

/** What the device of a technician may say beside a step. */
const device = ['device'];

/** None -> scheduled -> dispatched -> accepted -> en route -> in progress -> completed (domain model 3.7). */
export const fieldJobLifeCycle: LifeCycleOptions = {
  field: 'state',
  transitions: {
    schedule: {
      description:
        'Plans it, or plans it anew: end, travel and follower are worked out. It is refused where the technician lacks a skill (SKILL_MISSING), where it does not lie in the window or the shift (OUTSIDE_WINDOW, OUTSIDE_SHIFT), and where he cannot be there in time (RESOURCE_TAKEN).',
      from: ['NONE', 'SCHEDULED', 'DISPATCHED'],
      to: 'SCHEDULED',
      requires: ['technicianId', 'startsAt'],
    },
    unschedule: { description: 'Takes it out of the plan.', from: ['SCHEDULED', 'DISPATCHED'], to: 'NONE' },
    dispatch: { description: 'Tells the technician.', from: ['SCHEDULED'], to: 'DISPATCHED' },
    accept: { description: 'Takes it on.', from: ['DISPATCHED'], to: 'ACCEPTED', takes: device },
    depart: { description: 'Sets out.', from: ['ACCEPTED'], to: 'EN_ROUTE', takes: device },
    arrive: {
      description: 'Notes that the technician is there.',
      from: ['EN_ROUTE'],
      to: 'IN_PROGRESS',
      takes: device,
    },
    complete: {
      description: 'Ends it. The proof that its type asks for must be there: PROOF_MISSING otherwise.',
      from: ['IN_PROGRESS'],
      to: 'COMPLETED',
      takes: ['report', ...device],
    },
    giveUp: {
      description: 'Notes that it could not be done, with a reason.',
      from: ['DISPATCHED', 'ACCEPTED', 'EN_ROUTE', 'IN_PROGRESS'],
      to: 'CANNOT_COMPLETE',
      takes: ['report', ...device],
    },
    cancel: { description: 'Calls it off, with a reason.', from: OPEN, to: 'CANCELED' },
  },
};
