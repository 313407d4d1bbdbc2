import {
  type AfterHandler,
  idOf,
  type PluginContext,
  type PluginJob,
  RapportError,
  type UnitOfWork,
} from '@rapport/sdk';
import { ContactPoint } from '../../customers/index.ts';
import { type DueMessage, lockCustomers, takeForSending } from '../decision/decide.ts';
import { messagesQueued } from '../message.events.ts';
import { Message } from '../message.record.ts';
import { wordingsOf } from '../message.rules.ts';
import type { MessagePurpose } from '../message-terms.ts';
import { messageSettings } from '../settings.ts';
import { TemplateVersion } from '../template-version.record.ts';
import { composeMessage, type LoadedMessage, loadMessages } from './compose.ts';
import { DomainPace } from './domain-pace.ts';
import type { Outcome, OutgoingMessage } from './provider.ts';
import { type MessageSettings, Providers } from './providers.ts';

/** Messages that are taken together; they are handed over a few at a time. */
const BATCH = 50;
const AT_ONCE = 5;
/** Longer than handing over a batch takes: what is still being sent then was sent by a process that died. */
const LEASE_SECONDS = 120;
const TURN_MS = 15_000;
const TURN_MESSAGES = 1_000;
const BACKOFF_SECONDS = [30, 120, 600, 3_600, 14_400];

/** Until a domain that has had its mails of this minute may get more. */
const PACE_SECONDS = 60;

const pace = new DomainPace();

/** Sends what is due as soon as it is queued. */
export const deliverQueued: AfterHandler = {
  id: 'deliver',
  events: [messagesQueued.type],
  run: (_event, context) => deliverDue(context),
  runAll: (_events, context) => deliverDue(context),
};

/** Sends what became due since: after quiet hours, for another try, or because a process died. */
export const deliverLater: PluginJob = {
  id: 'deliver',
  cron: '* * * * *',
  timeZone: 'UTC',
  catchUp: 'once',
  run: deliverDue,
};

async function deliverDue(context: PluginContext): Promise<void> {
  const settings = await context.settings(messageSettings);
  const providers = Providers.of(settings, context.outbound);
  try {
    const end = Date.now() + TURN_MS;
    let sent = 0;
    for (;;) {
      const count = await deliverBatch(context, providers, settings);
      sent += count;
      if (count === 0) return;
      if (Date.now() > end || sent >= TURN_MESSAGES) break;
    }
    await context.transaction((work) => work.publish(messagesQueued, { count: 0 }));
  } finally {
    await providers.close();
  }
}

/** What became of a message, or that it was not its turn yet: that is no try. */
type Noted = Outcome | { readonly kind: 'paced'; readonly reason: string };

interface Composed {
  readonly message: LoadedMessage;
  readonly outgoing: OutgoingMessage | undefined;
  readonly outcome: Noted | undefined;
}

