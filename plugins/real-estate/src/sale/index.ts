import { claimRules } from './claim.rules.ts';
import { EstateBuyer, EstateContract } from './contract.record.ts';
import { contractRules } from './contract.rules.ts';
import { EstateContractChange } from './contract-change.record.ts';
import { expireHolds } from './expire-holds.alarm.ts';
import { EstateIntent, EstateWish } from './intent.record.ts';
import { intentRules } from './intent.rules.ts';
import { EstateInstalment, EstateMortgage } from './payment.record.ts';
import { PaymentResolver } from './payment.resolver.ts';
import { paymentRules } from './payment.rules.ts';
import { changeContracts } from './permissions.ts';
import { EstateSubscription } from './subscription.record.ts';
import { SubscriptionResolver } from './subscription.resolver.ts';
import { subscriptionRules } from './subscription.rules.ts';

/** How a unit finds its buyer. */
export const sale = {
  records: [
    EstateIntent,
    EstateWish,
    EstateSubscription,
    EstateContract,
    EstateBuyer,
    EstateInstalment,
    EstateMortgage,
    EstateContractChange,
  ],
  resolvers: [PaymentResolver, SubscriptionResolver],
  permissions: [changeContracts],
  before: [...claimRules, ...intentRules, ...subscriptionRules, ...contractRules, ...paymentRules],
  alarms: [expireHolds],
} as const;
