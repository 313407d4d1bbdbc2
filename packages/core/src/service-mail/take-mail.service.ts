import type { FieldValues, PluginContext, StoredFile, UnitOfWork } from '@rapport/sdk';
import { idOf, RapportError } from '@rapport/sdk';
import { Customer, normaliseAddress } from '../customers/index.ts';
import {
  MAX_ATTACHMENT_BYTES,
  ServiceAttachment,
  ServiceMessage,
  ServiceNote,
  ServiceRequest,
  takesAnswers,
} from '../service/index.ts';
import { InboundMail } from './inbound-mail.record.ts';
import { type Mail, readMail } from './read-mail.ts';
import { mailSettings } from './settings.ts';

/** More mails of one sender within an hour are a loop. */
const MAX_AN_HOUR = 30;
const MAX_ATTACHMENTS = 50;

interface Kept {
  readonly files: readonly StoredFile[];
  /** Names of those that were refused, and why. */
  readonly refused: readonly string[];
}

/** Makes of a mail that came what it is: a new request, a message of one, or nothing (O7, G3). Doing it twice does it once. */
export async function takeMail(mailId: string, context: PluginContext): Promise<void> {
  const { transaction, files, settings } = context;
  const original = await transaction(
    async (work) => (await received(work, mailId))?.original as StoredFile | undefined,
  );
  if (!original) return;
  const mail = await readMail(await files.open(original));
  const { ownAddresses } = await settings(mailSettings);
  const own = String(ownAddresses ?? '')
    .toLowerCase()
    .split(/[\s,]+/);
  const kept = mail.sender ? await keepAttachments(mail, context) : { files: [], refused: [] };
  const isTaken = await transaction((work) => decide(work, mailId, mail, kept, own)).catch(async (error: unknown) => {
    await discardAll(kept, context);
    throw error;
  });
  if (!isTaken) await discardAll(kept, context);
}

const discardAll = ({ files: kept }: Kept, { files }: PluginContext) =>
  Promise.all(kept.map((file) => files.discard(file)));

async function keepAttachments({ attachments }: Mail, { files }: PluginContext): Promise<Kept> {
  const kept: StoredFile[] = [];
  const refused: string[] = [];
  for (const [index, { filename, contentType, content }] of attachments.slice(0, MAX_ATTACHMENTS).entries()) {
    const name = filename || `attachment-${index + 1}`;
    try {
      const bytes = oneChunk(content);
      kept.push(await files.keep({ name, mediaType: contentType, bytes }, { maxBytes: MAX_ATTACHMENT_BYTES }));
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      refused.push(`${name}: ${error.message}`);
    }
  }
  if (attachments.length > MAX_ATTACHMENTS)
    refused.push(`${attachments.length - MAX_ATTACHMENTS} more: there are too many.`);
  return { files: kept, refused };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The mail, locked, as long as nothing was made of it. */
async function received(work: UnitOfWork, mailId: string): Promise<FieldValues | undefined> {
  const mail = await work.unlimited.lock(InboundMail, mailId);
  return mail.state === 'RECEIVED' ? mail : undefined;
}

/** True when its attachments were needed. */
async function decide(
  work: UnitOfWork,
  mailId: string,
  mail: Mail,
  kept: Kept,
  own: readonly string[],
): Promise<boolean> {
  const record = await received(work, mailId);
  if (!record) return false;
  const known = { sender: mail.sender?.address ?? null, subject: mail.subject, mailId: mail.id };
  const end = (state: 'IGNORED' | 'UNREADABLE', reason: string) =>
    work.unlimited.update(InboundMail, mailId, {}, { kept: { ...known, state, reason } }).then(() => false);
  const { sender } = mail;
  if (!sender) return end('UNREADABLE', 'It names nobody who sent it.');
  if (own.includes(sender.address)) return end('IGNORED', 'It comes from an address of our own: a loop.');
  if (mail.bounce) return end('IGNORED', 'It tells of a mail that could not be delivered.');
  if (await isFlood(work, sender.address))
    return end('IGNORED', `Its sender sent more than ${MAX_AN_HOUR} mails within an hour: a loop.`);
  if (await cameBefore(work, mail.id)) return end('IGNORED', 'It came before.');
  const request = await answeredRequest(work, mail.answers);
  // A note that nobody wrote says something about what we wrote, and opens nothing.
  if (mail.automatic !== null && !request) return end('IGNORED', `Nobody wrote it: ${mail.automatic}.`);
  const goesOn = request !== undefined && takesAnswers(request.values, Date.now());
  if (mail.automatic !== null && !goesOn) return end('IGNORED', `Nobody wrote it: ${mail.automatic}.`);
  const requestId = goesOn ? request.id : await openRequest(work, mail, sender, record.queueId, request?.id ?? null);
  const messageId = await addMessage(work, requestId, mail, kept);
  await work.unlimited.update(InboundMail, mailId, {}, { kept: { ...known, state: 'TAKEN', requestId, messageId } });
  return true;
}

async function isFlood(work: UnitOfWork, sender: string): Promise<boolean> {
  const [row] = await work.run<{ n: number }>({
    text: `select count(*)::int as n from inbound_mail where tenant_id = $1 and sender = $2 and deleted_at is null
      and created_at > now() - interval '1 hour'`,
    values: [work.context.tenant.id, sender],
  });
  return (row?.n ?? 0) >= MAX_AN_HOUR;
}

async function cameBefore(work: UnitOfWork, id: string | null): Promise<boolean> {
  if (id === null) return false;
  // Two that come at once wait for each other here.
  await work.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, $2))',
    values: [id, work.context.tenant.id],
  });
  const found = await work.unlimited.find(ServiceMessage, { filter: { mailId: { eq: id } }, fields: ['id'], first: 1 });
  return found.length > 0;
}

