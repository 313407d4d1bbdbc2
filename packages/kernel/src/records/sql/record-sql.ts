import { quoteIdentifier } from '../../tenancy/index.ts';
import { cursorSql, decodeCursor } from '../cursor.ts';
import type { Order, OrderTerm } from '../order.ts';
import type {
  ConnectionNode,
  ConnectionOutput,
  EdgeOutput,
  Page,
  PageInfoOutput,
  RecordNode,
  RecordOutput,
  RootNode,
  RootOutput,
} from '../plan/nodes.ts';
import type { ReadAccess } from '../read-access.ts';
import { decodeId } from '../record-id.ts';
import type { Collection, Field } from '../record-type.ts';
import { columnType } from './column-type.ts';
import { fieldJson, type JsonForm, outputJson } from './field-json.ts';
import { type JsonEntry, jsonConstant, jsonObject } from './json.ts';
import { type DeletedRows, PredicateSql } from './predicate-sql.ts';
import { type Correlation, RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';
import { statsSql } from './stats-sql.ts';

/** Above this `totalCount` stops counting and says so. */
export const COUNT_CAP = 10_000;

/** Key under which a record's own fields travel to the resolvers that compute fields; no GraphQL name can be it. */
export const OWN_FIELDS_KEY = '$';

/** Writes plans as SQL expressions that yield the answer's JSON text. */
export class RecordSql {
  private readonly statement: StatementBuilder;
  private readonly predicates: PredicateSql;
  private readonly form: JsonForm;

  constructor(statement: StatementBuilder, access: ReadAccess, form: JsonForm) {
    this.statement = statement;
    this.form = form;
    this.predicates = new PredicateSql(statement, access);
  }

  /** The JSON object of a whole operation. */
  operation(outputs: readonly RootOutput[]): string {
    return jsonObject(
      outputs.map((output): JsonEntry => {
        if (output.kind === 'typename') return { key: output.key, sql: jsonConstant(output.name) };
        return { key: output.key, sql: this.root(output), nullable: output.kind === 'record' };
      }),
    );
  }

  root(node: RootNode): string {
    switch (node.kind) {
      case 'record': {
        const { type } = node.node;
        const { value, path } = node.id;
        const id = this.statement.parameter(value, 'uuid', (raw) => decodeId(type, raw, path));
        return this.one(node.node, (source) => `${source.column('id')} = ${id}`);
      }
      case 'connection':
        return this.connection(node.connection);
      case 'stats':
        return statsSql(node.stats, this.predicates, this.statement, this.form);
    }
  }

  /** One record that meets the correlation and is in sight; SQL null when there is none. */
  one(node: RecordNode, correlation: Correlation, deleted: DeletedRows = 'excluded'): string {
    const source = new RowSource(node.type, this.statement.alias());
    const conditions = `${this.predicates.visible(source, deleted)} and ${correlation(source)}`;
    return `(select ${this.record(node, source)} from ${source.table} ${source.alias} where ${conditions})`;
  }

  /** The JSON object of a row. */
  record(node: RecordNode, source: RowSource): string {
    const entries = node.outputs.map((output) => this.recordEntry(output, source));
    if (node.needs.length > 0) entries.push({ key: OWN_FIELDS_KEY, sql: fieldsByName(node.needs, source) });
    return jsonObject(entries);
  }

  private recordEntry(output: RecordOutput, source: RowSource): JsonEntry {
    switch (output.kind) {
      case 'typename':
        return { key: output.key, sql: jsonConstant(output.name) };
      case 'field':
        return {
          key: output.key,
          sql: outputJson(output, source.columns(output.field), this.form),
          nullable: output.field.nullable,
        };
      case 'one': {
        const key = source.field(output.reference.field);
        return {
          key: output.key,
          sql: this.one(output.node, (target) => `${target.column('id')} = ${key}`),
          nullable: true,
        };
      }
      case 'many': {
        const belongs = belongsTo(output.collection, source);
        return { key: output.key, sql: this.connection(output.connection, belongs) };
      }
      case 'stats': {
        const belongs = belongsTo(output.collection, source);
        return { key: output.key, sql: statsSql(output.stats, this.predicates, this.statement, this.form, belongs) };
      }
    }
  }

  /** A page of records with what was selected around it. */
  connection(node: ConnectionNode, correlation?: Correlation): string {
    const arrays = new Map<string, string>();
    const source = new RowSource(node.type, this.statement.alias());
    const array = (element: string): string => {
      const name = arrays.get(element) ?? `a${arrays.size}`;
      arrays.set(element, name);
      return name;
    };
    const cursor = () => cursorSql(node.order, (term) => orderColumn(term, source));
    const entries = node.outputs.map((output) => this.connectionEntry(output, node, source, array, cursor));
    const tables: string[] = [];
    if (arrays.size > 0) tables.push(`(${this.page(node, source, arrays, correlation)}) page`);
    const kinds = new Set(node.outputs.map(({ kind }) => kind));
    if (kinds.has('totalCount') || kinds.has('totalCountIsExact'))
      tables.push(`(${this.count(node, correlation, COUNT_CAP + 1)}) capped`);
    if (kinds.has('exactCount')) tables.push(`(${this.count(node, correlation)}) exact`);
    const from = tables.length > 0 ? ` from ${tables.join(', ')}` : '';
    return `(select ${jsonObject(entries)}${from})`;
  }

  private connectionEntry(
    output: ConnectionOutput,
    { page }: ConnectionNode,
    source: RowSource,
    array: (element: string) => string,
    cursor: () => string,
  ): JsonEntry {
    const { key } = output;
    switch (output.kind) {
      case 'typename':
        return { key, sql: jsonConstant(output.name) };
      case 'nodes':
        return { key, sql: jsonArray(array(this.record(output.node, source)), page) };
      case 'edges': {
        const edge = jsonObject(output.outputs.map((part) => this.edgeEntry(part, source, cursor)));
        return { key, sql: jsonArray(array(edge), page) };
      }
      case 'pageInfo': {
        const cursors = `page.${array(cursor())}`;
        return { key, sql: jsonObject(output.outputs.map((part) => pageInfoEntry(part, page, cursors))) };
      }
      case 'totalCount':
        return { key, sql: 'capped.n::text' };
      case 'totalCountIsExact':
        return { key, sql: `(capped.n <= ${COUNT_CAP})::text` };
      case 'exactCount':
        return { key, sql: 'exact.n::text' };
    }
  }

  private edgeEntry(output: EdgeOutput, source: RowSource, cursor: () => string): JsonEntry {
    switch (output.kind) {
      case 'typename':
        return { key: output.key, sql: jsonConstant(output.name) };
      case 'cursor':
        return { key: output.key, sql: `'"'||${cursor()}||'"'` };
      case 'node':
        return { key: output.key, sql: this.record(output.node, source) };
    }
  }

  /** Arrays of the page's rows, in the order of the list; one row more than asked for tells whether there are others. */
  private page(
    node: ConnectionNode,
    source: RowSource,
    arrays: ReadonlyMap<string, string>,
    correlation?: Correlation,
  ): string {
    const { order, page } = node;
    const conditions = [this.predicates.rows(source, node, correlation), this.afterCursor(order, page, source)].filter(
      (part) => part !== undefined,
    );
    const walk = orderBy(order, source, page.backward);
    const rows = `select ${source.selectList()} from ${source.table} ${source.alias} where ${conditions.join(' and ')} order by ${walk} limit ${page.size + 1}`;
    const backToListOrder = page.backward ? ` order by ${orderBy(order, source, false)}` : '';
    const aggregates = [...arrays].map(
      ([element, name]) => `coalesce(array_agg(${element}${backToListOrder}), '{}') as ${name}`,
    );
    return `select ${aggregates.join(', ')} from (${rows}) ${source.alias}`;
  }

  private count(node: ConnectionNode, correlation: Correlation | undefined, limit?: number): string {
    const source = new RowSource(node.type, this.statement.alias());
    const rows = `${source.table} ${source.alias} where ${this.predicates.rows(source, node, correlation)}`;
    return limit === undefined
      ? `select count(*) as n from ${rows}`
      : `select count(*) as n from (select 1 from ${rows} limit ${limit}) counted`;
  }

  private afterCursor(order: Order, page: Page, source: RowSource): string | undefined {
    const { cursor } = page;
    if (!cursor) return undefined;
    const bounds = order.terms.map((term, index): Bound => {
      const column = orderColumn(term, source);
      const descending = term.descending !== page.backward;
      const value = cursor.present[index]
        ? this.statement.parameter(
            cursor.value,
            columnType(term.field),
            (raw) => decodeCursor(order, String(raw), cursor.path)[index],
          )
        : undefined;
      return { column, descending, value, nullable: term.field.nullable, collated: collated(column, term) };
    });
    return beyond(bounds);
  }
}

function fieldsByName(fields: readonly Field[], source: RowSource): string {
  return jsonObject(
    fields.map((field) => ({
      key: field.name,
      sql: fieldJson(field, source.columns(field)),
      nullable: field.nullable,
    })),
  );
}

function belongsTo({ field }: Collection, parent: RowSource): Correlation {
  const id = parent.column('id');
  return (source) => `${source.field(field.name)} = ${id}`;
}

function jsonArray(name: string, { size, backward }: Page): string {
  const asked = backward
    ? `page.${name}[greatest(cardinality(page.${name}) - ${size - 1}, 1):]`
    : `page.${name}[1:${size}]`;
  return `'['||array_to_string(${asked}, ',')||']'`;
}

function pageInfoEntry(output: PageInfoOutput, { size, backward, cursor }: Page, cursors: string): JsonEntry {
  const { key } = output;
  const more = `(cardinality(${cursors}) > ${size})::text`;
  // Whoever pages from a cursor came from the other side of it.
  const came = `'${cursor !== undefined}'::text`;
  const edge = (position: string): JsonEntry => ({ key, sql: `'"'||${cursors}[${position}]||'"'`, nullable: true });
  switch (output.kind) {
    case 'typename':
      return { key, sql: jsonConstant(output.name) };
    case 'hasNextPage':
      return { key, sql: backward ? came : more };
    case 'hasPreviousPage':
      return { key, sql: backward ? more : came };
    case 'startCursor':
      return edge(backward ? `greatest(cardinality(${cursors}) - ${size - 1}, 1)` : '1');
    case 'endCursor':
      return edge(backward ? `cardinality(${cursors})` : `least(cardinality(${cursors}), ${size})`);
  }
}

function orderColumn(term: OrderTerm, source: RowSource): string {
  return source.column(term.field.columns[0] ?? '');
}

function collated(column: string, { collation }: OrderTerm): string {
  return collation ? `${column} collate ${quoteIdentifier(collation)}` : column;
}

function orderBy({ terms }: Order, source: RowSource, reversed: boolean): string {
  return terms
    .map((term) => `${collated(orderColumn(term, source), term)} ${term.descending !== reversed ? 'desc' : 'asc'}`)
    .join(', ');
}

/** Where a page begins, in one term of its order. Missing values come last when ascending, as Postgres sorts them. */
interface Bound {
  readonly column: string;
  readonly collated: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** Parameter; undefined when the row at the cursor has no value here. */
  readonly value: string | undefined;
}

/** Rows that come after the bounds in their order. */
function beyond(bounds: readonly Bound[]): string {
  const [first] = bounds;
  const comparable = bounds.every(({ nullable, descending }) => !nullable && descending === first?.descending);
  if (comparable && first) {
    // A row comparison walks the index of the order.
    const columns = bounds.map(({ collated: column }) => column).join(', ');
    const values = bounds.map(({ value }) => value).join(', ');
    return `(${columns}) ${first.descending ? '<' : '>'} (${values})`;
  }
  const alternatives = bounds.flatMap((bound, index) => {
    const past = isPast(bound);
    if (past === undefined) return [];
    return [[...bounds.slice(0, index).map(isLevel), past].join(' and ')];
  });
  return alternatives.length > 0 ? `(${alternatives.join(' or ')})` : 'false';
}

function isLevel({ column, value }: Bound): string {
  return value === undefined ? `${column} is null` : `${column} = ${value}`;
}

function isPast({ column, collated: sorted, descending, nullable, value }: Bound): string | undefined {
  if (value === undefined) return descending ? `${column} is not null` : undefined;
  if (descending) return `${sorted} < ${value}`;
  return nullable ? `(${sorted} > ${value} or ${column} is null)` : `${sorted} > ${value}`;
}
