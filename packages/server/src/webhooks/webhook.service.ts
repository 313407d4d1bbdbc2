import {
  type CommandContext,
  decodeEventCursor,
  EventLog,
  type LogPosition,
  RapportError,
  type RecordInput,
  type RecordRef,
  readCondition,
  reject,
  uuidOf,
} from '@rapport/kernel';
import { addReplay, addSecret, beginProgress, type EndpointKey, moveProgress } from './webhook.store.ts';
import { WebhookDelivery } from './webhook-delivery.record.ts';
import { WebhookEndpoint, type WebhookFilterInput } from './webhook-endpoint.record.ts';

export interface EndpointInput {
  readonly url?: string;
  readonly description?: string | null;
  readonly types?: readonly string[] | null;
  readonly filter?: WebhookFilterInput | null;
  readonly fields?: readonly string[] | null;
  readonly ownerId?: string;
}

export interface NewEndpoint {
  readonly endpoint: RecordRef;
  /** Shown this once. */
  readonly secret: string;
}

const MAX_OVERLAP_HOURS = 7 * 24;

/** Makes an endpoint that begins behind `after`, or now. */
export async function makeEndpoint(
  context: CommandContext,
  input: EndpointInput,
  after: string | null | undefined,
): Promise<NewEndpoint> {
  const { work, access } = context;
  const ownerId =
    input.ownerId ??
    access.actor.userId ??
    reject('input.ownerId', 'is required: you act for no user, and what is sent is what a user may see.');
  const position = after == null ? await logOf(context).end() : await placeOf(context, after, 'input.after');
  const kept = { ...readEndpoint(context, input), ownerId, rotatedAt: new Date().toISOString() };
  const endpoint = await work.create(WebhookEndpoint, {}, 'input', kept);
  const key = keyOf(context, endpoint);
  await work.run(beginProgress(key, position));
  return { endpoint, secret: work.showOnce(await addSecret(context, key, 0)) };
}

export function changeEndpoint(
  context: CommandContext,
  id: string,
  { ownerId, ...input }: EndpointInput,
  expectedVersion: number | null | undefined,
): Promise<RecordRef> {
  const kept = { ...readEndpoint(context, input), ...(ownerId !== undefined && { ownerId }) };
  return context.work.update(WebhookEndpoint, id, {}, { kept, expectedVersion });
}

/** A new secret; receivers accept both signatures until the older ones expire. */
export async function rotateSecret(context: CommandContext, id: string, overlapHours: number): Promise<NewEndpoint> {
  if (overlapHours < 0 || overlapHours > MAX_OVERLAP_HOURS)
    reject('overlapHours', `must lie between 0 and ${MAX_OVERLAP_HOURS}.`);
  const { work } = context;
  const endpoint = await work.update(WebhookEndpoint, id, {}, { kept: { rotatedAt: new Date().toISOString() } });
  return { endpoint, secret: work.showOnce(await addSecret(context, keyOf(context, endpoint), overlapHours)) };
}

/** Goes on behind another place of the log: what lies between is skipped, or sent once more. */
export async function moveEndpoint(context: CommandContext, id: string, after: string): Promise<RecordRef> {
  const endpoint = await mayChange(context, id);
  await context.work.run(moveProgress(keyOf(context, endpoint), await placeOf(context, after, 'after')));
  return endpoint;
}

/** Sends what lies between two cursors once more, beside what happens meanwhile. */
export async function replayEvents(
  context: CommandContext,
  id: string,
  after: string,
  until: string | null | undefined,
): Promise<RecordRef> {
  const endpoint = await mayChange(context, id);
  const from = await placeOf(context, after, 'after');
  const to = until == null ? await logOf(context).end() : await placeOf(context, until, 'until');
  if (to.seq <= from.seq) reject('until', 'lies at or before `after`: there is nothing between them.');
  await addReplay(context.work, keyOf(context, endpoint), from, to.seq);
  return endpoint;
}

/** Sends the event of a delivery once more. */
export async function redeliver(context: CommandContext, id: string): Promise<RecordRef> {
  uuidOf(WebhookDelivery, id);
  const [delivery] = await context.work.find(WebhookDelivery, {
    filter: { id: { eq: id } },
    fields: ['endpointId', 'cursor'],
  });
  if (!delivery) throw new RapportError('NOT_FOUND', 'id: there is no such WebhookDelivery.', { field: 'id' });
  const endpoint = await mayChange(context, String(delivery.endpointId));
  const { epoch, seq } = decodeEventCursor(context.tenant.id, String(delivery.cursor), 'id');
  const before = { epoch, seq: seq - 1 };
  await logOf(context).after(before, 1, 'id');
  await addReplay(context.work, keyOf(context, endpoint), before, seq);
  return endpoint;
}

/** Values in the form in which they are kept. Throws INPUT_INVALID and ADDRESS_REFUSED. */
function readEndpoint(context: CommandContext, input: EndpointInput): RecordInput {
  const { work, outbound, catalogue, access } = context;
  const { url, types, filter, fields } = input;
  work.context.composition.events.matcher(types, 'input.types');
  for (const [index, recordId] of (filter?.recordIds ?? []).entries())
    catalogue.resolveId(recordId, `input.filter.recordIds[${index}]`);
  for (const [index, condition] of (filter?.records ?? []).entries())
    readCondition(context, condition.type, condition.filter, `input.filter.records[${index}]`);
  for (const [index, name] of (fields ?? []).entries()) {
    const known = catalogue.types.some((type) => {
      const field = type.fields.get(name);
      return field && access.allows(type, 'read') && access.canRead(type, field);
    });
    if (!known) reject(`input.fields[${index}]`, `"${name}" is a field of no record type.`);
  }
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...(url != null && { url: outbound.readUrl(url, 'input.url').href }) };
}

/** Refuses whoever may not change the endpoint. */
const mayChange = ({ work }: CommandContext, id: string) => work.update(WebhookEndpoint, id, {});

const logOf = ({ work, tenant }: CommandContext) => new EventLog(work.transaction, tenant.id);

/** A place from which the log can be read on. Throws CURSOR_INVALID and CURSOR_EXPIRED. */
async function placeOf(context: CommandContext, cursor: string, path: string): Promise<LogPosition> {
  const position = decodeEventCursor(context.tenant.id, cursor, path);
  await logOf(context).after(position, 1, path);
  return position;
}

const keyOf = ({ tenant }: CommandContext, { uuid }: RecordRef): EndpointKey => ({
  tenantId: tenant.id,
  endpointId: uuid,
});
