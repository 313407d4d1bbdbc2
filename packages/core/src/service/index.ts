import { definePlugin } from '@rapport/sdk';
import { ContactPath } from './contact-path.record.ts';
import { contactPathRules } from './contact-path.rules.ts';
import { dueMoved } from './due-moved.event.ts';
import { Entitlement } from './entitlement.record.ts';
import { createService } from './migrations/0001-create-service.ts';
import { createAgreements } from './migrations/0002-create-agreements.ts';
import { createConversations } from './migrations/0003-create-conversations.ts';
import { createAttachments } from './migrations/0004-create-attachments.ts';
import { queueBoard } from './queue.board.ts';
import { Queue } from './queue.record.ts';
import { QueueResolver } from './queue.resolver.ts';
import { QueueMember, UserSkill } from './queue-member.record.ts';
import { recountCalendar } from './recount-clocks.ts';
import { churnSignal, escalationRisk } from './service.scorers.ts';
import { ServiceAttachment } from './service-attachment.record.ts';
import { ServiceCategory } from './service-category.record.ts';
import { ServiceCause } from './service-cause.record.ts';
import { ServiceContract } from './service-contract.record.ts';
import { ServiceContractResolver } from './service-contract.resolver.ts';
import { reviewContracts } from './service-contract.service.ts';
import { ServiceMessage } from './service-message.record.ts';
import { serviceMessageRules } from './service-message.rules.ts';
import { ServiceNote } from './service-note.record.ts';
import { ServiceRequest } from './service-request.record.ts';
import { ServiceRequestResolver } from './service-request.resolver.ts';
import { serviceRequestRules } from './service-request.rules.ts';
import { ServiceRequestMerge } from './service-request-merge.record.ts';
import { serviceRequestMergeRules } from './service-request-merge.rules.ts';
import { ServiceRequestParticipant } from './service-request-participant.record.ts';
import { ServiceRequestStep } from './service-request-step.record.ts';
import { Skill } from './skill.record.ts';
import { slaAlert } from './sla-alert.event.ts';
import { SlaClock } from './sla-clock.record.ts';
import { SlaClockResolver } from './sla-clock.resolver.ts';
import { ringClocks } from './sla-clocks.service.ts';
import { SlaPolicy } from './sla-policy.record.ts';
import { slaPolicyRules } from './sla-policy.rules.ts';

export { type ClockTerms, replayClock } from './clock-arithmetic.ts';
export { ContactPath, ContactPathEnd } from './contact-path.record.ts';
export { Entitlement } from './entitlement.record.ts';
export { Queue, QueueAssignment } from './queue.record.ts';
export { QueueMember, UserSkill } from './queue-member.record.ts';
export { MAX_ATTACHMENT_BYTES, ServiceAttachment } from './service-attachment.record.ts';
export { ServiceCategory } from './service-category.record.ts';
export { ServiceCause } from './service-cause.record.ts';
export { ServiceContract, ServiceContractState } from './service-contract.record.ts';
export { ServiceMessage } from './service-message.record.ts';
export { takesAnswers } from './service-message.rules.ts';
export { ServiceNote } from './service-note.record.ts';
export { ServiceRequest } from './service-request.record.ts';
export { ComplaintStep, RequestLevel, ServiceRequestKind, ServiceRequestState } from './service-request.states.ts';
export { ServiceRequestMerge } from './service-request-merge.record.ts';
export { RequestRole, ServiceRequestParticipant } from './service-request-participant.record.ts';
export { ServiceRequestStep } from './service-request-step.record.ts';
export { Skill } from './skill.record.ts';
export { SlaClock, SlaClockState, SlaSignal } from './sla-clock.record.ts';
export { type Clock, columnsOf as clockColumns, newClock } from './sla-clock.store.ts';
export { SlaMilestone, SlaPolicy } from './sla-policy.record.ts';

export const servicePlugin = definePlugin({
  id: 'service',
  version: '0.1.0',
  requires: ['customers', 'calendars', 'interactions'],
  rights: { Task: { read: 'all', create: 'all' }, Customer: { read: 'all' } },
  records: [
    Skill,
    Queue,
    QueueMember,
    UserSkill,
    ServiceCategory,
    ServiceCause,
    SlaPolicy,
    ServiceContract,
    Entitlement,
    ServiceRequest,
    ServiceRequestStep,
    SlaClock,
    ServiceMessage,
    ServiceNote,
    ServiceAttachment,
    ServiceRequestParticipant,
    ServiceRequestMerge,
    ContactPath,
  ],
  resolvers: [ServiceRequestResolver, QueueResolver, ServiceContractResolver, SlaClockResolver],
  migrations: [createService, createAgreements, createConversations, createAttachments],
  events: [slaAlert, dueMoved],
  after: [recountCalendar],
  boards: [queueBoard],
  scorers: [escalationRisk, churnSignal],
  before: [
    ...serviceRequestRules,
    ...serviceRequestMergeRules,
    ...serviceMessageRules,
    ...slaPolicyRules,
    ...contactPathRules,
  ],
  alarms: [
    {
      id: 'ring-clocks',
      record: SlaClock,
      at: 'nextSignalAt',
      run: async ({ transaction, signal }) => {
        while (!signal.aborted && (await transaction(ringClocks)));
      },
    },
  ],
  jobs: [
    {
      id: 'review-contracts',
      cron: '0 1 * * *',
      catchUp: 'once',
      run: ({ transaction, dueAt }) => transaction((work) => reviewContracts(work, dueAt.toISOString().slice(0, 10))),
    },
  ],
});
