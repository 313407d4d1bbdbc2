import { type BeforeHandler, type RecordChange, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { ContactDeskTest } from './contact-desk-test.record.ts';
import { ContactQuality } from './contact-quality.record.ts';
import { Interaction } from './interaction.record.ts';
import { InteractionParticipant } from './interaction-participant.record.ts';
import { Thread } from './thread.record.ts';
import { VisitAttendee } from './visit-attendee.record.ts';

/** What a new interaction is given besides what was logged; a correction keeps what the first one was given. */
const completeInteraction: BeforeHandler = {
  record: Interaction,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const threadId = record.threadId;
    const asksCustomer = record.direction === 'INBOUND' || threadId != null;
    const { reachable, thread_is_his } = asksCustomer
      ? await customerOf(work, record.customerId, threadId)
      : { reachable: true, thread_is_his: true };
    if (!thread_is_his) reject(`${path}.threadId`, 'must be a conversation with the same customer.');
    if (record.correctsId != null) return undefined;
    const { userId } = work.context.access.actor;
    const logsHimself = record.source === 'PERSON' && record.userId == null && userId !== undefined;
    return { contactCaptured: reachable, ...(logsHimself && { userId }) };
  },
};

/** Whether we have a way to reach the customer, and whether the thread is with him. */
async function customerOf(work: UnitOfWork, customerId: unknown, threadId: unknown) {
  const thread = threadId == null ? null : uuidOf(Thread, threadId);
  const [found] = await work.run<{ reachable: boolean; thread_is_his: boolean }>({
    text: `
select c.email is not null or c.phone is not null or exists (
    select 1 from contact_point p where p.tenant_id = $1 and p.customer_id = c.id and p.state = 'ACTIVE' and p.deleted_at is null) as reachable,
  $3::uuid is null or exists (select 1 from thread t where t.tenant_id = $1 and t.id = $3 and t.customer_id = c.id) as thread_is_his
from customer c where c.tenant_id = $1 and c.id = $2`,
    values: [work.context.tenant.id, uuidOf(Customer, customerId), thread],
  });
  return found ?? { reachable: false, thread_is_his: false };
}

/** Customer, user or name: one of them says who it is. */
const nameOne = (record: BeforeHandler['record']): BeforeHandler => ({
  record,
  on: ['created'],
  run: async ({ record, path }) => {
    const given = ['customerId', 'userId', 'name'].filter((name) => record[name] != null);
    if (given.length === 1) return undefined;
    reject(`${path}.${given[1] ?? 'customerId'}`, 'must be the only one of customerId, userId and name.');
  },
});

const SCORES = ['toThePoint', 'attitude', 'productKnowledge', 'negotiation'];

const completeQuality: BeforeHandler = {
  record: ContactQuality,
  on: ['created', 'updated'],
  run: async ({ operation, record, path }, { context: { access } }) => {
    if (SCORES.every((score) => record[score] == null))
      reject(`${path}.${SCORES[0]}`, 'or another score must be given.');
    const { userId = null } = access.actor;
    return operation === 'created' && record.judge === 'REVIEWER' ? { reviewerId: userId } : undefined;
  },
};

const completeDeskTest: BeforeHandler = {
  record: ContactDeskTest,
  on: ['created', 'updated'],
  run: async ({ operation, record, path }: RecordChange, { context: { access } }) => {
    const timed = record.secondsToAnswer != null;
    if (record.answered === true && !timed) reject(`${path}.secondsToAnswer`, 'is required when somebody answered.');
    if (record.answered === false && timed) reject(`${path}.secondsToAnswer`, 'must be missing when nobody answered.');
    return operation === 'created' ? { testerId: access.actor.userId ?? null } : undefined;
  },
};

export const interactionRules: readonly BeforeHandler[] = [
  completeInteraction,
  nameOne(InteractionParticipant),
  nameOne(VisitAttendee),
  completeQuality,
  completeDeskTest,
];
