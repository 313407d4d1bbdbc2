import { defineSettings } from '@rapport/sdk';

/** What an administrator can tell the plugin, for his tenant. */
export const settings = defineSettings('real-estate', {
  pointsForSigning: {
    type: 'int',
    description: "Points of the owners' club for a signed contract.",
    min: 0,
    max: 100_000,
    default: 500,
  },
  pointsForHandover: { type: 'int', description: 'Points for a handover.', min: 0, max: 100_000, default: 200 },
  pointsForSurvey: { type: 'int', description: 'Points for an answer to a survey.', min: 0, max: 100_000, default: 20 },
  pointsForReferral: {
    type: 'int',
    description: 'Points for somebody who was referred and bought.',
    min: 0,
    max: 100_000,
    default: 1_000,
  },
});
