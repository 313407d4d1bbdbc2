import { type Probe, readLimits } from '../plan/access-path.ts';
import type { Leaf } from '../predicate.ts';
import type { RecordType } from '../record-type.ts';
import { fieldOf } from '../relations.ts';
import { conjunction } from './conjunction.ts';
import type { PredicateSql } from './predicate-sql.ts';
import { RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** Writes a probe as common table expressions. Each is cut off above the limit, and then the whole probe found many. */
export class ProbeSql {
  private readonly statement: StatementBuilder;
  private readonly predicates: PredicateSql;
  private readonly tables: string[] = [];
  private readonly counted: string[] = [];

  constructor(statement: StatementBuilder, predicates: PredicateSql) {
    this.statement = statement;
    this.predicates = predicates;
  }

  /** Adds the probe; returns the name of the table with the ids. */
  add(probe: Probe, type: RecordType, column = 'id'): string {
    switch (probe.kind) {
      case 'all':
        return this.table(this.rows(type, column, []));
      case 'lookup':
        return this.table(this.rows(type, column, probe.leaves));
      case 'any': {
        const limbs = probe.of.map((limb) => this.add(limb, type, column));
        return this.table(limbs.map((limb) => `select id from ${limb}`).join(' union all '), false);
      }
      case 'some': {
        const { target, field } = probe.collection;
        const found = this.add(probe.of, target, field.columns[0]);
        return column === 'id' ? found : this.fetched(found, 'id', type, column);
      }
      case 'of': {
        const found = this.add(probe.of, probe.target);
        const reference = fieldOf(type, probe.reference.field).columns[0] ?? '';
        return this.fetched(found, reference, type, column);
      }
    }
  }

  /** `with` clause; its table `few` says whether the probe found few rows. */
  clause(): string {
    const few = this.counted.map((table) => `(select count(*) <= ${readLimits.probe} from ${table})`).join(' and ');
    return `with ${this.tables.join(', ')}, few as materialized (select ${few} as few)`;
  }

  private rows(type: RecordType, column: string, leaves: readonly Leaf[]): string {
    const source = new RowSource(type, this.statement.alias());
    const where = conjunction(
      this.predicates.there(source),
      ...leaves.map((leaf) => this.predicates.condition(leaf, source)),
    );
    return `select ${source.column(column)} as id from ${source.table} ${source.alias} where ${where} limit ${readLimits.probe + 1}`;
  }

  /** Rows that have a found id in one of their columns, by an index that begins with it. */
  private fetched(found: string, by: string, type: RecordType, column: string): string {
    const source = new RowSource(type, this.statement.alias());
    const rows = `select ${source.column(column)} as id from ${source.table} ${source.alias} where ${this.predicates.there(source)} and ${source.column(by)} = f.id limit ${readLimits.probe + 1}`;
    return this.table(
      `select r.id from (select distinct id from ${found}) f cross join lateral (${rows}) r limit ${readLimits.probe + 1}`,
    );
  }

  private table(sql: string, counted = true): string {
    const name = this.statement.alias();
    this.tables.push(`${name} as materialized (${sql})`);
    if (counted) this.counted.push(name);
    return name;
  }
}
