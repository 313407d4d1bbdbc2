import { EstateGroupRelation, EstatePointEntry, EstateReferral, EstateSurvey } from './club.record.ts';
import { EstateContractor, EstateDefect, EstateWarranty } from './defect.record.ts';
import { DefectResolver } from './defect.resolver.ts';
import { defectRules } from './defect.rules.ts';
import { GroupViewResolver } from './group-view.resolver.ts';
import { EstateHandover, EstateInspection } from './handover.record.ts';
import { allowHandover, handoverRules } from './handover.rules.ts';
import { referralRules } from './referral.rules.ts';
import { askAndReward, reverseReferrals, rewardAnswers, rewardReferrals } from './touch-points.ts';

/** What there is between owners and us once a unit is sold. */
export const afterSale = {
  records: [
    EstateHandover,
    EstateInspection,
    EstateContractor,
    EstateDefect,
    EstateWarranty,
    EstatePointEntry,
    EstateSurvey,
    EstateReferral,
    EstateGroupRelation,
  ],
  resolvers: [DefectResolver, GroupViewResolver],
  permissions: [allowHandover],
  before: [...handoverRules, ...defectRules, ...referralRules],
  after: [askAndReward, rewardAnswers, rewardReferrals, reverseReferrals],
} as const;
