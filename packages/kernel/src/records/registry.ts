import type { RecordClass, RecordType } from './record-type.ts';

const recordTypes = new WeakMap<RecordClass, RecordType>();

export function registerRecordType(type: RecordType): void {
  recordTypes.set(type.class, type);
}

/** The record type that a class decorated with `@Record` declares. */
export function recordTypeOf(recordClass: RecordClass): RecordType {
  const type = recordTypes.get(recordClass);
  if (!type) throw new Error(`${recordClass?.name ?? 'undefined'} is not decorated with @Record.`);
  return type;
}
