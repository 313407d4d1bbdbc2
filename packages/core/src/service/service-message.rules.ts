import {
  type BeforeHandler,
  type FieldValues,
  RapportError,
  type RecordChange,
  reject,
  type UnitOfWork,
} from '@rapport/sdk';
import { Interaction } from '../interactions/index.ts';
import { ServiceMessage } from './service-message.record.ts';
import { ServiceRequest } from './service-request.record.ts';
import { ServiceRequestParticipant } from './service-request-participant.record.ts';

const DAY_MS = 86_400_000;
/** Clocks of other machines may be ahead by so much. */
const CLOCK_SKEW_MS = 60_000;
/** A closed request is opened again by an answer within so many days; later, the answer opens a new one. */
const REOPEN_DAYS = 14;

/** What a message does with its request once it is written. */
interface Said {
  readonly requestId: string;
  readonly message: FieldValues;
  readonly saidAt: string;
}

/** Whether an answer that comes at a moment still belongs to a request. */
export const takesAnswers = ({ state, closedAt }: FieldValues, at: number): boolean =>
  state !== 'REJECTED' && (state !== 'CLOSED' || at < Date.parse(String(closedAt)) + REOPEN_DAYS * DAY_MS);

/** Who says what is known from who writes it: a customer who serves himself speaks for himself. */
const completeMessage: BeforeHandler = {
  record: ServiceMessage,
  on: ['created'],
  run: async ({ record, path }: RecordChange, work) => {
    const { actor } = work.context.access;
    const isSelf = actor.kind === 'SELF';
    const fromCustomer = isSelf || record.fromCustomer === true;
    const saidAt = record.saidAt ?? new Date().toISOString();
    if (Date.parse(String(saidAt)) > Date.now() + CLOCK_SKEW_MS) reject(`${path}.saidAt`, 'must not be in the future.');
    const requestId = String(record.requestId);
    const request = await work.unlimited.lock(ServiceRequest, requestId, `${path}.requestId`);
    if (String(record.body).trim() === '') reject(`${path}.body`, 'must not be blank.');
    if (fromCustomer && !takesAnswers(request, Date.now()))
      throw new RapportError(
        'TRANSITION_REFUSED',
        `This ServiceRequest is ${String(request.state)}, since more than ${REOPEN_DAYS} days or for good: open a new one.`,
        { field: `${path}.requestId`, state: request.state, allowed: [] },
      );
    work.afterWrite(follow, { requestId, message: { ...record, fromCustomer }, saidAt: String(saidAt) });
    return { saidAt, fromCustomer, userId: fromCustomer ? null : (actor.userId ?? null) };
  },
};

async function follow(work: UnitOfWork, said: readonly Said[]): Promise<void> {
  for (const each of said) await followMessage(work.unlimited, each);
}

/** Our first word stops the clock for it; the customer's wakes a request that waits for him, or was thought solved. */
async function followMessage(work: UnitOfWork, { requestId, message, saidAt }: Said): Promise<void> {
  const request = await work.lock(ServiceRequest, requestId);
  await logInteraction(work, request, message, saidAt);
  if (message.automatic === true) return;
  if (message.fromCustomer !== true) {
    if (request.firstRespondedAt != null) return;
    // Clocks have counted up to the last step: a word that is noted later counts from there on.
    const at = Math.max(Date.parse(saidAt), Date.parse(String(request.stateSince)));
    await work.update(ServiceRequest, requestId, {}, { kept: { firstRespondedAt: new Date(at).toISOString() } });
    return;
  }
  const reason = 'The customer answered.';
  if (request.state === 'WAITING_CUSTOMER')
    await work.transition(ServiceRequest, requestId, { transition: 'resume', reason });
  if (request.state === 'RESOLVED' || request.state === 'CLOSED')
    await work.transition(ServiceRequest, requestId, { transition: 'reopen', reason });
}

/** Every word is a touch: it counts for the rhythm and the cost of the relationship. */
async function logInteraction(
  work: UnitOfWork,
  request: FieldValues,
  message: FieldValues,
  saidAt: string,
): Promise<void> {
  await work.create(Interaction, {
    customerId: request.customerId,
    channel: message.channel,
    direction: message.fromCustomer === true ? 'INBOUND' : 'OUTBOUND',
    subject: request.subject,
    matter: request.kind === 'COMPLAINT' ? 'COMPLAINT' : 'SERVICE',
    occurredAt: saidAt,
    activity: message.fromCustomer === true ? null : 'SERVING',
    source: message.automatic === true ? 'AUTOMATION' : 'PERSON',
    ...(message.fromCustomer === true && { userId: null }),
  });
}

/** Customer, user or name: one of them says who it is. */
const nameParticipant: BeforeHandler = {
  record: ServiceRequestParticipant,
  on: ['created'],
  run: async ({ record, path }) => {
    const given = ['customerId', 'userId', 'name'].filter((name) => record[name] != null);
    if (given.length !== 1)
      reject(`${path}.${given[1] ?? 'customerId'}`, 'must be the only one of customerId, userId and name.');
    return undefined;
  },
};

export const serviceMessageRules: readonly BeforeHandler[] = [completeMessage, nameParticipant];
