import {
  idOf,
  RapportError,
  type RecordInput,
  type RecordRef,
  recordTypeOf,
  reject,
  type UnitOfWork,
  User,
  uuidOf,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction } from './interaction.record.ts';
import { InteractionParticipant } from './interaction-participant.record.ts';

/**
 * Logs an interaction anew, as it was (iI1): what `input` does not name is taken over, with the participants.
 * The new one refers to the interaction that was logged first, and takes the place of the one that is corrected,
 * which must be the newest.
 */
export async function correctInteraction(
  work: UnitOfWork,
  id: string,
  input: RecordInput,
  reason: string,
): Promise<RecordRef> {
  if (reason.trim() === '') reject('reason', 'must not be blank.');
  const named = Object.keys(input).filter((name) => input[name] !== undefined);
  if (named.length === 0) reject('input', 'must name what is corrected.');
  const former = await work.lock(Interaction, id);
  if (former.supersededById !== null) await refuseSuperseded(work, id, String(former.supersededById));
  const takenOver = Object.entries(former).filter(([name]) => isLogged(name));
  const correction = await work.create(Interaction, input, 'input', {
    ...Object.fromEntries(takenOver.filter(([name]) => !named.includes(name))),
    correctsId: former.correctsId ?? id,
    correctionReason: reason,
  });
  const correctionId = idOf(Interaction, correction.uuid);
  await takeOverParticipants(work, id, correctionId);
  await work.unlimited.update(Interaction, id, {}, { kept: { supersededById: correctionId } });
  return correction;
}

/** Whether a field holds what was logged; the others are kept by code. */
const isLogged = (name: string): boolean => recordTypeOf(Interaction).fields.get(name)?.writable === 'create';

async function refuseSuperseded(work: UnitOfWork, id: string, successor: string): Promise<never> {
  let newest = successor;
  for (let next: unknown = successor; next !== null; ) {
    newest = String(next);
    next = (await work.lock(Interaction, newest)).supersededById;
  }
  throw new RapportError('SUPERSEDED', `id: ${id} was corrected before; a correction names the newest interaction.`, {
    field: 'id',
    supersededBy: newest,
  });
}

async function takeOverParticipants(work: UnitOfWork, from: string, to: string): Promise<void> {
  const rows = await work.run<{ role: string; customer: string | null; user: string | null; name: string | null }>({
    text: `
select role, customer_id as customer, user_id as user, name from interaction_participant
where tenant_id = $1 and interaction_id = $2 and deleted_at is null order by id`,
    values: [work.context.tenant.id, uuidOf(Interaction, from)],
  });
  if (rows.length === 0) return;
  await work.unlimited.createAll(
    InteractionParticipant,
    rows.map(({ role, customer, user, name }) => ({
      input: {
        interactionId: to,
        role,
        customerId: customer && idOf(Customer, customer),
        userId: user && idOf(User, user),
        name,
      },
      path: 'input',
    })),
  );
}
