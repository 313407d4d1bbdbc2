import { v7, validate } from 'uuid';
import { RapportError } from '../errors/index.ts';
import type { RecordType } from './record-type.ts';

/** A new id in the database's form. Ids rise with time, so the newest records lie together in every index. */
export const newUuid = (): string => v7();

/** Not greater than any id that was made in the last so many milliseconds. */
export const uuidBefore = (ms: number): string => v7({ msecs: Date.now() - ms, random: new Uint8Array(16) });

/** The id as the API shows it: `cus_0193a6e2-...`. */
export function encodeId(type: RecordType, uuid: string): string {
  return `${type.prefix}_${uuid}`;
}

/** The database's form of an id of this record type. */
export function decodeId(type: RecordType, id: unknown, path: string): string {
  const [prefix, uuid] = splitId(id, path, type.prefix);
  if (prefix !== type.prefix) {
    throw new RapportError('ID_INVALID', `${path}: this id does not belong to a ${type.name}.`, {
      field: path,
      hint: `An id of a ${type.name} begins with \`${type.prefix}_\`.`,
    });
  }
  return uuid;
}

/** Prefix and uuid of an id of any record type; `prefix` is that of the record type that is wanted, where there is one. */
export function splitId(id: unknown, path: string, prefix?: string): readonly [prefix: string, uuid: string] {
  const text = typeof id === 'string' ? id : '';
  const cut = text.indexOf('_');
  const uuid = text.slice(cut + 1);
  if (cut < 1 || !validate(uuid)) {
    throw new RapportError('ID_INVALID', `${path}: this is not an id.`, {
      field: path,
      hint: `${prefix ? 'Such an id looks' : 'Ids look'} like \`${prefix ?? 'cus'}_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f\`.`,
    });
  }
  return [text.slice(0, cut), uuid.toLowerCase()];
}
