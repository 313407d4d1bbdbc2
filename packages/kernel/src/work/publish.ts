import { RapportError } from '../errors/index.ts';
import { checkPayload, type OwnEvent } from '../events/own-event.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { RecordRef } from './record-ref.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Writes a plugin's own event into the outbox. */
export async function publish(
  work: UnitOfWork,
  event: OwnEvent,
  payload: Readonly<Record<string, unknown>>,
  about: RecordRef | undefined,
): Promise<void> {
  const { type, schemaVersion } = event;
  if (work.context.eventCatalogue.own.get(type) !== event)
    throw new Error(`The event "${type}" is published, but no installed plugin lists it in \`events\`.`);
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
