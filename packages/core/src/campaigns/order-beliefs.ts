import { type EnumerationValue, enumeration } from '@rapport/sdk';
import { type Estimate, shareOf } from '../statistics/index.ts';

export const BeliefVerdict = enumeration('BeliefVerdict', 'What figures say of a share that is believed in.', {
  MORE: 'The true share is more than is believed.',
  LESS: 'The true share is less than is believed.',
  UNDECIDED: 'The figures allow for what is believed.',
});
export type BeliefVerdict = EnumerationValue<typeof BeliefVerdict>;

/** "If not 1 %, then 0.5 %": what is said of how many order whom one only has to write to (F10). */
const BELIEFS = [0.01, 0.005] as const;

export interface OrderBeliefs {
  /** Of those who were contacted; null where nobody was. */
  readonly orderShare: Estimate | null;
  readonly beliefs: readonly { readonly believed: number; readonly verdict: BeliefVerdict }[];
}

/** How many of those who were contacted ordered, against what is believed of it. */
export function againstBeliefs({ contacted, ordered }: { contacted: number; ordered: number }): OrderBeliefs {
  const orderShare = shareOf(ordered, contacted) ?? null;
  const verdictOn = (believed: number): BeliefVerdict => {
    if (orderShare && orderShare.low > believed) return 'MORE';
    if (orderShare && orderShare.high < believed) return 'LESS';
    return 'UNDECIDED';
  };
  return { orderShare, beliefs: BELIEFS.map((believed) => ({ believed, verdict: verdictOn(believed) })) };
}
