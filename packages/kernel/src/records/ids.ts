import { decodeId, encodeId } from './record-id.ts';
import type { RecordClass } from './record-type.ts';
import { recordTypeOf } from './registry.ts';

/** The id as the API shows it, from its form in the database. */
export const idOf = (record: RecordClass, uuid: string): string => encodeId(recordTypeOf(record), uuid);

/** The form of the database, from the id as the API shows it. `path` names it in errors. */
export const uuidOf = (record: RecordClass, id: unknown, path = 'id'): string =>
  decodeId(recordTypeOf(record), id, path);
