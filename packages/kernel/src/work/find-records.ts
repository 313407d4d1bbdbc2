import type { RecordCatalogue } from '../records/catalogue.ts';
import { type FilterInput, FilterReader } from '../records/filter.ts';
import { readOrder } from '../records/order.ts';
import { readPage } from '../records/plan/page.ts';
import type { ReadAccess } from '../records/read-access.ts';
import type { Answer, RecordReader } from '../records/reader.ts';
import type { RecordClass } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';

/** Whoever reads: the context of a resolver, or of a unit of work. */
export interface Finder {
  readonly reader: RecordReader;
  readonly access: ReadAccess;
  readonly catalogue: RecordCatalogue;
}

export interface FindOptions {
  /** As clients write it. */
  readonly filter: FilterInput;
  /** Names of the fields to read. */
  readonly fields: readonly string[];
  readonly first?: number;
}

/**
 * The newest records that match a filter, with these fields in the form in which the API shows them: what the actor
 * would get for the same question. A field that he may not read is refused, in `fields` and in `filter`.
 */
export async function findRecords(
  { reader, access, catalogue }: Finder,
  record: RecordClass,
  { filter, fields, first }: FindOptions,
): Promise<Answer[]> {
  const type = catalogue.typeOf(record);
  access.require(type, 'read');
  const outputs = fields.map((name) => {
    const field = fieldOf(type, name);
    if (!access.canRead(type, field)) throw new Error(`${type.name}.${name} may not be read.`);
    return { kind: 'field' as const, key: name, field, parts: [] };
  });
  const answer = await reader.root({
    kind: 'connection',
    connection: {
      type,
      filter: new FilterReader(catalogue, access).read(type, filter),
      deleted: 'excluded',
      order: readOrder(type, []),
      page: readPage({ first: first ?? null }, 'find'),
      outputs: [{ kind: 'nodes', key: 'nodes', node: { type, outputs, needs: [] } }],
    },
  });
  return (answer?.nodes ?? []) as Answer[];
}
