import { definePlugin } from '@rapport/sdk';
import { RealEstateCustomer } from './customer-fields.ts';
import { createTables } from './migrations/0001-create.ts';
import { sale } from './sale/index.ts';
import { stock } from './stock/index.ts';

const records = [...stock.records, ...sale.records];
const extensions = [RealEstateCustomer];

export default definePlugin({
  id: 'real-estate',
  version: '0.1.0',
  compat: { sdk: '^0.1.0' },
  requires: ['customers', 'interactions'],
  records,
  extensions,
  resolvers: [...stock.resolvers, ...sale.resolvers],
  migrations: [createTables(records, extensions)],
  permissions: [...stock.permissions, ...sale.permissions],
  before: [...stock.before, ...sale.before],
  jobs: [...sale.jobs],
});
