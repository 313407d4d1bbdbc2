import {
  type BeforeHandler,
  type FieldValues,
  type RecordChange,
  type RecordInput,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { countUse, findAgreement } from './agreement.service.ts';
import { assignedOwner } from './assignment.service.ts';
import { resolveComplaint } from './complaint.rules.ts';
import { Entitlement } from './entitlement.record.ts';
import { ServiceRequest } from './service-request.record.ts';
import type { Clock } from './sla-clock.store.ts';
import { type NewStep, writeClocks } from './sla-clock.writes.ts';
import { keepTurned, newClocks, nextDueAt, silenceClocks, targetsAt, turnClocks } from './sla-clocks.service.ts';

const LEVELS = ['HIGH', 'MEDIUM', 'LOW'];
const OVER = ['RESOLVED', 'CLOSED', 'DUPLICATE', 'REJECTED'];
const NOT_COUNTED = ['DUPLICATE', 'REJECTED'];

/** From 1, where both are high, to 5, where both are low. */
const priorityOf = ({ impact, urgency }: FieldValues): number =>
  1 + LEVELS.indexOf(String(impact)) + LEVELS.indexOf(String(urgency));

export const isOpenState = (state: unknown): boolean => !OVER.includes(String(state));

/** What a request and its clocks leave to be written once the request is. */
interface Kept {
  readonly started?: readonly Clock[];
  readonly turned?: readonly Clock[];
  readonly step?: NewStep;
}

const writeKept = (work: UnitOfWork, kept: readonly Kept[]) =>
  writeClocks(work, {
    started: kept.flatMap(({ started = [] }) => started),
    turned: kept.flatMap(({ turned = [] }) => turned),
    steps: kept.flatMap(({ step }) => (step ? [step] : [])),
  });

/** A new request gets what was promised, a queue, perhaps an owner, its clocks and its first step. */
const openRequest: BeforeHandler = {
  record: ServiceRequest,
  on: ['created'],
  run: async ({ record, uuid, path }, work) => {
    const priority = priorityOf(record);
    const { entitlementId, promised, queueId, isAssigned } = await findAgreement(work, { ...record, priority }, path);
    const someone = queueId && isAssigned ? await assignedOwner(work, queueId, record.categoryId) : null;
    const ownerId = record.ownerId ?? someone;
    const state = ownerId == null ? 'NEW' : 'ASSIGNED';
    const now = Date.now();
    const clocks = promised ? newClocks(promised, uuid, now, state) : [];
    const step = { requestId: uuid, fromState: null, toState: state, takenAt: now, reason: null };
    work.afterWrite(writeKept, { started: clocks, step });
    return {
      priority,
      state,
      open: true,
      stateSince: new Date(now).toISOString(),
      complaintStep: record.kind === 'COMPLAINT' ? 'RECEIVED' : null,
      queueId,
      ownerId: ownerId ?? null,
      entitlementId,
      dueAt: nextDueAt(clocks),
    };
  },
};

/** What a step of the life cycle adds, or why it is refused. */
function stepValues({ transition, record, path }: RecordChange, now: string): RecordInput {
  switch (transition?.name) {
    case 'resolve':
      resolveComplaint(record, path);
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

/** A change keeps priority, clocks and steps in order; clocks count to the very moment that the step names (iS1). */
const changeRequest: BeforeHandler = {
  record: ServiceRequest,
  on: ['updated', 'deleted', 'restored'],
  run: async (change, work) => {
    const { after, before, record, transition, uuid, operation } = change;
    // A merge deletes a request, and leaves it as a duplicate.
    const isStep = after.state !== undefined;
    if (!isStep && operation !== 'updated') {
      await silenceClocks(work, uuid, operation === 'deleted');
      return undefined;
    }
    const priority = priorityOf(record);
    const isRanked = priority !== record.priority;
    const values: RecordInput = { priority, complaintStep: complaintStepOf(record) };
    const hasAnswer = after.firstRespondedAt != null;
    if (!isStep && !isRanked && !hasAnswer) return values;
    // Clocks of machines differ, and steps must not.
    const now = Math.max(Date.now(), Date.parse(String(record.stateSince)) + 1);
    const at = new Date(now).toISOString();
    const state = String(record.state);
    const respondedAt = record.firstRespondedAt == null ? null : Date.parse(String(record.firstRespondedAt));
    const targets = isRanked ? await targetsAt(work, uuid, priority) : undefined;
    const turned = await turnClocks(work, {
      requestUuid: uuid,
      at: now,
      state,
      respondedAt,
      ...(targets && { targets }),
    });
    const clocks = await keepTurned(work, turned);
    const step = isStep
      ? {
          requestId: uuid,
          fromState: String(before.state),
          toState: state,
          takenAt: now,
          reason: transition?.reason ?? null,
        }
      : undefined;
    work.afterWrite(writeKept, { turned: clocks, ...(step && { step }) });
    if (isStep && NOT_COUNTED.includes(state) && record.entitlementId != null)
      await countUse(work, uuidOf(Entitlement, record.entitlementId), -1);
    return {
      ...values,
      ...(isStep && { stateSince: at, open: isOpenState(state), ...stepValues(change, at) }),
      dueAt: nextDueAt(clocks),
    };
  },
};

const complaintStepOf = ({ kind, complaintStep }: FieldValues) =>
  kind === 'COMPLAINT' ? (complaintStep ?? 'RECEIVED') : null;

/** A request cannot be its own problem, nor stand behind what stands behind it. */
const refuseCircle: BeforeHandler = {
  record: ServiceRequest,
  on: ['updated'],
  fields: ['problemId'],
  run: async ({ after, uuid, path }, work) => {
    if (after.problemId == null) return undefined;
    const [circle] = await work.run({
      text: `
with recursive behind as (
  select $2::uuid as id, 1 as depth
  union all select r.problem_id, b.depth + 1 from behind b
  join service_request r on r.tenant_id = $1 and r.id = b.id where r.problem_id is not null and b.depth < 50)
select 1 from behind where id = $3 limit 1`,
      values: [work.context.tenant.id, uuidOf(ServiceRequest, after.problemId, `${path}.problemId`), uuid],
    });
    if (circle) reject(`${path}.problemId`, 'must not have this request behind it.');
    return undefined;
  },
};

export const serviceRequestRules: readonly BeforeHandler[] = [openRequest, changeRequest, refuseCircle];
