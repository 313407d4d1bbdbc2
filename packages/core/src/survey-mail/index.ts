import { definePlugin } from '@rapport/sdk';
import { MailSurveysResolver } from './mail-surveys.resolver.ts';

/** Surveys work without messages, and messages without surveys; this is for those who have both. */
export const surveyMailPlugin = definePlugin({
  id: 'survey-mail',
  version: '0.1.0',
  requires: ['surveys', 'messages'],
  resolvers: [MailSurveysResolver],
});
