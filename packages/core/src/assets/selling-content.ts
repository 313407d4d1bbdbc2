import { refuse } from '@rapport/sdk';
import { rules } from './rules.ts';

/** Words and marks by which an offer gives itself away; a service message has none of them (F7). */
const SIGNS: readonly RegExp[] = [
  /\b(?:discounts?|coupons?|vouchers?|promo(?:tions?|tional)?|special offers?|limited[- ]time|buy now|order now|upgrade offers?|on sale|clearance)\b/iu,
  /\d+\s*%\s*off\b/iu,
  /\butm_[a-z]+=/iu,
  /優惠|优惠|折扣|打折|特價|特价|促銷|促销|限時|限时|搶購|抢购|加購|加购|買一送一|买一送一|折價券|优惠券/u,
];

/** The part of a text that sells, if one does. */
export function sellingPart(text: string): string | undefined {
  for (const sign of SIGNS) {
    const [found] = sign.exec(text) ?? [];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Service outreach carries no selling content (F7): what sells belongs to campaigns, which ask for the consent to marketing. */
export function assertNoSelling(text: string, path: string): void {
  const found = sellingPart(text);
  if (found !== undefined) refuse(rules.SELLING_IN_SERVICE, path, { found });
}
