import { decodeId } from '../records/record-id.ts';
import type { RecordClass, RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';

/**
 * Names a record. Resolvers and commands return references; the record layer reads what the operation selects of them,
 * with the reader's rights.
 */
export class RecordRef {
  readonly type: RecordType;
  /** Database form of the id. */
  readonly uuid: string;

  constructor(type: RecordType, uuid: string) {
    this.type = type;
    this.uuid = uuid;
  }
}

/** A reference to the record with this id, for resolvers to return. */
export function ref(record: RecordClass, id: string): RecordRef {
  const type = recordTypeOf(record);
  return new RecordRef(type, decodeId(type, id, 'id'));
}
