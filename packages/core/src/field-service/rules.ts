import { defineRules } from '@rapport/sdk';

/** Rules that clients branch on: `extensions.rule` of RULE_BROKEN. */
export const rules = defineRules({
  SKILL_MISSING: 'A technician goes only where he has every skill that the job asks for, certified on that day.',
  OUTSIDE_SHIFT: 'A job lies within a shift of its technician, the ways from home and back included.',
  OUTSIDE_WINDOW: 'The work lies within the window in which the customer is there.',
  RESOURCE_TAKEN: 'A technician is at one place at a time, and needs the time to travel there.',
  TECHNICIAN_INACTIVE: 'Nothing is planned for a technician who is not sent to customers.',
  PROOF_MISSING: 'A job is completed with the proof that its type asks for.',
  STOCK_SHORT: 'A store gives no more of a part than it holds.',
  JOBS_OPEN: 'A work order is completed once all of its jobs have ended.',
});
