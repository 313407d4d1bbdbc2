import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const DealOutcome = enumeration('DealOutcome', 'How a deal ended.', {
  WON: 'He bought.',
  LOST: 'He did not.',
});
export type DealOutcome = EnumerationValue<typeof DealOutcome>;

export const DealQuestion = enumeration('DealQuestion', 'What is asked about a deal that is decided.', {
  WHY_BUY: 'Why he bought. Of deals that were won.',
  VALUED: 'What he valued most.',
  WHY_URGENT: 'Why it was urgent for him, or was not.',
  WHY_THESE: 'Why he looked at these kinds and no others.',
  HOW_CONTACTED: 'How he came to us, and how we stayed in touch.',
  WHY_NOT: 'Why he did not buy. Of deals that were lost.',
});
export type DealQuestion = EnumerationValue<typeof DealQuestion>;

const always = ['VALUED', 'WHY_URGENT', 'WHY_THESE', 'HOW_CONTACTED'] as const satisfies DealQuestion[];

/** Each deal has as many questions as the other. */
export const questionsOf: Readonly<Record<DealOutcome, readonly DealQuestion[]>> = {
  WON: ['WHY_BUY', ...always],
  LOST: [...always, 'WHY_NOT'],
};
