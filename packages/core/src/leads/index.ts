import { definePlugin } from '@rapport/sdk';
import { leadConverted, suspectKnown } from './convert-lead.ts';
import { noteFirstResponse } from './first-response.ts';
import { Lead } from './lead.record.ts';
import { LeadAssignment } from './lead-assignment.record.ts';
import { LeadForm } from './lead-form.record.ts';
import { LeadIntakeResolver } from './lead-intake.resolver.ts';
import { takeIn } from './lead-intake.rules.ts';
import { LeadPool, LeadPoolMember } from './lead-pool.record.ts';
import { leadReadiness } from './lead-readiness.scorer.ts';
import { takeStep } from './lead-steps.rules.ts';
import { Leak } from './leak.record.ts';
import { createLeads } from './migrations/0001-create-leads.ts';
import { shareOutLeads } from './share-out-leads.ts';
import { takeOverLeads } from './take-over-leads.ts';

export { leadConverted } from './convert-lead.ts';
export { Lead } from './lead.record.ts';
export { AssignmentOutcome, LeadAssignment } from './lead-assignment.record.ts';
export { LeadForm } from './lead-form.record.ts';
export { LeadDistribution, LeadPool, LeadPoolMember } from './lead-pool.record.ts';
export { LeadSource, LeadState, LeakCode } from './lead-states.ts';
export { Leak, LeakStage } from './leak.record.ts';

export const leadsPlugin = definePlugin({
  id: 'leads',
  version: '0.1.0',
  requires: ['customers', 'interactions'],
  records: [Lead, LeadPool, LeadPoolMember, LeadForm, LeadAssignment, Leak],
  resolvers: [LeadIntakeResolver],
  migrations: [createLeads],
  events: [leadConverted],
  rights: {
    Customer: { read: 'all' },
    Interaction: { read: 'all' },
    User: { read: 'all' },
    Team: { read: 'all' },
    Territory: { read: 'all' },
  },
  before: [takeIn, suspectKnown, takeStep],
  after: [shareOutLeads, noteFirstResponse],
  scorers: [leadReadiness],
  alarms: [takeOverLeads],
});
