import {
  type FieldValues,
  idOf,
  RapportError,
  type RecordInput,
  type RecordRef,
  ref,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { ServiceMessage } from './service-message.record.ts';
import { ServiceRequest } from './service-request.record.ts';

const COMPLAINT_STEPS = ['RECEIVED', 'ACKNOWLEDGED', 'INVESTIGATED', 'REMEDIED', 'CONFIRMED'] as const;
type Step = (typeof COMPLAINT_STEPS)[number];

/** Takes the next step of a complaint, beside the state of the request: one after the other, none left out (A21). */
export async function stepComplaint(
  work: UnitOfWork,
  id: string,
  to: Step,
  kept: RecordInput = {},
): Promise<RecordRef> {
  const request = await work.lock(ServiceRequest, id);
  requireStep(request, to);
  return work.update(ServiceRequest, id, {}, { kept: { ...kept, complaintStep: to } });
}

function requireStep({ kind, state, complaintStep }: FieldValues, to: Step): void {
  if (kind !== 'COMPLAINT') reject('id', 'must be a complaint.');
  const from = COMPLAINT_STEPS[COMPLAINT_STEPS.indexOf(to) - 1];
  if (complaintStep === from && state !== 'REJECTED' && state !== 'CLOSED') return;
  throw new RapportError('TRANSITION_REFUSED', `This complaint is ${String(complaintStep)} and ${String(state)}.`, {
    field: 'id',
    state: complaintStep,
    allowed: COMPLAINT_STEPS.slice(COMPLAINT_STEPS.indexOf(complaintStep as Step) + 1).slice(0, 1),
  });
}

export interface Verdict {
  readonly solved: boolean;
  readonly satisfaction?: number | null;
  readonly effort?: number | null;
  readonly feedback?: string | null;
}

/**
 * What the customer says to a solution or a remedy, himself or to one of us. When it is none, a solved request is opened
 * again, and a complaint is investigated anew.
 */
export async function confirmRequest(work: UnitOfWork, id: string, { solved, ...said }: Verdict): Promise<RecordRef> {
  const [inSight] = await work.find(ServiceRequest, { filter: { id: { eq: id } }, fields: ['id'], first: 1 });
  if (!inSight) throw new RapportError('NOT_FOUND', 'id: there is no such ServiceRequest.', { field: 'id' });
  const all = work.context.access.actor.kind === 'SELF' ? work.unlimited : work;
  const request = await all.lock(ServiceRequest, id);
  const isRemedied = request.kind === 'COMPLAINT' && request.complaintStep === 'REMEDIED';
  if (!isRemedied && request.state !== 'RESOLVED')
    throw new RapportError(
      'TRANSITION_REFUSED',
      `This ServiceRequest is ${String(request.state)}: there is nothing to confirm yet.`,
      {
        field: 'id',
        state: request.state,
        allowed: [],
      },
    );
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value != null));
  const step = isRemedied
    ? { complaintStep: solved ? 'CONFIRMED' : 'ACKNOWLEDGED', ...(!solved && { remediedAt: null }) }
    : {};
  await all.update(ServiceRequest, id, {}, { kept: { ...given, ...step } });
  if (request.state === 'RESOLVED')
    await all.transition(ServiceRequest, id, {
      transition: solved ? 'close' : 'reopen',
      reason: solved ? 'The customer confirmed it.' : 'The customer said that it is not solved.',
    });
  return ref(ServiceRequest, id);
}

/** Takes a matter of its own out of a request: a new one of the same customer, with the messages that are about it. */
export async function splitRequest(
  work: UnitOfWork,
  id: string,
  {
    messageIds,
    ...input
  }: { readonly subject: string; readonly kind?: string | null; readonly messageIds: readonly string[] },
): Promise<RecordRef> {
  const from = await work.lock(ServiceRequest, id);
  const taken = messageIds.map((messageId, index) => uuidOf(ServiceMessage, messageId, `messageIds[${index}]`));
  const [found] = await work.run<{ n: number }>({
    text: 'select count(*)::int as n from service_message where tenant_id = $1 and request_id = $2 and id = any($3::uuid[]) and deleted_at is null',
    values: [work.context.tenant.id, uuidOf(ServiceRequest, id), taken],
  });
  if (found?.n !== new Set(taken).size) reject('messageIds', 'must be messages of this request.');
  const { uuid } = await work.create(
    ServiceRequest,
    {
      customerId: from.customerId,
      subject: input.subject,
      kind: input.kind ?? from.kind,
      channel: from.channel,
      categoryId: from.categoryId,
      queueId: from.queueId,
      impact: from.impact,
      urgency: from.urgency,
    },
    'input',
    { splitFromId: id },
  );
  const requestId = idOf(ServiceRequest, uuid);
  for (const messageId of messageIds)
    await work.unlimited.update(ServiceMessage, messageId, {}, { kept: { requestId } });
  return ref(ServiceRequest, requestId);
}
