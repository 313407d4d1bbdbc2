import { definePlugin } from '@rapport/sdk';
import { congratulate } from './congratulate.automation.ts';
import { WineClubCustomer } from './customer-fields.ts';
import { lapse } from './lapse.job.ts';
import { giveLevel, LevelResolver } from './level.resolver.ts';
import { create } from './migrations/0001-create.ts';
import { WineClubOrder } from './order.record.ts';
import { membersOnly } from './order.rules.ts';
import { awardPoints, levelReached } from './points.ts';
import { settings } from './settings.ts';
import { thirst } from './thirst.scorer.ts';

export { levelReached, WineClubCustomer, WineClubOrder };

export default definePlugin({
  id: 'wine-club',
  version: '0.1.0',
  compat: { sdk: '^0.1.0' },
  requires: ['customers', 'interactions'],
  extensions: [WineClubCustomer],
  records: [WineClubOrder],
  resolvers: [LevelResolver],
  migrations: [create],
  events: [levelReached],
  permissions: [giveLevel],
  settings,
  rights: { Customer: { read: 'all', update: 'all' }, Task: { read: 'all', create: 'all' } },
  before: [membersOnly],
  after: [awardPoints],
  automations: [congratulate],
  jobs: [lapse],
  scorers: [thirst],
});
