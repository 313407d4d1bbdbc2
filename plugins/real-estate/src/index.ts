import { definePlugin } from '@rapport/sdk';
import { afterSale } from './after-sale/index.ts';
import { broker } from './broker/index.ts';
import { RealEstateCustomer } from './customer-fields.ts';
import { createTables } from './migrations/0001-create.ts';
import { sale } from './sale/index.ts';
import { settings } from './settings.ts';
import { stock } from './stock/index.ts';
import { visits } from './visits/index.ts';

export { rules } from './rules.ts';

const records = [...stock.records, ...sale.records, ...visits.records, ...afterSale.records, ...broker.records];
const extensions = [RealEstateCustomer];

export default definePlugin({
  id: 'real-estate',
  version: '0.1.0',
  compat: { sdk: '^0.1.0' },
  requires: ['customers', 'interactions'],
  records,
  extensions,
  resolvers: [...stock.resolvers, ...sale.resolvers, ...visits.resolvers, ...afterSale.resolvers],
  migrations: [createTables(records, extensions)],
  permissions: [...stock.permissions, ...sale.permissions, ...afterSale.permissions],
  settings,
  rights: { Customer: { read: 'all', update: 'all' } },
  before: [...stock.before, ...sale.before, ...visits.before, ...afterSale.before, ...broker.before],
  after: [...afterSale.after],
  jobs: [...sale.jobs],
});
