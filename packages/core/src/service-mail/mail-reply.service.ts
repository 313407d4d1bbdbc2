import { idOf, type PluginContext, RapportError, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { ContactPoint, Customer, normaliseAddress } from '../customers/index.ts';
import {
  MessageTemplate,
  mailIdOf,
  messageSettings,
  sendMessage,
  TemplateVersion,
  templateByKey,
} from '../messages/index.ts';
import { ServiceMessage, ServiceNote, ServiceRequest } from '../service/index.ts';
import { DEFAULT_REPLY_TEMPLATE, mailSettings } from './settings.ts';

/** Mails of the thread that ours names: by any of them its programs find the rest. */
const MAX_THREAD = 20;

/** What we said to somebody who had written by mail. */
interface Reply {
  readonly requestId: string;
  readonly subject: string;
  readonly body: string;
  readonly customerId: string;
  /** Where the last mail of the request came from. */
  readonly sender: string;
  /** Message-IDs of the mails of the request, the nearest last. */
  readonly thread: readonly string[];
}

/** Sends our word by mail where the customer wrote by mail (G2, G3). Doing it twice sends it once. */
export async function mailReply(messageId: string, { transaction, settings }: PluginContext): Promise<void> {
  const { timeZone } = await settings(messageSettings);
  const { replyTemplate } = await settings(mailSettings);
  await transaction(async (work) => {
    const reply = await replyOf(work, messageId);
    if (!reply) return;
    try {
      await work.nested(() => send(work, messageId, reply, replyTemplate, timeZone));
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      await noteUnsent(work, reply, error.message);
    }
  });
}

/** The message, if it is ours, is to be sent, and was not yet. What went another way has another channel. */
async function replyOf(work: UnitOfWork, messageId: string): Promise<Reply | undefined> {
  const all = work.unlimited;
  const message = await all.lock(ServiceMessage, messageId);
  const { fromCustomer, automatic, mailId, channel, requestId } = message;
  if (fromCustomer || automatic || mailId != null || (channel !== 'EMAIL' && channel !== 'WEB')) return undefined;
  const [request] = await work.run<{ customer_id: string; subject: string; sender: string | null; thread: string[] }>({
    text: `
select r.customer_id, r.subject, (
    select i.sender from inbound_mail i
    where i.tenant_id = $1 and i.request_id in (r.id, r.split_from_id) and i.state = 'TAKEN' and i.deleted_at is null
    order by i.created_at desc limit 1) as sender,
  array(
    select m.mail_id from service_message m
    where m.tenant_id = $1 and m.request_id = r.id and m.mail_id is not null and m.deleted_at is null
    order by m.said_at desc, m.id desc limit ${MAX_THREAD}) as thread
from service_request r where r.tenant_id = $1 and r.id = $2 and r.channel = 'EMAIL' and r.deleted_at is null`,
    values: [work.context.tenant.id, uuidOf(ServiceRequest, requestId)],
  });
  if (request?.sender == null) return undefined;
  return {
    requestId: String(requestId),
    subject: request.subject,
    body: String(message.body),
    customerId: idOf(Customer, request.customer_id),
    sender: request.sender,
    thread: request.thread.reverse(),
  };
}

async function send(
  work: UnitOfWork,
  messageId: string,
  reply: Reply,
  template: string,
  timeZone: string,
): Promise<void> {
  await provideTemplate(work, template);
  const { subject, body, customerId, thread: answers } = reply;
  const sent = await sendMessage(
    work,
    {
      customerId,
      template,
      key: `service/${messageId}`,
      source: messageId,
      variables: { subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`, body },
      thread: { answers, contactPoint: await contactPointOf(work, reply) },
    },
    timeZone,
  );
  if (sent.refusedBy !== null) return noteUnsent(work, reply, `the rule ${sent.refusedBy} does not hold.`);
  // By this the customer's answer finds the request.
  await work.unlimited.update(ServiceMessage, messageId, {}, { kept: { mailId: mailIdOf(sent.id) } });
}

/** Uuid of the address that the customer wrote from; noted as his when it is new, and blocked then when it is suppressed. */
async function contactPointOf(work: UnitOfWork, { customerId, sender }: Reply): Promise<string> {
  const { tenant } = work.context;
  const normalised = normaliseAddress({ channel: 'EMAIL', value: sender }, 'sender', tenant);
  const [known] = await work.run<{ id: string }>({
    text: `
select id from contact_point
where tenant_id = $1 and customer_id = $2 and channel = 'EMAIL' and normalised = $3 and deleted_at is null
order by state <> 'ACTIVE', created_at, id limit 1`,
    values: [tenant.id, uuidOf(Customer, customerId), normalised],
  });
  if (known) return known.id;
  return (await work.unlimited.create(ContactPoint, { customerId, channel: 'EMAIL', value: sender })).uuid;
}

/** The template that replies have unless there is another: what was written, and nothing besides. */
async function provideTemplate(work: UnitOfWork, key: string): Promise<void> {
  const { tenant } = work.context;
  if (key === DEFAULT_REPLY_TEMPLATE) {
    const found = await work.unlimited.find(MessageTemplate, {
      filter: { key: { eq: key } },
      fields: ['id'],
      first: 1,
    });
    if (found.length === 0) {
      const { uuid } = await work.unlimited.create(MessageTemplate, {
        key,
        name: 'Replies to service requests',
        purpose: 'SERVICE',
        channel: 'EMAIL',
        variables: ['subject', 'body'],
      });
      const words = { locale: 'en', subject: '{{ values.subject }}', format: 'TEXT', body: '{{ values.body }}' };
      await work.unlimited.create(TemplateVersion, { templateId: idOf(MessageTemplate, uuid), ...words });
    }
  }
  const { purpose, channel } = await templateByKey(work, tenant.id, key, 'replyTemplate');
  if (purpose !== 'SERVICE' || channel !== 'EMAIL')
    reject('replyTemplate', `"${key}" is no template for mails that serve.`);
}

/** Whoever wrote it must know that the customer does not read it. */
async function noteUnsent(work: UnitOfWork, { requestId }: Reply, why: string): Promise<void> {
  await work.unlimited.create(ServiceNote, { requestId, body: `A reply was not sent by mail: ${why}` });
}