/** The request of the nearest mail that it answers. */
async function answeredRequest(
  work: UnitOfWork,
  answers: readonly string[],
): Promise<{ id: string; values: FieldValues } | undefined> {
  if (answers.length === 0) return undefined;
  const found = await work.unlimited.find(ServiceMessage, {
    filter: { mailId: { in: [...answers] } },
    fields: ['mailId', 'requestId'],
    first: answers.length,
  });
  for (const answer of answers) {
    const id = found.find(({ mailId }) => mailId === answer)?.requestId;
    if (id == null) continue;
    const [living] = await work.unlimited.find(ServiceRequest, {
      filter: { id: { eq: id } },
      fields: ['id'],
      first: 1,
    });
    if (living) return { id: String(id), values: await work.unlimited.lock(ServiceRequest, String(id)) };
  }
  return undefined;
}

async function openRequest(
  work: UnitOfWork,
  { subject }: Mail,
  sender: { readonly address: string; readonly name: string },
  queueId: unknown,
  followsId: string | null,
): Promise<string> {
  const customerId = await senderOf(work, sender);
  const { uuid } = await work.unlimited.create(
    ServiceRequest,
    { customerId, kind: 'QUESTION', subject, channel: 'EMAIL', queueId: queueId ?? null },
    'input',
    { followsId },
  );
  return idOf(ServiceRequest, uuid);
}

/** The customer with the address, the newest of several; a stranger when nobody has it. */
async function senderOf(
  work: UnitOfWork,
  { address, name }: { readonly address: string; readonly name: string },
): Promise<string> {
  const normalised = normaliseAddress({ channel: 'EMAIL', value: address }, 'sender', work.context.tenant);
  const [customer] = await work.find(Customer, {
    filter: {
      or: [
        { email: { eq: address } },
        {
          contactPoints: {
            some: { channel: { eq: 'EMAIL' }, normalised: { eq: normalised }, state: { eq: 'ACTIVE' } },
          },
        },
      ],
    },
    fields: ['id'],
    first: 1,
  });
  if (customer) return String(customer.id);
  const stranger = {
    kind: 'PERSON',
    name: (name || address).slice(0, 200),
    email: address,
    lifecycleState: 'STRANGER',
  };
  return idOf(Customer, (await work.create(Customer, stranger)).uuid);
}

async function addMessage(work: UnitOfWork, requestId: string, mail: Mail, { files, refused }: Kept): Promise<string> {
  const all = work.unlimited;
  // Dates of mails are what their senders' machines believe.
  const saidAt = new Date(Math.min(mail.sentAt?.getTime() ?? Date.now(), Date.now())).toISOString();
  const { uuid } = await all.create(ServiceMessage, {
    requestId,
    fromCustomer: true,
    channel: 'EMAIL',
    body: mail.body || '(no text)',
    saidAt,
    automatic: mail.automatic !== null,
    mailId: mail.id,
  });
  const messageId = idOf(ServiceMessage, uuid);
  for (const file of files) await all.create(ServiceAttachment, { requestId, messageId }, 'input', { file });
  if (refused.length > 0)
    await all.create(ServiceNote, {
      requestId,
      body: `Attachments that were refused; the mail has them:\n${refused.join('\n')}`.slice(0, 20_000),
    });
  return messageId;
}
