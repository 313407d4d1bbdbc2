import { idOf, RapportError, type RecordRef, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type ContactChannel, Customer } from '../customers/index.ts';
import { decideMessages, lockCustomers, type MessagePlan, policyFor } from './decision/decide.ts';
import { decisionSql, SqlValues } from './decision/decision-sql.ts';
import { type RuleVerdict, rulesFor } from './decision/decision-trail.ts';
import { Message } from './message.record.ts';
import type { MessagePurpose, SendRule } from './message-terms.ts';

export interface TemplateRow {
  readonly id: string;
  readonly channel: ContactChannel;
  readonly purpose: MessagePurpose;
}

interface Asker {
  run: UnitOfWork['run'];
}

/** A template by its key. Throws INPUT_INVALID where there is none, or no version of it. */
export async function templateByKey(asker: Asker, tenantId: number, key: string, path: string): Promise<TemplateRow> {
  const [found] = await asker.run<TemplateRow & { versions: number }>({
    text: `
select t.id, t.channel, t.purpose, (select count(*)::int from template_version v
  where v.tenant_id = $1 and v.template_id = t.id and v.current and v.deleted_at is null) as versions
from message_template t where t.tenant_id = $1 and t.key = $2 and t.deleted_at is null`,
    values: [tenantId, key],
  });
  if (!found) reject(path, `"${key}" is no template.`);
  if (found.versions === 0) reject(path, `the template "${key}" has no version yet.`);
  return found;
}

export interface SingleMessage {
  readonly customerId: string;
  readonly template: string;
  /** Sending the same twice sends once. */
  readonly key: string;
  readonly variables?: unknown;
  readonly source?: string | null;
  readonly expiresAt?: Date | null;
  /** What it goes on with; it goes to that contact point only, where one is named. */
  readonly thread?: MessagePlan['thread'];
}

/** A message that was decided about. */
export interface SentMessage {
  readonly id: string;
  /** Null where it is on its way. */
  readonly refusedBy: SendRule | null;
}

/** Decides about one message, and queues it or writes down why not. */
export async function sendMessage(
  work: UnitOfWork,
  message: SingleMessage,
  defaultZone: string,
  path = 'input',
): Promise<SentMessage> {
  const { tenant } = work.context;
  const customer = uuidOf(Customer, message.customerId, `${path}.customerId`);
  const seen = await work.find(Customer, { filter: { id: { eq: message.customerId } }, fields: ['id'] });
  if (seen.length === 0)
    throw new RapportError('REFERENCE_NOT_FOUND', `${path}.customerId: there is no such Customer.`, {
      field: `${path}.customerId`,
    });
  const template = await templateByKey(work, tenant.id, message.template, `${path}.template`);
  await decideMessages(
    work,
    {
      channel: template.channel,
      purpose: template.purpose,
      template: template.id,
      source: message.source ?? null,
      defaultZone,
      expiresAt: message.expiresAt ?? null,
      ...(message.thread && { thread: message.thread }),
    },
    {
      customers: [customer],
      select: (customers, sql) =>
        `select id as customer_id, ${sql.add(message.key, 'text')} as key, null::text as barred, ${sql.add(
          JSON.stringify(message.variables ?? null),
          'jsonb',
        )} as variables from unnest(${customers}) id`,
    },
  );
  const [row] = await work.run<{ id: string; refused_by: SendRule | null }>({
    text: 'select id, refused_by from message where tenant_id = $1 and key = $2 and deleted_at is null',
    values: [tenant.id, message.key],
  });
  if (!row) throw new Error('A message was decided but not written.');
  return { id: idOf(Message, row.id), refusedBy: row.refused_by };
}

/** What the rules would say of a message now. Nothing is written, so somebody else may be faster. */
export async function explainSend(
  asker: Asker,
  tenantId: number,
  { customer, channel, purpose, defaultZone }: ExplainedSend,
): Promise<RuleVerdict[]> {
  const at = new Date();
  const policy = await policyFor(asker, tenantId, { channel, purpose, defaultZone, at }, [customer]);
  const sql = new SqlValues(tenantId);
  const candidates = `select ${sql.add(customer, 'uuid')} as customer_id, null::uuid as message_id, null::text as barred, null::uuid as bound_to`;
  const rules = decisionSql({ channel, purpose, at, defaultZone, expiresAt: null, candidates, ...policy }, sql);
  const [seen] = await asker.run<Record<string, unknown>>({
    text: `with ${rules} select * from ruled`,
    values: sql.values,
  });
  const counts = policy.caps.map(({ name, most }, index) => `${name}: ${String(seen?.[`count_${index}`])} of ${most}`);
  const details: Partial<Record<SendRule, string | null>> = {
    CONTACT_POINT_UNUSABLE: textOf(seen?.point_state),
    CONSENT_WITHDRAWN: textOf(seen?.withdrawn),
    NO_CONSENT: textOf(seen?.granted),
    RESTING: textOf(seen?.rest_until),
    RHYTHM: textOf(seen?.last_at),
    CAP: counts.length === 0 ? null : counts.join('; '),
    QUIET_HOURS: textOf(seen?.due_at),
  };
  return rulesFor(purpose).map((rule) => ({
    rule,
    holds: seen?.[`r_${rule.toLowerCase()}`] !== true,
    detail: details[rule] ?? null,
  }));
}

export interface ExplainedSend {
  /** Uuid. */
  readonly customer: string;
  readonly channel: ContactChannel;
  readonly purpose: MessagePurpose;
  readonly defaultZone: string;
}

const textOf = (value: unknown): string | null =>
  value == null ? null : value instanceof Date ? value.toISOString() : String(value);

/** Calls a message off as long as it waits. It no longer counts for caps. */
export async function cancelMessage(work: UnitOfWork, id: string): Promise<RecordRef> {
  const seen = await work.find(Message, { filter: { id: { eq: id } }, fields: ['state', 'customerId'] });
  const [message] = seen;
  if (!message) throw new RapportError('NOT_FOUND', 'id: there is no such Message.', { field: 'id' });
  await lockCustomers(work, [uuidOf(Customer, message.customerId)]);
  const { state } = await work.unlimited.lock(Message, id);
  if (state !== 'QUEUED')
    throw new RapportError(
      'TRANSITION_REFUSED',
      `This Message is ${String(state)}; only one that waits can be called off.`,
      {
        field: 'id',
        state: String(state),
        allowed: ['QUEUED'],
      },
    );
  return work.unlimited.update(Message, id, {}, { kept: { state: 'CANCELED', countedAt: null } });
}
