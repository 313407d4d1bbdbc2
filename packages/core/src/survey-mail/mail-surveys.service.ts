import { newUuid, RapportError, type RecordRef, ref, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Message, type SendRule, sendMessage } from '../messages/index.ts';
import { Survey, SurveyInvitation } from '../surveys/index.ts';

const MAX_INVITATIONS = 100;

export interface MailedInvitation {
  readonly invitation: RecordRef;
  readonly message: RecordRef;
  readonly refusedBy: SendRule | null;
}

/**
 * Asks for a message for each of these planned invitations. Whoever may be written to is invited by it; of the others the
 * message says which rule refused it, and their invitations stay planned.
 */
export async function mailInvitations(
  work: UnitOfWork,
  invitationIds: readonly string[],
  template: string,
  defaultZone: string,
): Promise<MailedInvitation[]> {
  if (invitationIds.length === 0 || invitationIds.length > MAX_INVITATIONS)
    reject('invitationIds', `must be 1 to ${MAX_INVITATIONS} invitations.`);
  if (new Set(invitationIds).size < invitationIds.length) reject('invitationIds', 'names an invitation twice.');
  const mailed: MailedInvitation[] = [];
  // Always in the same order, so that two who mail the same ones do not wait for each other.
  for (const id of [...invitationIds].sort()) mailed.push(await mailInvitation(work, id, template, defaultZone));
  return mailed;
}

async function mailInvitation(
  work: UnitOfWork,
  id: string,
  template: string,
  defaultZone: string,
): Promise<MailedInvitation> {
  const { state, customerId, surveyId } = await work.lock(SurveyInvitation, id, 'invitationIds');
  if (state !== 'PLANNED')
    throw new RapportError('TRANSITION_REFUSED', `invitationIds: the invitation ${id} is ${state}.`, {
      field: 'invitationIds',
      state,
      allowed: [],
    });
  const [survey] = await work.run<{ name: string }>({
    text: 'select name from survey where tenant_id = $1 and id = $2',
    values: [work.context.tenant.id, uuidOf(Survey, surveyId)],
  });
  const message = await sendMessage(
    work,
    {
      customerId: String(customerId),
      template,
      // The lock sees to it that nobody is invited twice; one who was refused may be asked about again.
      key: `survey/${id}/${newUuid()}`,
      source: String(surveyId),
      variables: { survey: survey?.name ?? '', invitation: id },
    },
    defaultZone,
  );
  if (message.refusedBy === null) await work.transition(SurveyInvitation, id, { transition: 'send' });
  return {
    invitation: ref(SurveyInvitation, id),
    message: ref(Message, message.id),
    refusedBy: message.refusedBy,
  };
}
