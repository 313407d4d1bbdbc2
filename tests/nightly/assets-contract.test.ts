import { assetsPlugin, orderTrackingPlugin } from '@rapport/core';
import { pluginContract } from '@rapport/testing';

let readings = 0;

pluginContract(assetsPlugin, {
  samples: {
    Asset: () => ({ warrantyFrom: '2026-01-01', warrantyUntil: '2028-01-01' }),
    // A counter never goes backwards.
    UsageReading: () => ({ value: ++readings, readAt: new Date(1_700_000_000_000 + readings * 1_000).toISOString() }),
    MaintenancePlan: () => ({ everyMonths: 12, everyUsage: 100 }),
    CareRule: () => ({ message: 'How does it do?' }),
  },
});
pluginContract(orderTrackingPlugin);
