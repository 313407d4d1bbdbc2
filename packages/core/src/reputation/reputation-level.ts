import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const ReputationLevel = enumeration(
  'ReputationLevel',
  'How sure it is that customers are content, by the lower end of the interval.',
  {
    NEW: 'Fewer than five customers have rated.',
    KNOWN: 'It is rated, and nothing more can be said.',
    GOOD: 'At least half of all customers are content.',
    TRUSTED: 'At least seven of ten are.',
    OUTSTANDING: 'At least seventeen of twenty are.',
  },
);
export type ReputationLevel = EnumerationValue<typeof ReputationLevel>;
