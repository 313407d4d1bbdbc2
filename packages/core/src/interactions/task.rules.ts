import {
  type BeforeHandler,
  RapportError,
  type RecordChange,
  type RecordInput,
  reject,
  type UnitOfWork,
} from '@rapport/sdk';
import { Task } from './task.record.ts';
import { assertReasonable } from './time-slot.ts';

/** Where a task stands among others: the first letter of the answer to "what now". */
function quadrantOf({ record }: RecordChange): number {
  return 1 + (record.important === true ? 0 : 2) + (record.urgent === true ? 0 : 1);
}

/** A task that a user gives to another one is proposed to him. */
function proposal({ record }: RecordChange, work: UnitOfWork): RecordInput {
  const { userId } = work.context.access.actor;
  const assignee = record.assigneeId;
  const isGiven = userId !== undefined && assignee !== null && assignee !== userId;
  return isGiven ? { state: 'PROPOSED', delegatorId: userId } : {};
}

/** What a step of the life cycle adds, or why it is refused. */
function stepValues(change: RecordChange, work: UnitOfWork): RecordInput {
  const { transition, before, after, record, path } = change;
  const { userId } = work.context.access.actor;
  switch (transition?.name) {
    case 'delegate':
      if (after.assigneeId == null) reject(`${path}.assigneeId`, 'must be another user than the one who has it.');
      return { delegatorId: userId ?? before.assigneeId };
    case 'accept':
      requireUser(work, record.assigneeId, 'accept it: he is not the one to whom it was given');
      return {};
    case 'decline':
      requireUser(work, record.assigneeId, 'decline it: he is not the one to whom it was given');
      if (!transition.reason?.trim()) reject('reason', 'is required to decline a Task.');
      return {};
    case 'takeBack':
      requireUser(work, record.delegatorId, 'take it back: he is not the one who gave it');
      return { assigneeId: userId, delegatorId: null };
    case 'finish':
      return { doneAt: new Date().toISOString() };
    default:
      return {};
  }
}

function requireUser(work: UnitOfWork, user: unknown, what: string): void {
  if (work.context.access.actor.userId === user) return;
  throw new RapportError('FORBIDDEN', `This actor may not ${what}.`, { field: 'id', recordType: 'Task' });
}

export const taskRules: readonly BeforeHandler[] = [
  {
    record: Task,
    on: ['created', 'updated'],
    run: async (change, work) => {
      assertReasonable(change, 'plannedFrom', 'plannedUntil');
      const values = change.operation === 'created' ? proposal(change, work) : stepValues(change, work);
      return { quadrant: quadrantOf(change), ...values };
    },
  },
];
