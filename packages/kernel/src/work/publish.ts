import { RapportError } from '../errors/index.ts';
import { checkPayload, type OwnEvent } from '../events/own-event.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { Statement } from '../tenancy/index.ts';
import type { RecordRef } from './record-ref.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Writes a plugin's own event into the outbox. */
export async function publish(
  work: UnitOfWork,
  event: OwnEvent,
  payload: Readonly<Record<string, unknown>>,
  about: RecordRef | undefined,
): Promise<void> {
  assertListed(work, event);
  const { type, schemaVersion } = event;
  checkPayload(event, payload);
  const expected = event.about && recordTypeOf(event.about());
  if (expected?.class !== about?.type.class)
    throw new RapportError('INPUT_INVALID', `${type}: must be about ${expected ? `a ${expected.name}` : 'no record'}.`);
  const { actor, requestId } = work.cause;
  await work.run({
    text: `
insert into outbox (tenant_id, type, record_type, record_id, changed_fields, patch, actor, request_id, schema_version)
values ($1, $2, $3, $4, '{}', $5, $6, $7, $8)`,
    values: [
      work.context.tenant.id,
      type,
      about?.type.name ?? null,
      about?.uuid ?? null,
      JSON.stringify(payload),
      actor,
      requestId,
      schemaVersion,
    ],
  });
}

/** Writes such an event into the outbox for each row of a statement: `id`, the uuid of the record, and `payload`. */
export async function publishRows(work: UnitOfWork, event: OwnEvent, rows: Statement): Promise<number> {
  assertListed(work, event);
  const { type, schemaVersion, about } = event;
  if (!about) throw new Error(`The event "${type}" is about no record.`);
  const { actor, requestId } = work.cause;
  const at = rows.values.length;
  const [written] = await work.run<{ count: number }>({
    text: `
with source as (${rows.text}),
published as (
  insert into outbox (tenant_id, type, record_type, record_id, changed_fields, patch, actor, request_id, schema_version)
  select $1, $${at + 1}, $${at + 2}, source.id, '{}', source.payload, $${at + 3}, $${at + 4}, $${at + 5} from source returning 1)
select count(*)::int as count from published`,
    values: [...rows.values, type, recordTypeOf(about()).name, actor, requestId, schemaVersion],
  });
  return written?.count ?? 0;
}

function assertListed(work: UnitOfWork, event: OwnEvent): void {
  if (work.context.composition.events.own.get(event.type) === event) return;
  throw new Error(`The event "${event.type}" is published, but no installed plugin lists it in \`events\`.`);
}
