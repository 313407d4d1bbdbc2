import { type Probe, readLimits } from '../plan/access-path.ts';
import type { Leaf } from '../predicate.ts';
import type { RecordType } from '../record-type.ts';
import { fieldOf } from '../relations.ts';
import { tokenHolders } from '../search/token-table.ts';
import { conjunction } from './conjunction.ts';
import type { DeletedRows, PredicateSql } from './predicate-sql.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** What a probe found: a table of ids, and whether these are all. */
interface Found {
  readonly table: string;
  readonly complete: string;
}

/** Writes a probe as common table expressions. Each is cut off above the limit, and then the whole probe found many. */
export class ProbeSql {
  private readonly statement: StatementBuilder;
  private readonly predicates: PredicateSql;
  private readonly tables: string[] = [];

  constructor(statement: StatementBuilder, predicates: PredicateSql) {
    this.statement = statement;
    this.predicates = predicates;
  }

  /**
   * Writes the probe; returns the name of the table with the ids. The table `few` says whether the probe found few rows.
   * `deleted`: which rows are there for a probe that finds all.
   */
  add(probe: Probe, type: RecordType, deleted: DeletedRows): string {
    const { table, complete } = this.find(probe, type, 'id', deleted);
    this.tables.push(`few as materialized (select ${complete} as few)`);
    return table;
  }

  clause(): string {
    return `with ${this.tables.join(', ')}`;
  }

  private find(probe: Probe, type: RecordType, column = 'id', deleted?: DeletedRows): Found {
    switch (probe.kind) {
      case 'all':
        return this.cutOff(this.rows(type, column, [], deleted));
      case 'lookup':
        return this.cutOff(this.rows(type, column, probe.leaves));
      case 'any': {
        const limbs = probe.of.map((limb) => this.find(limb, type, column));
        return {
          table: this.table(limbs.map(({ table }) => `select id from ${table}`).join(' union all ')),
          complete: conjunction(...limbs.map(({ complete }) => complete)),
        };
      }
      case 'some': {
        const { target, field } = probe.collection;
        const found = this.find(probe.of, target, field.columns[0]);
        return column === 'id' ? found : this.fetched(found, 'id', type, column);
      }
      case 'of': {
        const found = this.find(probe.of, probe.target);
        const reference = fieldOf(type, probe.reference.field).columns[0] ?? '';
        return this.fetched(found, reference, type, column);
      }
      case 'token': {
        const found = this.cutOff(tokenHolders(probe.token, this.statement, readLimits.probe + 1));
        return column === 'id' ? found : this.fetched(found, 'id', type, column);
      }
      case 'rarest':
        return this.rarest(probe.of.map((part) => this.find(part, type, column)));
    }
  }

  /** The shortest of the tables that hold all there is. */
  private rarest(found: readonly Found[]): Found {
    const sizes = found.map(({ table, complete }, index) => `(${index}, (select count(*) from ${table}), ${complete})`);
    const choice = this.table(
      `select choice from (values ${sizes.join(', ')}) as sizes(choice, size, complete) where complete order by size, choice limit 1`,
    );
    const chosen = found.map(
      ({ table }, index) => `select id from ${table} where (select choice from ${choice}) = ${index}`,
    );
    return { table: this.table(chosen.join(' union all ')), complete: `exists (select 1 from ${choice})` };
  }

  private rows(type: RecordType, column: string, leaves: readonly Leaf[], deleted?: DeletedRows): string {
    const source = this.statement.rows(type);
    const where = conjunction(
      this.predicates.there(source, deleted),
      ...leaves.map((leaf) => this.predicates.condition(leaf, source)),
    );
    return `select ${source.column(column)} as id from ${source.table} ${source.alias} where ${where} limit ${readLimits.probe + 1}`;
  }

  /** Rows that have a found id in one of their columns, by an index that begins with it. */
  private fetched({ table, complete }: Found, by: string, type: RecordType, column: string): Found {
    const source = this.statement.rows(type);
    const rows = `select ${source.column(column)} as id from ${source.table} ${source.alias} where ${this.predicates.there(source)} and ${source.column(by)} = f.id limit ${readLimits.probe + 1}`;
    const fetched = this.cutOff(
      `select r.id from (select distinct id from ${table}) f cross join lateral (${rows}) r limit ${readLimits.probe + 1}`,
    );
    return { ...fetched, complete: conjunction(complete, fetched.complete) };
  }

  /** A table that is whole unless it reached the limit. */
  private cutOff(sql: string): Found {
    const table = this.table(sql);
    return { table, complete: `(select count(*) <= ${readLimits.probe} from ${table})` };
  }

  private table(sql: string): string {
    const name = this.statement.alias();
    this.tables.push(`${name} as materialized (${sql})`);
    return name;
  }
}