/** Hands over some of the messages that are due; returns how many were taken. */
export async function deliverBatch(
  { transaction, signal }: Pick<PluginContext, 'transaction' | 'signal'>,
  providers: Providers,
  settings: MessageSettings,
): Promise<number> {
  signal.throwIfAborted();
  const taken = await transaction((work) => take(work, providers, settings));
  const outcomes = new Map<LoadedMessage, Noted>();
  const left = [...taken];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift())
      outcomes.set(next.message, next.outcome ?? (await handOver(next, providers, settings, signal)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (taken.length > 0) await transaction((work) => note(work, outcomes, settings));
  return taken.length;
}

async function handOver(
  { message, outgoing }: Composed,
  providers: Providers,
  { perDomainPerMinute }: MessageSettings,
  signal: AbortSignal,
): Promise<Noted> {
  const provider = providers.find(message.channel);
  if (!outgoing || !provider) return { kind: 'later', reason: 'Nobody delivers for this channel.' };
  const domain = message.channel === 'EMAIL' ? outgoing.to.split('@').at(-1) : undefined;
  if (domain !== undefined && !pace.take(domain, perDomainPerMinute))
    return { kind: 'paced', reason: `${domain} gets no more than ${perDomainPerMinute} mails in a minute.` };
  return provider.send(outgoing, signal);
}

interface Due extends DueMessage {
  readonly channel: LoadedMessage['channel'];
  readonly purpose: MessagePurpose;
}

async function take(work: UnitOfWork, providers: Providers, settings: MessageSettings): Promise<Composed[]> {
  const { tenant, secrets } = work.context;
  await releaseLost(work, settings);
  const due = await work.run<Due>({
    text: `
select id, customer_id as customer, channel, purpose from message
where tenant_id = $1 and state = 'QUEUED' and due_at <= now() and channel = any($2) and deleted_at is null
order by due_at, id limit ${BATCH}`,
    values: [tenant.id, providers.channels],
  });
  // All at once: locks that are taken bit by bit may wait for each other.
  await lockCustomers(
    work,
    due.map(({ customer }) => customer),
  );
  const ids: string[] = [];
  for (const [, group] of Map.groupBy(due, ({ channel, purpose }) => `${purpose}/${channel}`)) {
    const [{ channel, purpose }] = group as [Due];
    ids.push(
      ...(await takeForSending(work, { channel, purpose, defaultZone: settings.timeZone }, group, LEASE_SECONDS)),
    );
  }
  if (ids.length === 0) return [];
  const wordings = await wordingsOf(work, tenant.id);
  const composer = { tenantId: tenant.id, secrets, publicUrl: settings.publicUrl, wordings };
  return (await loadMessages(work, ids)).map((message): Composed => {
    try {
      return { message, outgoing: composeMessage(message, composer), outcome: undefined };
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      return { message, outgoing: undefined, outcome: { kind: 'refused', reason: error.message } };
    }
  });
}

/** What a process that died was sending: nobody knows whether it was handed over. */
function releaseLost(work: UnitOfWork, { whenInDoubt, tries }: MessageSettings) {
  return work.run({
    text: `
update message set state = case when $2 and tries < $3 then 'QUEUED' else 'FAILED' end,
  fault = 'Nobody knows whether it was handed over.', updated_at = now()
where tenant_id = $1 and state = 'SENDING' and due_at <= now() and deleted_at is null`,
    values: [work.context.tenant.id, whenInDoubt === 'REPEAT', tries],
  });
}

async function note(
  work: UnitOfWork,
  outcomes: ReadonlyMap<LoadedMessage, Noted>,
  settings: MessageSettings,
): Promise<void> {
  for (const [message, outcome] of outcomes) await noteOutcome(work, message, outcome, settings);
}

async function noteOutcome(
  { unlimited }: UnitOfWork,
  { id, versionId, tries }: LoadedMessage,
  outcome: Noted,
  { whenInDoubt, tries: most }: MessageSettings,
): Promise<void> {
  const message = idOf(Message, id);
  const { state } = await unlimited.lock(Message, message);
  // Somebody reported about it before we came to note that it was sent, or our lease was over.
  if (state !== 'SENDING') return;
  const keep = (kept: Record<string, unknown>) => unlimited.update(Message, message, {}, { kept });
  if (outcome.kind === 'sent') {
    const sentAt = new Date().toISOString();
    await keep({
      state: 'SENT',
      sentAt,
      providerReference: outcome.reference,
      templateVersionId: versionId && idOf(TemplateVersion, versionId),
      fault: null,
    });
    return;
  }
  const fault = outcome.reason.slice(0, 500);
  const after = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  if (outcome.kind === 'paced') {
    await keep({ state: 'QUEUED', dueAt: after(PACE_SECONDS), tries: tries - 1, fault });
    return;
  }
  const mayRepeat = outcome.kind === 'later' || (outcome.kind === 'unknown' && whenInDoubt === 'REPEAT');
  if (mayRepeat && tries < most) {
    const seconds = BACKOFF_SECONDS[Math.min(tries, BACKOFF_SECONDS.length) - 1] ?? 30;
    await keep({ state: 'QUEUED', dueAt: after(seconds), fault });
    return;
  }
  // Where it may have come, now or when it was tried before, it counts.
  const counts = outcome.kind === 'unknown' || tries > 1 ? {} : { countedAt: null };
  await keep({ state: outcome.kind === 'bounced' ? 'BOUNCED' : 'FAILED', fault, ...counts });
  if (outcome.kind === 'bounced') await bounce(unlimited, message, fault);
}

/** Nobody is at the address: nothing is sent there any more. */
export async function bounce(work: UnitOfWork, messageId: string, reason: string): Promise<void> {
  const { contactPointId } = await work.lock(Message, messageId);
  if (typeof contactPointId !== 'string') return;
  const { state } = await work.lock(ContactPoint, contactPointId);
  if (state === 'ACTIVE') await work.transition(ContactPoint, contactPointId, { transition: 'bounce', reason });
}
