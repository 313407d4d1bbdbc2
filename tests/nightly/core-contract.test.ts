import { customersPlugin, interactionsPlugin } from '@rapport/core';
import { pluginContract, type TestTenant } from '@rapport/testing';

const organisation = (tenant: TestTenant) => tenant.customer({ kind: 'ORGANISATION' });
let day = 0;
let points = 0;
/** Two hours of a day of their own. */
const hours = () => {
  const from = Date.parse('2026-01-01T09:00:00Z') + day++ * 86_400_000;
  return { startsAt: new Date(from).toISOString(), endsAt: new Date(from + 7_200_000).toISOString() };
};

pluginContract(customersPlugin, {
  samples: {
    Affiliation: async (tenant) => ({ personId: await tenant.customer(), organisationId: await organisation(tenant) }),
    OwnerPeriod: () => ({ startsAt: '2001-01-01T00:00:00Z', endsAt: '2001-02-01T00:00:00Z' }),
    ContactPoint: () => ({ channel: 'EMAIL', value: `point${++points}@example.com`, preferred: false }),
    CustomerDocument: () => ({ url: 'https://example.com/contract.pdf' }),
    FinancialFigure: async (tenant) => ({ organisationId: await organisation(tenant) }),
  },
});
pluginContract(interactionsPlugin, { samples: { Visit: hours } });
