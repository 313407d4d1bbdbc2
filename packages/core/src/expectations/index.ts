import { definePlugin } from '@rapport/sdk';
import { CustomerNeed } from './customer-need.record.ts';
import { CustomerPromise } from './customer-promise.record.ts';
import { customerPromiseRules } from './customer-promise.rules.ts';
import { evidenceRules } from './evidence.rules.ts';
import { markOverdue } from './mark-overdue.ts';
import { createExpectations } from './migrations/0001-create-expectations.ts';

export { CustomerNeed, NeedState } from './customer-need.record.ts';
export { BreachCause, CustomerPromise, PromiseSide, PromiseState } from './customer-promise.record.ts';

export const expectationsPlugin = definePlugin({
  id: 'expectations',
  version: '0.1.0',
  requires: ['customers', 'interactions'],
  records: [CustomerNeed, CustomerPromise],
  migrations: [createExpectations],
  before: [...evidenceRules, ...customerPromiseRules],
  alarms: [markOverdue],
});
