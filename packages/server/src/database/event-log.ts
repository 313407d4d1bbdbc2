import { type Installation, RapportError } from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';
import { asOperator } from './operator-work.ts';

/** What the operator may do with the log of events, and the API may not. */

/** Begins another log after a restore: every cursor from before is refused, so that nobody goes on where nothing is. */
export async function beginNewEpoch(queryRunner: Pick<QueryRunner, 'query'>): Promise<void> {
  await queryRunner.query('select raise_event_epochs()');
}

export interface Erasure {
  /** Slug of the tenant. */
  readonly tenant: string;
  /** Id of the record whose values go. */
  readonly record: string;
  readonly fields: readonly string[];
}

/** The journals of merges keep values of records as they were: `$3` is the record. */
const IN_MERGES = `
update merge_step set before = before - $2::text[], after = after - $2::text[]
where tenant_id = $1 and $3::uuid = any(record_ids) and (before ?| $2::text[] or after ?| $2::text[])`;

/**
 * Runs of automations keep the events that let them begin or go on, as JSON texts, and are records with events of their
 * own, which tell those texts: `$3` is the id of the record.
 */
const inRuns = (table: string, column: string): string => `
with cleaned as (
  update ${table} set ${column} = jsonb_set(${column}::jsonb, '{event,patch}', (${column}::jsonb #> '{event,patch}') - $2::text[])::text
  where tenant_id = $1 and position($3::text in ${column}) > 0
    and ${column}::jsonb #>> '{event,recordId}' = $3 and ${column}::jsonb #> '{event,patch}' ?| $2::text[]
  returning id)
select erase_event_values($1, id, array['${column}']) from cleaned`;

/** Takes values of a record out of all its events, and out of what was copied of them. Returns how many events held one. */
export function eraseEventValues(
  queryRunner: QueryRunner,
  installation: Installation,
  { tenant, record, fields }: Erasure,
): Promise<number> {
  const [type, uuid] = installation.catalogue.resolveId(record, 'record');
  const unknown = fields.find((name) => !type.fields.has(name));
  if (unknown !== undefined)
    throw new RapportError('INPUT_INVALID', `fields: a ${type.name} has no field "${unknown}".`, { field: 'fields' });
  return asOperator(queryRunner, installation, tenant, async (work) => {
    const [row] = await work.run<{ events: number }>({
      text: 'select erase_event_values($1, $2, $3) as events',
      values: [work.context.tenant.id, uuid, fields],
    });
    const { id } = work.context.tenant;
    await work.run({ text: IN_MERGES, values: [id, fields, uuid] });
    await work.run({ text: inRuns('automation_run', 'given'), values: [id, fields, record] });
    await work.run({ text: inRuns('automation_run_step', 'output'), values: [id, fields, record] });
    return row?.events ?? 0;
  });
}
