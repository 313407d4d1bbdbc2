import { quoteLiteral } from '../../tenancy/index.ts';
import {
  type AccessPath,
  type BoundedWalk,
  chooseAccessPath,
  isBounded,
  type Probing,
  unorderedWalk,
  type Walk,
} from '../plan/access-path.ts';
import { type ConnectionNode, rowsToRead } from '../plan/nodes.ts';
import type { Leaf, Predicate } from '../predicate.ts';
import { conjunction } from './conjunction.ts';
import { orderBy, orderColumn } from './order-sql.ts';
import type { PredicateSql } from './predicate-sql.ts';
import { ProbeSql } from './probe-sql.ts';
import type { RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** Above this `totalCount` stops counting and says so. */
export const COUNT_CAP = 10_000;

/** A page of rows: what to select from, and whether the walk ended before the list did. */
export interface PageSql {
  /** `with` clause, or nothing. */
  readonly clause: string;
  /** Rows under the alias of the page's source, in the order of the walk. */
  readonly rows: string;
  /** Condition and row of a walk that was cut off: only looked at when the page is short. */
  readonly cut: { readonly onlyIf: string; readonly at: () => string } | undefined;
}

/** What a page needs of the statement around it. */
export interface PageParts {
  /** Condition on rows after the cursor. */
  readonly after: (source: RowSource) => string | undefined;
  /** Cursor of a row. */
  readonly cursor: (source: RowSource) => string;
}

/** Writes the rows of a list. */
export class ListSql {
  private readonly statement: StatementBuilder;
  private readonly predicates: PredicateSql;
  private readonly node: ConnectionNode;
  private readonly source: RowSource;
  private readonly path: AccessPath;
  private readonly sieve: Predicate;

  /** `source`: the rows of the page. `parent`: of a nested list, the part of its filter that says whose it is. */
  constructor(
    node: ConnectionNode,
    source: RowSource,
    statement: StatementBuilder,
    predicates: PredicateSql,
    parent?: Leaf,
  ) {
    this.node = node;
    this.source = source;
    this.statement = statement;
    this.predicates = predicates;
    this.sieve = predicates.sieve(node.type, node.filter);
    const { type, deleted, order } = node;
    this.path = chooseAccessPath({ type, deleted, order, condition: this.sieve, parent });
  }

  /** Whether a page can be short although the list goes on. */
  get mayEndEarly(): boolean {
    const walk = this.path.kind === 'probe' ? this.path.otherwise : this.path;
    return walk?.kind === 'walk' && isBounded(walk);
  }

  page(parts: PageParts): PageSql {
    const { path } = this;
    switch (path.kind) {
      case 'nothing':
        return { clause: '', rows: this.select(this.source, `${from(this.source)} where false`), cut: undefined };
      case 'walk':
        return this.walked(path, parts);
      case 'merge':
        return { clause: '', rows: this.merged(path.limbs, parts), cut: undefined };
      case 'probe':
        return this.probed(path, parts);
    }
  }

  /** Select of `n`, at most one more than the cap, and of `whole`: whether `n` is all there are. */
  count(): string {
    const { path } = this;
    switch (path.kind) {
      case 'nothing':
        return 'select 0 as n, true as whole';
      case 'walk':
        return isBounded(path) ? this.countWalk(path) : this.countAll();
      case 'merge':
        return this.countMerge(path.limbs);
      case 'probe':
        return path.covers ? this.countAll() : this.countProbed(path);
    }
  }

  private get size(): number {
    return rowsToRead(this.node);
  }

  private walkOrder(source: RowSource): string {
    return orderBy(this.node.order, source, this.node.page.backward);
  }

  private walked(walk: Walk, { after, cursor }: PageParts): PageSql {
    const { source } = this;
    if (!isBounded(walk)) {
      const where = conjunction(this.there(source, walk.served), after(source));
      return { clause: '', rows: this.select(source, `${from(source)} where ${where}`), cut: undefined };
    }
    return {
      clause: '',
      // The walk keeps its order; sorting the page once more makes sure of it for next to nothing.
      rows: this.select(source, `from (${this.boundedRows(walk, source, after)}) ${source.alias}`),
      cut: { onlyIf: 'true', at: () => this.cutAt(walk, after, cursor) },
    };
  }

  /** Rows that match among the first ones of an index. */
  private boundedRows(walk: BoundedWalk, source: RowSource, after: PageParts['after'], gate?: string): string {
    const inner = this.alias();
    const where = conjunction(this.there(inner, walk.served), after(inner), gate);
    const walked = `select * ${from(inner)} where ${where} order by ${this.walkOrder(inner)} limit ${walk.bound}`;
    const rest = this.predicates.condition(walk.rest, source) ?? 'true';
    return `select * from (${walked}) ${source.alias} where ${rest} limit ${this.size}`;
  }

  private cutAt(walk: BoundedWalk, after: PageParts['after'], cursor: PageParts['cursor']): string {
    const row = this.alias();
    const where = conjunction(this.there(row, walk.served), after(row));
    return `select ${cursor(row)} ${from(row)} where ${where} order by ${this.walkOrder(row)} offset ${walk.bound - 1} limit 1`;
  }

  private merged(limbs: readonly Leaf[], { after }: PageParts): string {
    const { source } = this;
    const rows = limbs.map((leaf) =>
      this.limb(leaf, (row, condition) => {
        const where = conjunction(this.there(row), condition, after(row));
        return `select * ${from(row)} where ${where} order by ${this.walkOrder(row)} limit ${this.size}`;
      }),
    );
    const keys = this.node.order.terms.map((term) => orderColumn(term, source)).join(', ');
    const distinct = `select distinct on (${keys}) * from (${rows.join(' union all ')}) ${source.alias} order by ${this.walkOrder(source)}`;
    return this.select(source, `from (${distinct}) ${source.alias}`);
  }

  /** Rows of one alternative; of one with several values, those of each value by itself. */
  private limb(leaf: Leaf, rows: (row: RowSource, condition: string | undefined) => string): string {
    const row = this.alias();
    if (leaf.operator === 'eq') return `(${rows(row, this.predicates.condition(leaf, row))})`;
    const values = this.predicates.values(leaf);
    const column = row.field(leaf.field.name);
    return `(select w.* from (select distinct unnest(${values}) as x) v cross join lateral (${rows(row, `${column} = v.x`)}) w)`;
  }

  private probed({ probe, otherwise }: Probing, { after, cursor }: PageParts): PageSql {
    const { source } = this;
    const { few, many, clause } = this.probeTables(probe);
    const inner = this.alias();
    const fetched = `select ${inner.alias}.* from (select distinct id from ${few}) p cross join lateral (select * ${from(inner)} where ${conjunction(
      this.there(inner),
      `${inner.column('id')} = p.id`,
      this.predicates.condition(this.sieve, inner),
      after(inner),
    )} offset 0) ${inner.alias} where (${FEW}) order by ${this.walkOrder(inner)} limit ${this.size}`;
    const rest = this.alias();
    const walked = otherwise ? this.boundedRows(otherwise, rest, after, many) : this.refusal(rest, many);
    // One of the two is empty.
    const both = `select * from (${fetched}) few_rows union all select * from (${walked}) many_rows`;
    return {
      clause,
      rows: this.select(source, `from (${both}) ${source.alias}`),
      cut: otherwise && { onlyIf: many, at: () => this.cutAt(otherwise, after, cursor) },
    };
  }

  private probeTables(probe: Probing['probe']) {
    const tables = new ProbeSql(this.statement, this.predicates);
    const few = tables.add(probe, this.node.type, this.node.deleted);
    return { few, many: `not (${FEW})`, clause: tables.clause() };
  }

  /** Raises the error that a list without an index for its order is, when it is asked for many rows. */
  private refusal(row: RowSource, many: string): string {
    const names = this.node.order.terms.slice(0, -1).map(({ field }) => field.name);
    return `select ${row.alias}.* from (select refuse_sort(${quoteLiteral(names.join(', '))}) where ${many} offset 0) refused cross join lateral (select * ${from(row)} limit 1) ${row.alias}`;
  }

  private countAll(): string {
    const row = this.alias();
    const where = conjunction(this.there(row), this.predicates.condition(this.sieve, row));
    return `select count(*) as n, true as whole from (select 1 ${from(row)} where ${where} limit ${COUNT_CAP + 1}) counted`;
  }

  private countMerge(limbs: readonly Leaf[]): string {
    const rows = limbs.map((leaf) =>
      this.limb(leaf, (row, condition) => {
        const where = conjunction(this.there(row), condition);
        return `select ${row.column('id')} as id ${from(row)} where ${where} limit ${COUNT_CAP + 1}`;
      }),
    );
    const ids =
      limbs.length === 1 ? (rows[0] ?? '') : rows.map((limb) => `select id from ${limb} limb`).join(' union ');
    return `select count(*) as n, true as whole from (select 1 from (${ids}) ids limit ${COUNT_CAP + 1}) counted`;
  }

  private countWalk(walk: BoundedWalk, gate = 'true'): string {
    const { bound } = walk;
    const rows = (limit: number) => {
      const row = this.alias();
      return `select * ${from(row)} where ${conjunction(this.there(row, walk.served), gate)} limit ${limit}`;
    };
    const row = this.alias();
    const matching = `select 1 from (${rows(bound)}) ${row.alias} where ${this.predicates.condition(walk.rest, row) ?? 'true'} limit ${COUNT_CAP + 1}`;
    const met = `select 1 from (${rows(bound + 1)}) walked`;
    return `select (select count(*) from (${matching}) counted) as n, (select count(*) from (${met}) met) <= ${bound} as whole`;
  }

  private countProbed({ probe, otherwise }: Probing): string {
    const { few, many, clause } = this.probeTables(probe);
    const row = this.alias();
    const where = conjunction(
      this.there(row),
      `${row.column('id')} = p.id`,
      this.predicates.condition(this.sieve, row),
    );
    const fetched = `select count(*) from (select distinct id from ${few}) p cross join lateral (select 1 ${from(row)} where ${where} offset 0) found where (${FEW})`;
    const walk = otherwise ?? unorderedWalk(this.sieve);
    return `${clause} select case when (${FEW}) then (${fetched}) else walked.n end as n, (${FEW}) or walked.whole as whole from (${this.countWalk(walk, many)}) walked`;
  }

  private there(row: RowSource, served: readonly Leaf[] = []): string {
    return conjunction(
      this.predicates.there(row, this.node.deleted),
      ...served.map((leaf) => this.predicates.condition(leaf, row)),
    );
  }

  /** The page's columns, in its order. */
  private select(source: RowSource, rows: string): string {
    const order = this.walkOrder(source);
    return `select ${source.selectList()} ${rows} order by ${order} limit ${this.size}`;
  }

  private alias(): RowSource {
    return this.statement.rows(this.node.type, this.source);
  }
}

const FEW = 'select few from few';

const from = (source: RowSource): string => `from ${source.table} ${source.alias}`;
