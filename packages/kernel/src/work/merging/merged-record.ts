import { RapportError } from '../../errors/index.ts';
import { encodeId } from '../../records/record-id.ts';
import type { Field, RecordType } from '../../records/record-type.ts';
import { fieldOf } from '../../records/relations.ts';
import { PredicateSql } from '../../records/sql/predicate-sql.ts';
import { StatementBuilder } from '../../records/sql/statement-builder.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** The field that says into which record one was merged; undefined where records cannot be merged. */
export function mergedIntoField(type: RecordType): Field | undefined {
  const into = type.merging && type.references.get(type.merging.into);
  return into && fieldOf(type, into.field);
}

/** Tells whoever still names a merged record where it went. */
export async function assertNotMerged(work: UnitOfWork, type: RecordType, uuid: string, path: string): Promise<void> {
  const into = mergedIntoField(type);
  if (!into) return;
  const statement = new StatementBuilder();
  const source = statement.rows(type);
  const visible = new PredicateSql(statement, work.context.access).visible(source, 'only');
  const key = `${source.column('id')} = ${statement.parameter(uuid, 'uuid')}`;
  const text = `select ${source.field(into.name)} as survivor from ${source.table} ${source.alias} where ${visible} and ${key}`;
  const [row] = await work.run<{ survivor: string | null }>(statement.build(text, work.request));
  if (!row?.survivor) return;
  throw new RapportError('MERGED', `${path}: this ${type.name} was merged into another one.`, {
    field: path,
    mergedInto: encodeId(type, row.survivor),
  });
}
