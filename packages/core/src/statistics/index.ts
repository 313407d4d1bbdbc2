export { differenceOf, type Estimate, netPromoterScore, shareOf } from './estimate.ts';
