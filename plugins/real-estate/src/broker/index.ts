import { brokerRules } from './broker.rules.ts';
import { EstateConveyance, EstateTenancy } from './conveyance.record.ts';
import { EstateListing, EstateOffer } from './listing.record.ts';

/** Units of others, for which we find buyers and tenants. */
export const broker = {
  records: [EstateListing, EstateOffer, EstateConveyance, EstateTenancy],
  before: brokerRules,
} as const;
