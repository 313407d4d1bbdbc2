import { definePlugin } from '@rapport/sdk';
import { ContactFatigue } from './contact-fatigue.record.ts';
import { deliverLater, deliverQueued } from './delivery/deliver.ts';
import { messageRoutes } from './delivery/routes.ts';
import { FrequencyCap } from './frequency-cap.record.ts';
import { learnFatigue } from './learn-fatigue.ts';
import { messageRefused, messagesQueued } from './message.events.ts';
import { Message } from './message.record.ts';
import { MessageResolver } from './message.resolver.ts';
import { messageRules } from './message.rules.ts';
import { messagePort } from './message-port.ts';
import { MessageTemplate } from './message-template.record.ts';
import { createMessages } from './migrations/0001-create-messages.ts';
import { goOnWithMails } from './migrations/0002-go-on-with-mails.ts';
import { typeContent } from './migrations/0003-type-content.ts';
import { reporting, sending } from './permissions.ts';
import { QuietDay, QuietHour } from './quiet-hours.record.ts';
import { messageSettings } from './settings.ts';
import { TemplateVersion } from './template-version.record.ts';
import { WordingRule } from './wording-rule.record.ts';

export { ContactFatigue, FatigueState } from './contact-fatigue.record.ts';
export { type Candidates, decideMessages, type MessagePlan, type Verdicts } from './decision/decide.ts';
export { deliverBatch } from './delivery/deliver.ts';
export { mailIdOf } from './delivery/mail-id.ts';
export type { MessageProvider, Outcome, OutgoingMessage } from './delivery/provider.ts';
export { Providers } from './delivery/providers.ts';
export { FrequencyCap } from './frequency-cap.record.ts';
export { Message } from './message.record.ts';
export { sendMessage, templateByKey } from './message.service.ts';
export { MessageTemplate } from './message-template.record.ts';
export { ContentType, MessagePurpose, MessageState, SendRule } from './message-terms.ts';
export { sending } from './permissions.ts';
export { QuietDay, QuietHour } from './quiet-hours.record.ts';
export { messageSettings } from './settings.ts';
export { cancelMessages, holdMessages, releaseMessages } from './source.service.ts';
export { ContentFormat, TemplateVersion } from './template-version.record.ts';
export { WordingRule, WordingScope } from './wording-rule.record.ts';

export const messagesPlugin = definePlugin({
  id: 'messages',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'segments'],
  settings: messageSettings,
  permissions: [sending, reporting],
  records: [MessageTemplate, TemplateVersion, WordingRule, FrequencyCap, QuietHour, QuietDay, ContactFatigue, Message],
  resolvers: [MessageResolver],
  migrations: [createMessages, goOnWithMails, typeContent],
  before: messageRules,
  events: [messagesQueued, messageRefused],
  after: [deliverQueued],
  jobs: [deliverLater, learnFatigue],
  routes: messageRoutes,
  messagePort,
});
