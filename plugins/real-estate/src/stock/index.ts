import { EstateBuilding, EstateFloor, EstatePhase } from './building.record.ts';
import { EstateLayout } from './layout.record.ts';
import { approvePrices, grantDiscount, openReleases } from './permissions.ts';
import { EstatePermit } from './permit.record.ts';
import { EstatePriceList, EstateUnitPrice } from './price-list.record.ts';
import { priceListRules } from './price-list.rules.ts';
import { EstateProject } from './project.record.ts';
import { EstateQueueTicket, EstateRelease } from './release.record.ts';
import { ReleaseResolver } from './release.resolver.ts';
import { releaseRules } from './release.rules.ts';
import { EstateClaim, EstateUnit } from './unit.record.ts';
import { UnitResolver } from './unit.resolver.ts';
import { unitRules } from './unit.rules.ts';

/** What there is to sell. */
export const stock = {
  records: [
    EstateProject,
    EstatePermit,
    EstatePhase,
    EstateBuilding,
    EstateFloor,
    EstateLayout,
    EstateRelease,
    EstateQueueTicket,
    EstateUnit,
    EstateClaim,
    EstatePriceList,
    EstateUnitPrice,
  ],
  resolvers: [ReleaseResolver, UnitResolver],
  permissions: [approvePrices, grantDiscount, openReleases],
  before: [...unitRules, ...priceListRules, ...releaseRules],
} as const;
