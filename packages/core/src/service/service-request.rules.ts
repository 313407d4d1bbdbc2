import { type BeforeHandler, type FieldValues, type RecordChange, type RecordInput, reject } from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';

const LEVELS = ['HIGH', 'MEDIUM', 'LOW'];
const OVER = ['RESOLVED', 'CLOSED', 'DUPLICATE', 'REJECTED'];

/** From 1, where both are high, to 5, where both are low. */
export const priorityOf = ({ impact, urgency }: FieldValues): number =>
  1 + LEVELS.indexOf(String(impact)) + LEVELS.indexOf(String(urgency));

export const isOpenState = (state: unknown): boolean => !OVER.includes(String(state));

/** What a step of the life cycle adds, or why it is refused. */
function stepValues({ transition, record }: RecordChange): RecordInput {
  const now = new Date().toISOString();
  switch (transition?.name) {
    case 'resolve':
      return { resolvedAt: now };
    case 'close':
      return { closedAt: now };
    case 'reopen':
      return { reopenedCount: Number(record.reopenedCount) + 1, resolvedAt: null, closedAt: null };
    case 'reject':
      if (!transition.reason?.trim()) reject('reason', 'is required to reject a ServiceRequest.');
      return {};
    default:
      return {};
  }
}

const keepRequest: BeforeHandler = {
  record: ServiceRequest,
  on: ['created', 'updated'],
  run: async (change) => {
    const { record, operation } = change;
    const complaintStep = record.kind === 'COMPLAINT' ? (record.complaintStep ?? 'RECEIVED') : null;
    const kept = { priority: priorityOf(record), open: isOpenState(record.state), complaintStep };
    return operation === 'created' ? kept : { ...kept, ...stepValues(change) };
  },
};

export const serviceRequestRules: readonly BeforeHandler[] = [keepRequest];
