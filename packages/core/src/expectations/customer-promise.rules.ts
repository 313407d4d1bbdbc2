import { type BeforeHandler, type RecordChange, type RecordInput, reject } from '@rapport/sdk';
import { CustomerPromise } from './customer-promise.record.ts';

/** What a step of the life cycle adds, or why it is refused. */
function stepValues({ transition, record, path }: RecordChange): RecordInput {
  switch (transition?.name) {
    case 'keep': {
      const keptAt = String(record.keptAt ?? new Date().toISOString());
      if (Date.parse(keptAt) > Date.now()) reject(`${path}.keptAt`, 'must not be in the future.');
      const keptLate = record.dueAt != null && Date.parse(keptAt) > Date.parse(String(record.dueAt));
      return { keptAt, keptLate, overdueAt: null };
    }
    case 'postpone':
      if (Date.parse(String(record.dueAt)) <= Date.now()) reject(`${path}.dueAt`, 'must be in the future.');
      return { overdueAt: record.dueAt };
    case 'withdraw':
      if (!transition.reason?.trim()) reject('reason', 'is required to withdraw a CustomerPromise.');
      return { overdueAt: null };
    case 'break':
    case 'fallDue':
      return { overdueAt: null };
    default:
      return {};
  }
}

export const customerPromiseRules: readonly BeforeHandler[] = [
  {
    record: CustomerPromise,
    on: ['created', 'updated'],
    run: async (change) => {
      const { operation, record, path } = change;
      if (operation === 'updated') return stepValues(change);
      const { promisedAt, dueAt } = record;
      if (dueAt != null && Date.parse(String(dueAt)) < Date.parse(String(promisedAt)))
        reject(`${path}.dueAt`, 'must not be earlier than promisedAt.');
      return { overdueAt: dueAt ?? null };
    },
  },
];
