import {
  type BeforeHandler,
  idOf,
  RapportError,
  type RecordChange,
  type RecordInput,
  reject,
  type UnitOfWork,
} from '@rapport/sdk';
import { convert } from './convert-lead.ts';
import { Lead } from './lead.record.ts';
import { endAssignment, givenTo, noteAssignment } from './lead-assignments.ts';
import { Leak } from './leak.record.ts';

/** What a step of the life cycle adds, or why it is refused. */
const steps: Readonly<Record<string, (change: RecordChange, work: UnitOfWork) => Promise<RecordInput>>> = {
  assign: async ({ record, uuid, path }, work) => {
    if (record.assigneeId == null) reject(`${path}.assigneeId`, 'must be somebody.');
    work.afterWrite(noteAssignment, { id: idOf(Lead, uuid), userId: String(record.assigneeId), outcome: 'OPEN' });
    return givenTo(work, record);
  },

  claim: async ({ uuid, path }, work) => {
    const { userId } = work.context.access.actor;
    if (userId === undefined) reject(path, 'only a user can take on a lead.');
    work.afterWrite(noteAssignment, { id: idOf(Lead, uuid), userId, outcome: 'ACCEPTED' });
    const { teamId } = await givenTo(work, { assigneeId: userId });
    return { assigneeId: userId, teamId, acceptedAt: new Date().toISOString() };
  },

  accept: async ({ record, uuid }, work) => {
    requireAssignee(work, record.assigneeId);
    // The clock is read here too: the alarm that takes it back may come a moment later.
    if (record.acceptBy != null && Date.parse(String(record.acceptBy)) <= Date.now())
      throw new RapportError('TRANSITION_REFUSED', 'accept: the time to accept this Lead is over.', {
        field: 'id',
        state: 'ASSIGNED',
        allowed: ['return', 'disqualify'],
      });
    await endAssignment(work, uuid, 'ACCEPTED', null);
    return { acceptedAt: new Date().toISOString(), acceptBy: null };
  },

  return: async ({ record, uuid, transition }, work) => {
    const reason = transition?.reason?.trim();
    if (!reason) reject('reason', 'is required to return a Lead.');
    const isLate = record.acceptBy != null && Date.parse(String(record.acceptBy)) <= Date.now();
    await endAssignment(work, uuid, isLate ? 'TIMED_OUT' : 'RETURNED', reason.slice(0, 500));
    return { assigneeId: null, teamId: null, acceptBy: null, acceptedAt: null };
  },

  start: async ({ record }) => {
    if (record.firstResponseAt != null) return {};
    return firstResponse(String(record.receivedAt), new Date());
  },

  convert,

  disqualify: async ({ record, uuid, transition }, work) => {
    const from = transition?.from;
    if (from === 'ASSIGNED') await endAssignment(work, uuid, 'WITHDRAWN', null);
    work.afterWrite(noteLeak, {
      code: record.leak,
      stage: from === 'NEW' || from === 'ASSIGNED' ? 'INQUIRY' : 'LEAD',
      cause: transition?.reason ?? null,
      lostAt: new Date().toISOString(),
      leadId: idOf(Lead, uuid),
      customerId: record.customerId ?? null,
    });
    return { acceptBy: null };
  },
};

/** When a lead was first answered, and how long it took. */
export function firstResponse(receivedAt: string, at: Date): RecordInput {
  const seconds = Math.max(0, Math.round((at.getTime() - Date.parse(receivedAt)) / 1_000));
  return { firstResponseAt: at.toISOString(), responseSeconds: Math.min(seconds, 2_147_483_647) };
}

function requireAssignee({ context: { access } }: UnitOfWork, assigneeId: unknown): void {
  if (access.actor.userId === assigneeId) return;
  throw new RapportError('FORBIDDEN', 'This actor may not accept it: he is not the one to whom it was given.', {
    field: 'id',
    recordType: 'Lead',
  });
}

const noteLeak = async (work: UnitOfWork, leaks: readonly RecordInput[]) => {
  for (const leak of leaks) await work.unlimited.create(Leak, leak);
};

export const takeStep: BeforeHandler = {
  record: Lead,
  on: ['updated'],
  run: async (change, work) => steps[change.transition?.name ?? '']?.(change, work),
};
