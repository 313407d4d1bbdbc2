import {
  idOf,
  makeSelfServiceKey,
  RapportError,
  type RecordInput,
  type RecordRef,
  ref,
  reject,
  Territory,
  type UnitOfWork,
  User,
  uuidOf,
} from '@rapport/sdk';
import { Interaction } from '../interactions/index.ts';
import { Lead } from './lead.record.ts';
import { LeadForm } from './lead-form.record.ts';
import { LeadPool } from './lead-pool.record.ts';

/** Logs an inbound interaction and makes a lead of it, both or neither (A16). */
export async function createInquiry(work: UnitOfWork, interaction: RecordInput, lead: RecordInput): Promise<RecordRef> {
  if (interaction.direction !== 'INBOUND') reject('interaction.direction', 'must be INBOUND: the customer came to us.');
  const logged = await work.create(Interaction, interaction, 'interaction');
  const interactionId = idOf(Interaction, logged.uuid);
  return work.create(Lead, { ...lead, source: 'INTERACTION', interactionId }, 'lead');
}

/** Makes a key with which a page hands in leads through this form. */
export async function createFormKey(work: UnitOfWork, formId: string, expiresAt: string): Promise<string> {
  await work.lock(LeadForm, formId, 'formId');
  const { secret } = await makeSelfServiceKey(work, ref(LeadForm, formId), expiresAt);
  return work.showOnce(secret);
}

/** A lead from outside. Whoever sends it learns nothing but that it has come: neither an id nor whether he is known. */
export async function submitLead(work: UnitOfWork, input: RecordInput): Promise<void> {
  const { recordId = '' } = work.context.access.actor;
  if (!recordId.startsWith('lfm_'))
    throw new RapportError('FORBIDDEN', 'Leads are handed in with the key of a form.', {
      hint: 'createLeadFormKey makes one; createLead is for everybody else.',
    });
  const form = await openForm(work, recordId);
  if (input.email == null && input.phone == null)
    reject('input.email', 'or phone must be given, or nobody can answer.');
  await work.unlimited.create(
    Lead,
    {
      ...input,
      topic: input.topic ?? form.topic,
      territoryId: form.territory && idOf(Territory, form.territory),
      source: 'FORM',
    },
    'input',
    { formId: recordId },
  );
}

interface OpenForm {
  readonly active: boolean;
  readonly topic: string | null;
  readonly territory: string | null;
}

/** The form, locked so that nobody else counts meanwhile. */
async function openForm(work: UnitOfWork, formId: string): Promise<OpenForm> {
  const values = [work.context.tenant.id, uuidOf(LeadForm, formId)];
  const [form] = await work.run<OpenForm & { per_hour: number }>({
    text: `
select active, topic, per_hour, territory_id as territory from lead_form
where tenant_id = $1 and id = $2 and deleted_at is null for no key update`,
    values,
  });
  if (!form?.active)
    throw new RapportError('FORBIDDEN', 'This form takes no leads at the moment.', { recordType: 'LeadForm' });
  const [count] = await work.run<{ taken: number; wait: number }>({
    text: `
select count(*)::int as taken, ceil(extract(epoch from min(created_at) + interval '1 hour' - now()))::int as wait
from lead where tenant_id = $1 and form_id = $2 and created_at > now() - interval '1 hour' and deleted_at is null`,
    values,
  });
  const { taken = 0, wait = 0 } = count ?? {};
  if (taken >= form.per_hour)
    throw new RapportError('RATE_LIMITED', `This form has taken ${taken} leads within an hour, as many as it may.`, {
      retryAfter: Math.max(1, wait),
    });
  return form;
}

/** Gives a member of the pool the lead that waits longest; undefined when none does. Several who ask at once get different ones. */
export async function claimNextLead(work: UnitOfWork, poolId: string): Promise<RecordRef | undefined> {
  const { userId } = work.context.access.actor;
  const { id: tenantId } = work.context.tenant;
  const pool = uuidOf(LeadPool, poolId, 'poolId');
  const [member] =
    userId === undefined
      ? []
      : await work.run({
          text: 'select 1 from lead_pool_member where tenant_id = $1 and pool_id = $2 and user_id = $3 and active and deleted_at is null',
          values: [tenantId, pool, uuidOf(User, userId)],
        });
  if (!member)
    throw new RapportError('FORBIDDEN', 'Only members of the pool take its leads.', { recordType: 'LeadPool' });
  const [waiting] = await work.run<{ id: string }>({
    text: `
select id from lead where tenant_id = $1 and pool_id = $2 and state = 'NEW' and deleted_at is null
order by received_at, id limit 1 for no key update skip locked`,
    values: [tenantId, pool],
  });
  return waiting && work.unlimited.transition(Lead, idOf(Lead, waiting.id), { transition: 'claim' });
}
