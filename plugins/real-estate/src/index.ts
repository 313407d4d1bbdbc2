import { type BeforeHandler, definePlugin, type RecordClass } from '@rapport/sdk';
import { afterSale } from './after-sale/index.ts';
import { automations } from './automation/automations.ts';
import { ask, expireHold } from './automation/steps.ts';
import { broker } from './broker/index.ts';
import { RealEstateCustomer } from './customer-fields.ts';
import { demo } from './demo/index.ts';
import { measures } from './measures/index.ts';
import { migrations } from './migrations/index.ts';
import { rollOut } from './roll-out/index.ts';
import { sale } from './sale/index.ts';
import { scoring } from './scoring/index.ts';
import { settings } from './settings.ts';
import { stock } from './stock/index.ts';
import { visits } from './visits/index.ts';

export { type EntityEvent, entityEventOf, type LoggedChange } from './reso/entity-event.ts';
export { resoResources } from './reso/mapping.ts';
export { resoPage } from './reso/page.ts';
export { rules } from './rules.ts';
export { drawOrder, lotOf, seedHashOf } from './stock/lottery.ts';

const parts = [stock, sale, visits, afterSale, broker, rollOut] as const;
const records = parts.flatMap((part): readonly RecordClass[] => part.records);
const extensions = [RealEstateCustomer];

export default definePlugin({
  id: 'real-estate',
  version: '0.1.0',
  compat: { sdk: '^0.1.0' },
  requires: ['customers', 'interactions'],
  records,
  extensions,
  resolvers: [
    ...stock.resolvers,
    ...sale.resolvers,
    ...visits.resolvers,
    ...afterSale.resolvers,
    ...scoring.resolvers,
    ...measures.resolvers,
    ...rollOut.resolvers,
  ],
  migrations,
  permissions: [...stock.permissions, ...sale.permissions, ...afterSale.permissions, ...measures.permissions],
  settings,
  rights: {
    Customer: { read: 'all', update: 'all' },
    BuyingParty: { read: 'all' },
    BuyingPartyMember: { read: 'all' },
    Task: { read: 'all', create: 'all' },
    User: { read: 'all' },
  },
  before: parts.flatMap((part): readonly BeforeHandler[] => part.before),
  after: [...afterSale.after],
  automations,
  automationSteps: [expireHold, ask],
  scorers: [...scoring.scorers],
  alarms: [...sale.alarms],
  demo,
});
