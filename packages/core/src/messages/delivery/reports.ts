import { type EnumerationValue, enumeration, idOf, type UnitOfWork } from '@rapport/sdk';
import { Consent } from '../../customers/index.ts';
import { ContactFatigue } from '../contact-fatigue.record.ts';
import { Message } from '../message.record.ts';
import { bounce } from './deliver.ts';

export const ReportKind = enumeration('ReportKind', 'What became of a message after it was sent.', {
  DELIVERED: 'It arrived.',
  SOFT_BOUNCE: 'It came back; it may arrive another time.',
  HARD_BOUNCE: 'It came back; there is nobody at the address.',
  COMPLAINT: 'Whoever got it complained.',
  UNSUBSCRIBED: 'Whoever got it wants no more.',
  OPENED: 'It was opened.',
  CLICKED: 'A link in it was followed.',
});
export type ReportKind = EnumerationValue<typeof ReportKind>;

export interface DeliveryReport {
  /** Uuid of the message. */
  readonly message: string;
  readonly kind: ReportKind;
  readonly at?: Date;
  readonly reason?: string | null;
}

/**
 * Notes what became of a message. The same report again changes nothing. A hard bounce closes the contact point; a
 * complaint withdraws the consent, and its author is averse from then on (F6). False where there is no such message.
 */
export async function noteReport(
  work: UnitOfWork,
  { message, kind, at = new Date(), reason = null }: DeliveryReport,
): Promise<boolean> {
  const { unlimited } = work;
  const [found] = await work.run<{ id: string }>({
    text: 'select id from message where tenant_id = $1 and id = $2 and deleted_at is null for no key update',
    values: [work.context.tenant.id, message],
  });
  if (!found) return false;
  const id = idOf(Message, message);
  const known = await unlimited.lock(Message, id);
  const wasSent = ['SENDING', 'SENT', 'DELIVERED'].includes(String(known.state));
  const when = at.toISOString();
  const keep = (kept: Record<string, unknown>) => unlimited.update(Message, id, {}, { kept });
  const once = (field: 'openedAt' | 'clickedAt' | 'complainedAt' | 'unsubscribedAt') => known[field] === null;
  switch (kind) {
    case 'DELIVERED':
      if (wasSent && known.deliveredAt === null) await keep({ state: 'DELIVERED', deliveredAt: when });
      return true;
    case 'SOFT_BOUNCE':
      if (wasSent) await keep({ fault: reason?.slice(0, 500) ?? 'It came back for now.' });
      return true;
    case 'HARD_BOUNCE':
      if (!wasSent) return true;
      await keep({ state: 'BOUNCED', fault: reason?.slice(0, 500) ?? 'It came back.' });
      await bounce(unlimited, id, reason ?? 'A message came back.');
      return true;
    case 'OPENED':
      if (once('openedAt')) await keep({ openedAt: when });
      return true;
    case 'CLICKED':
      if (once('clickedAt')) await keep({ clickedAt: when, ...(once('openedAt') && { openedAt: when }) });
      return true;
    case 'UNSUBSCRIBED':
      if (once('unsubscribedAt')) await keep({ unsubscribedAt: when });
      await withdraw(unlimited, known, `Unsubscribed by the message ${id}.`);
      return true;
    case 'COMPLAINT':
      if (once('complainedAt')) await keep({ complainedAt: when });
      await withdraw(unlimited, known, `Complained of the message ${id}.`);
      await noteAversion(unlimited, String(known.customerId), `Complained of the message ${id}.`);
      return true;
  }
}

interface ConsentRow {
  readonly id: string;
  readonly state: string;
}

/** No more of such messages through this channel, whatever he agreed to before (iP3). */
async function withdraw(
  work: UnitOfWork,
  { customerId, channel, purpose }: Readonly<Record<string, unknown>>,
  reason: string,
): Promise<void> {
  const consents = await work.run<ConsentRow & { channel: string | null; contact_point_id: string | null }>({
    text: `
select id, state, channel, contact_point_id from consent
where tenant_id = $1 and customer_id = $2 and purpose = $3 and deleted_at is null and (channel is null or channel = $4) order by id`,
    values: [work.context.tenant.id, uuid(customerId), purpose, channel],
  });
  for (const { id, state } of consents.filter((one) => one.channel !== null && one.state !== 'WITHDRAWN'))
    if (['NONE', 'REQUESTED', 'GRANTED'].includes(state))
      await work.transition(Consent, idOf(Consent, id), { transition: 'withdraw', reason });
  const own = consents.find((one) => one.channel !== null && one.contact_point_id === null);
  // One that holds for all channels stays; what was said of this channel is said beside it.
  if (!own) await work.create(Consent, { customerId, purpose, channel, state: 'WITHDRAWN', source: 'SELF' });
}

const uuid = (id: unknown): string => String(id).split('_')[1] ?? '';

async function noteAversion(work: UnitOfWork, customerId: string, reason: string): Promise<void> {
  const [known] = await work.run<{ id: string; state: string }>({
    text: 'select id, state from contact_fatigue where tenant_id = $1 and customer_id = $2 and deleted_at is null for no key update',
    values: [work.context.tenant.id, uuid(customerId)],
  });
  if (!known) await work.create(ContactFatigue, { customerId, state: 'AVERSE', reason });
  else if (known.state !== 'AVERSE')
    await work.update(ContactFatigue, idOf(ContactFatigue, known.id), { state: 'AVERSE', reason, restUntil: null });
}
