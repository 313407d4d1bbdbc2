import { defectSeverity } from './defect-severity.scorer.ts';
import { mortgageRisk } from './mortgage-risk.scorer.ts';
import { purchaseIntent } from './purchase-intent.scorer.ts';
import { referralLikelihood } from './referral-likelihood.scorer.ts';
import { UnitFitResolver } from './unit-fit.resolver.ts';

/** What is likely, what fits, and what presses. */
export const scoring = {
  scorers: [purchaseIntent, referralLikelihood, mortgageRisk, defectSeverity],
  resolvers: [UnitFitResolver],
} as const;
