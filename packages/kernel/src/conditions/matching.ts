import type { Access } from '../access/access.ts';
import type { RecordCondition } from '../events/event-view.ts';
import type { StatementTenant } from '../records/late-value.ts';
import { conjunction } from '../records/sql/conjunction.ts';
import { PredicateSql } from '../records/sql/predicate-sql.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import type { Statement } from '../tenancy/index.ts';

/** Parts of a statement about the records that meet a condition. `$1` of it is the tenant. */
export interface Matching {
  /** SELECT of the uuids, as `id`, of the records in sight that meet it; of those in an array of uuids only, where it is given. */
  ids(among?: string): string;
  /** The place of a further value, with its type: `$3::uuid[]`. */
  parameter(value: unknown, type: string): string;
}

/** A statement made with the records that meet a condition, as far as `access` sees them. */
export function matchingStatement(
  { type, filter }: RecordCondition,
  { tenant, access }: { readonly tenant: StatementTenant; readonly access: Access },
  write: (matching: Matching) => string,
): Statement {
  const statement = new StatementBuilder();
  const predicates = new PredicateSql(statement, access);
  const text = write({
    ids: (among) => {
      const rows = statement.rows(type);
      const id = rows.column('id');
      const where = predicates.rows(rows, { filter, deleted: 'excluded' });
      return `select ${id} as id from ${rows.table} ${rows.alias} where ${conjunction(where, among && `${id} = any(${among})`)}`;
    },
    parameter: (value, sqlType) => statement.parameter(value, sqlType),
  });
  return statement.build(text, { tenant, actor: access.actor, variables: {} });
}
