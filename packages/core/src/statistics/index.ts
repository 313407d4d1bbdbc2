export { differenceOf, type Estimate, netPromoterScore, shareOf } from './estimate.ts';
export { differenceOfMeans, type Sample } from './means.ts';
