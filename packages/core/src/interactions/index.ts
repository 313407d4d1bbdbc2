import { definePlugin } from '@rapport/sdk';
import { ContactDeskTest } from './contact-desk-test.record.ts';
import { ContactQuality } from './contact-quality.record.ts';
import { ContactRhythm } from './contact-rhythm.record.ts';
import { contactRhythmRules } from './contact-rhythm.rules.ts';
import { DeskAuditResolver } from './desk-audit.resolver.ts';
import { FreeBusyResolver } from './free-busy.resolver.ts';
import { Interaction } from './interaction.record.ts';
import { InteractionResolver } from './interaction.resolver.ts';
import { interactionRules } from './interaction.rules.ts';
import { InteractionParticipant } from './interaction-participant.record.ts';
import { createInteractions } from './migrations/0001-create-interactions.ts';
import { createTasksAndVisits } from './migrations/0002-create-tasks-and-visits.ts';
import { keepContactRhythms } from './migrations/0003-keep-contact-rhythms.ts';
import { compareContactDesks } from './migrations/0004-compare-contact-desks.ts';
import { Task } from './task.record.ts';
import { taskRules } from './task.rules.ts';
import { Thread } from './thread.record.ts';
import { Visit } from './visit.record.ts';
import { visitRules } from './visit.rules.ts';
import { VisitAttendee } from './visit-attendee.record.ts';

export { ContactDeskTest } from './contact-desk-test.record.ts';
export { ContactQuality, QualityJudge } from './contact-quality.record.ts';
export { ContactRhythm, USUAL_RHYTHM_DAYS } from './contact-rhythm.record.ts';
export {
  ActivityType,
  Interaction,
  InteractionChannel,
  InteractionDirection,
  InteractionMatter,
  InteractionOutcome,
  InteractionSource,
  StatedSentiment,
} from './interaction.record.ts';
export { correctInteraction } from './interaction.service.ts';
export { InteractionParticipant, ParticipantRole } from './interaction-participant.record.ts';
export { Task, TaskState } from './task.record.ts';
export { Thread } from './thread.record.ts';
export { type AgendaItem, Visit, VisitState } from './visit.record.ts';
export { VisitAttendee } from './visit-attendee.record.ts';

export const interactionsPlugin = definePlugin({
  id: 'interactions',
  version: '0.1.0',
  required: true,
  requires: ['customers'],
  records: [
    Interaction,
    InteractionParticipant,
    Thread,
    ContactQuality,
    ContactRhythm,
    ContactDeskTest,
    Task,
    Visit,
    VisitAttendee,
  ],
  resolvers: [InteractionResolver, FreeBusyResolver, DeskAuditResolver],
  migrations: [createInteractions, createTasksAndVisits, keepContactRhythms, compareContactDesks],
  before: [...interactionRules, ...contactRhythmRules, ...taskRules, ...visitRules],
});
