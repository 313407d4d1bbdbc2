import type { BeforeHandler } from '@rapport/sdk';
import { EstateIntent } from './intent.record.ts';

export const intentRules: readonly BeforeHandler[] = [
  {
    record: EstateIntent,
    on: ['updated'],
    run: async ({ record, transition }) =>
      transition?.name === 'pay' ? { paidAt: record.paidAt ?? new Date().toISOString() } : undefined,
  },
];
