import { definePlugin } from '@rapport/sdk';
import { expireInvitations } from './expire-invitations.ts';
import { createSurveys } from './migrations/0001-create-surveys.ts';
import { Survey } from './survey.record.ts';
import { surveyRules } from './survey.rules.ts';
import { SurveyAnswer } from './survey-answer.record.ts';
import { SurveyFollowUp } from './survey-follow-up.record.ts';
import { surveyFollowUpRules } from './survey-follow-up.rules.ts';
import { SurveyFormResolver } from './survey-form.resolver.ts';
import { SurveyInvitation } from './survey-invitation.record.ts';
import { surveyInvitationRules } from './survey-invitation.rules.ts';
import { SurveyQuestion } from './survey-question.record.ts';
import { SurveyResultsResolver, seeSurveyResults } from './survey-results.resolver.ts';

export { Survey, SurveyState } from './survey.record.ts';
export { SurveyAnswer } from './survey-answer.record.ts';
export { FollowUpState, SurveyFollowUp } from './survey-follow-up.record.ts';
export { InvitationState, SurveyInvitation, SurveyOccasion } from './survey-invitation.record.ts';
export { QuestionKind, SurveyQuestion } from './survey-question.record.ts';

export const surveysPlugin = definePlugin({
  id: 'surveys',
  version: '0.1.0',
  requires: ['customers', 'interactions'],
  records: [Survey, SurveyQuestion, SurveyInvitation, SurveyAnswer, SurveyFollowUp],
  resolvers: [SurveyFormResolver, SurveyResultsResolver],
  permissions: [seeSurveyResults],
  migrations: [createSurveys],
  before: [...surveyRules, ...surveyInvitationRules, ...surveyFollowUpRules],
  alarms: [expireInvitations],
});
