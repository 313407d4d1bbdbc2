import { definePlugin } from '@rapport/sdk';
import { advocateSettings, ReferralResolver } from './ask-for-referral.ts';
import { createAdvocates } from './migrations/0001-create-advocates.ts';
import { passion } from './passion.scorer.ts';
import { ReferralRequest } from './referral-request.record.ts';

export { ReferralRequest, ReferralState } from './referral-request.record.ts';

export const advocatesPlugin = definePlugin({
  id: 'advocates',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'surveys', 'leads'],
  records: [ReferralRequest],
  resolvers: [ReferralResolver],
  migrations: [createAdvocates],
  settings: advocateSettings,
  rights: {
    Customer: { read: 'all' },
    Purchase: { read: 'all' },
    InteractionParticipant: { read: 'all' },
    SurveyAnswer: { read: 'all' },
  },
  scorers: [passion],
});
