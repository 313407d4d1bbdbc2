import {
  type BeforeHandler,
  type FieldValues,
  idOf,
  type RecordInput,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Customer, contactPointsOf, findDuplicates } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { Lead } from './lead.record.ts';
import { givenTo, noteAssignment } from './lead-assignments.ts';

/** From here on a customer is taken for the same: a contact point and the name agree. Below it, somebody should look. */
const SAME = 0.85;

/** A new lead: who he may be, and who has him if that is decided already. */
export const takeIn: BeforeHandler = {
  record: Lead,
  on: ['created'],
  run: async ({ record, uuid, path }, work) => {
    const known = await whoIs(work, record, path);
    const receivedAt = new Date().toISOString();
    const { userId } = work.context.access.actor;
    // Who gets it is decided when it is in: nobody who hands in a lead waits for that.
    if (record.assigneeId == null) return { ...known, receivedAt };
    // Whoever brings a lead of his own need not accept it.
    const isOwn = record.assigneeId === userId;
    work.afterWrite(noteAssignment, {
      id: idOf(Lead, uuid),
      userId: String(record.assigneeId),
      outcome: isOwn ? 'ACCEPTED' : 'OPEN',
    });
    return {
      ...known,
      ...(await givenTo(work, record)),
      receivedAt,
      state: isOwn ? 'ACCEPTED' : 'ASSIGNED',
      ...(isOwn && { acceptedAt: receivedAt, acceptBy: null }),
    };
  },
};

/** The customer that he is for sure, or may be: among all, so that he comes to whoever knows him. */
async function whoIs(work: UnitOfWork, record: FieldValues, path: string): Promise<RecordInput> {
  const customerId = await customerOfInteraction(work, record, path);
  if (customerId != null) return { customerId };
  const { unlimited } = work;
  const finder = { access: unlimited.context.access, find: unlimited.find.bind(unlimited) };
  const subject = { name: String(record.company ?? record.name), contactPoints: contactPointsOf(record) };
  const [likeliest] = await findDuplicates(finder, subject, undefined, 1);
  if (!likeliest) return {};
  return likeliest.score >= SAME ? { customerId: likeliest.id } : { likelyCustomerId: likeliest.id };
}

async function customerOfInteraction(work: UnitOfWork, { interactionId, customerId }: FieldValues, path: string) {
  if (interactionId == null) return customerId;
  const [interaction] = await work.run<{ customer: string }>({
    text: 'select customer_id as customer from interaction where tenant_id = $1 and id = $2',
    values: [work.context.tenant.id, uuidOf(Interaction, interactionId, `${path}.interactionId`)],
  });
  if (!interaction) return customerId;
  const other = idOf(Customer, interaction.customer);
  if (customerId != null && customerId !== other) reject(`${path}.interactionId`, 'is with another customer.');
  return other;
}
