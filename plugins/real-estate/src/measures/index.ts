import { CareMeasuresResolver } from './care.resolver.ts';
import { FunnelResolver } from './funnel.resolver.ts';
import { readMeasures } from './permission.ts';
import { SalesMeasuresResolver } from './sales.resolver.ts';

/** What is worked out over all of it. */
export const measures = {
  resolvers: [FunnelResolver, SalesMeasuresResolver, CareMeasuresResolver],
  permissions: [readMeasures],
} as const;
