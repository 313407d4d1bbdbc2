import { RapportError } from '../errors/index.ts';
import { refs, storedRefs } from '../records/kinds/index.ts';
import type { ReadAccess } from '../records/read-access.ts';
import type { Field, RecordType, Reference } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { PredicateSql } from '../records/sql/predicate-sql.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import type { ColumnValues } from '../records/write/input.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface Row {
  readonly values: ColumnValues;
  readonly path: string;
}

/**
 * Refuses references to records that do not exist in sight of the actor: a hidden one, a deleted one and one of
 * another tenant get the same answer. One statement for all rows; it holds off deletions until the transaction ends.
 */
export async function assertReferencesVisible(work: UnitOfWork, type: RecordType, rows: readonly Row[]): Promise<void> {
  const used = [...type.references.values(), ...type.referenceLists.values()].flatMap((reference) => {
    const field = fieldOf(type, reference.field);
    const targets = rows.flatMap(({ values, path }) => referredTo(field, values).map((uuid) => ({ uuid, path })));
    return targets.length > 0 ? [{ reference, field, targets }] : [];
  });
  if (used.length === 0) return;

  const statement = new StatementBuilder();
  const predicates = new PredicateSql(statement, work.context.access);
  const visible = used.map(({ reference, targets }) => {
    const source = statement.rows(recordTypeOf(reference.target()));
    const wanted = statement.parameter([...new Set(targets.map(({ uuid }) => uuid))], 'uuid[]');
    return `array(select ${source.column('id')}::text from ${source.ownTable} ${source.alias} where ${predicates.visible(source)} and ${source.column('id')} = any(${wanted}) for key share of ${source.alias}) as ${JSON.stringify(reference.name)}`;
  });
  const [found] = await work.run<Record<string, string[]>>(
    statement.build(`select ${visible.join(', ')}`, work.request),
  );
  for (const { reference, field, targets } of used) {
    const inSight = new Set(found?.[reference.name]);
    const missing = targets.find(({ uuid }) => !inSight.has(uuid));
    if (missing) refuse(reference, field, missing.path);
  }
}

/** Conditions that hold when each record that the values refer to is in sight; they hold off its deletion as well. */
export function referencesVisible(
  statement: StatementBuilder,
  access: ReadAccess,
  type: RecordType,
  values: ColumnValues,
): string[] {
  const predicates = new PredicateSql(statement, access);
  return [...type.references.values(), ...type.referenceLists.values()].flatMap((reference) =>
    referredTo(fieldOf(type, reference.field), values).map((uuid) => {
      const target = statement.rows(recordTypeOf(reference.target()));
      const key = `${target.column('id')} = ${statement.parameter(uuid, 'uuid')}`;
      return `(select true from ${target.ownTable} ${target.alias} where ${predicates.visible(target)} and ${key} for key share of ${target.alias})`;
    }),
  );
}

/** Ids in a field that refers to one record, or to several. */
function referredTo(field: Field, values: ColumnValues): string[] {
  const [value] = values.get(field) ?? [];
  if (field.kind === refs) return storedRefs(value);
  return typeof value === 'string' ? [value] : [];
}

function refuse(reference: Pick<Reference, 'target'>, field: Field, path: string): never {
  const at = `${path}.${field.name}`;
  throw new RapportError('REFERENCE_NOT_FOUND', `${at}: there is no such ${recordTypeOf(reference.target()).name}.`, {
    field: at,
  });
}
