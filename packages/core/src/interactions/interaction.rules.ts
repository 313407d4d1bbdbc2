import { type BeforeHandler, type RecordChange, reject, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { ContactDeskTest } from './contact-desk-test.record.ts';
import { ContactQuality } from './contact-quality.record.ts';
import { Interaction } from './interaction.record.ts';
import { InteractionParticipant } from './interaction-participant.record.ts';
import { Thread } from './thread.record.ts';
import { VisitAttendee } from './visit-attendee.record.ts';

/** A conversation is with one customer. */
const checkThread: BeforeHandler = {
  record: Interaction,
  on: ['created'],
  fields: ['threadId'],
  run: async ({ record: { threadId, customerId }, path }, work) => {
    const [found] = await work.run({
      text: 'select 1 from thread where tenant_id = $1 and id = $2 and customer_id = $3',
      values: [work.context.tenant.id, uuidOf(Thread, threadId), uuidOf(Customer, customerId)],
    });
    if (!found) reject(`${path}.threadId`, 'must be a conversation with the same customer.');
    return undefined;
  },
};

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
  checkThread,
  nameOne(InteractionParticipant),
  nameOne(VisitAttendee),
  completeQuality,
  completeDeskTest,
];
