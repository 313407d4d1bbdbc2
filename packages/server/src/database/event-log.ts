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

/** Takes values of a record out of all its events. Returns how many events held one. */
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
    return row?.events ?? 0;
  });
}
