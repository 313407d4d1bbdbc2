import { quoteLiteral } from '../../tenancy/index.ts';
import { cursorSql } from '../cursor.ts';
import { CUT_SHORT } from '../cut-pages.ts';
import {
  asksForPageInfo,
  type ConnectionNode,
  type ConnectionOutput,
  type EdgeOutput,
  type RecordNode,
  type RecordOutput,
  type RecordsNode,
  type RootNode,
  type RootOutput,
  rowsToRead,
  type TimelineNode,
} from '../plan/nodes.ts';
import { allOf, type Leaf } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import { decodeId } from '../record-id.ts';
import type { Collection, Field } from '../record-type.ts';
import { afterCursor } from './after-cursor.ts';
import { fieldJson, type JsonForm, outputJson } from './field-json.ts';
import { type JsonEntry, jsonConstant, jsonObject } from './json.ts';
import { COUNT_CAP, ListSql } from './list-sql.ts';
import { orderBy, orderColumn } from './order-sql.ts';
import { jsonArray, pageInfoEntry, rowsOfJson } from './page-json.ts';
import { type DeletedRows, type Listed, PredicateSql } from './predicate-sql.ts';
import { type Correlation, OuterColumn, type RowSource } from './row-source.ts';
import type { Encode, StatementBuilder } from './statement-builder.ts';
import { statsSql } from './stats-sql.ts';
import { timelineSql } from './timeline-sql.ts';

/** Key under which a record's own fields travel to the resolvers that compute fields; no GraphQL name can be it. */
export const OWN_FIELDS_KEY = '$';

/** Key under which the name of a record's type travels where a list has records of several; no GraphQL name can be it either. */
export const TYPE_KEY = '$type';

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
      case 'records':
        return this.byIds(node);
      case 'connection':
        return this.connection(node.connection);
      case 'stats':
        return statsSql(node.stats, this.predicates, this.statement, this.form);
    }
  }

  /** Records of several types in the order of their ids, with null for those that are not in sight. */
  private byIds({ ids, resolve, nodes }: RecordsNode): string {
    if (nodes.length === 0) return `'[]'`;
    const each = (part: 'uuid' | 'prefix'): Encode => {
      return (raw) =>
        (raw as unknown[]).map((id, index) => {
          const [type, uuid] = resolve(id, index);
          return part === 'uuid' ? uuid : type.prefix;
        });
    };
    const uuids = this.statement.parameter(ids, 'uuid[]', each('uuid'));
    const prefixes = this.statement.parameter(ids, 'text[]', each('prefix'));
    const branches = nodes.map((node) => {
      const record = this.one(node, (source) => `${source.column('id')} = wanted.id`);
      return `when ${quoteLiteral(node.type.prefix)} then ${record}`;
    });
    const record = `coalesce(case wanted.prefix ${branches.join(' ')} end, 'null')`;
    return `(select '['||string_agg(${record}, ',' order by wanted.position)||']' from unnest(${uuids}, ${prefixes}) with ordinality wanted(id, prefix, position))`;
  }

  /** One record that meets the correlation and is in sight; SQL null when there is none. A merged one tells where it went. */
  one(node: RecordNode, correlation: Correlation, deleted: DeletedRows = 'unless merged'): string {
    const source = this.statement.rows(node.type);
    const conditions = `${this.predicates.visible(source, deleted)} and ${correlation(source)}`;
    return `(select ${this.record(node, source)} from ${source.table} ${source.alias} where ${conditions})`;
  }

  /** Those records of a list of ids that are in sight, in its order; each is looked up by its key. */
  private several(node: RecordNode, ids: string): string {
    const [listed, found] = [this.statement.alias(), this.statement.alias()];
    const record = this.one(node, (target) => `${target.column('id')} = ${listed}.id::uuid`, 'excluded');
    return `(select '['||coalesce(string_agg(${found}.json, ',' order by ${listed}.place), '')||']'
      from jsonb_array_elements_text(${ids}) with ordinality ${listed}(id, place)
      cross join lateral (select ${record} as json offset 0) ${found} where ${found}.json is not null)`;
  }

  /** The JSON object of a row. */
  record(node: RecordNode, source: RowSource, marks: readonly JsonEntry[] = []): string {
    const entries = [...node.outputs.map((output) => this.recordEntry(output, source)), ...marks];
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
          nullable: output.field.nullable && !output.field.kind.isAlwaysShown,
        };
      case 'extension':
        return { key: output.key, sql: jsonObject(output.outputs.map((each) => this.recordEntry(each, source))) };
      case 'scores': {
        const entries = output.scores.map(({ value, outputs }) => {
          const score = jsonObject(outputs.map((each) => this.recordEntry(each, source)));
          return `case when ${source.columns(value)[0]} is not null then ${score} end`;
        });
        return {
          key: output.key,
          sql: entries.length > 0 ? `'['||concat_ws(',', ${entries.join(', ')})||']'` : `'[]'`,
        };
      }
      case 'constant':
        return { key: output.key, sql: quoteLiteral(output.value) };
      case 'one': {
        const key = source.field(output.reference.field);
        return {
          key: output.key,
          sql: this.one(output.node, (target) => `${target.column('id')} = ${key}`),
          nullable: true,
        };
      }
      case 'several':
        return { key: output.key, sql: this.several(output.node, source.field(output.list.field)) };
      case 'many': {
        const parent = belongsTo(output.collection, source);
        return { key: output.key, sql: this.connection(ofParent(output.connection, parent), parent) };
      }
      case 'stats': {
        const stats = ofParent(output.stats, belongsTo(output.collection, source));
        return { key: output.key, sql: statsSql(stats, this.predicates, this.statement, this.form) };
      }
      case 'timeline':
        return { key: output.key, sql: this.timeline(output.timeline, source) };
    }
  }

  /** A page of records with what was selected around it. `parent`: the condition that makes it a nested list. */
  connection(node: ConnectionNode, parent?: Leaf): string {
    const arrays = new Map<string, string>();
    const source = this.statement.rows(node.type);
    const array = (element: string): string => {
      const name = arrays.get(element) ?? `a${arrays.size}`;
      arrays.set(element, name);
      return name;
    };
    const cursor = () => cursorSql(node.order, (term) => orderColumn(term, source));
    const list = new ListSql(node, source, this.statement, this.predicates, parent);
    const entries = node.outputs.map((output) =>
      this.connectionEntry(output, node, source, array, cursor, list.mayEndEarly),
    );
    const tables: string[] = [];
    const kinds = new Set(node.outputs.map(({ kind }) => kind));
    const showsPage = arrays.size > 0 || asksForPageInfo(node);
    if (showsPage) tables.push(`(${this.page(node, source, arrays, list)}) page`);
    if (kinds.has('totalCount') || kinds.has('totalCountIsExact')) tables.push(`(${list.count()}) capped`);
    if (kinds.has('exactCount')) tables.push(`(${this.exactCount(node)}) exact`);
    const from = tables.length > 0 ? ` from ${tables.join(', ')}` : '';
    const mark = showsPage && list.mayEndEarly ? cutShort(node) : undefined;
    return `(select ${jsonObject(entries, mark)}${from})`;
  }

  private connectionEntry(
    output: ConnectionOutput,
    node: ConnectionNode,
    source: RowSource,
    array: (element: string) => string,
    cursor: () => string,
    mayEndEarly: boolean,
  ): JsonEntry {
    const { key } = output;
    const { page } = node;
    switch (output.kind) {
      case 'typename':
        return { key, sql: jsonConstant(output.name) };
      case 'nodes':
        return { key, sql: jsonArray(array(this.record(output.node, source)), node) };
      case 'edges': {
        const edge = jsonObject(output.outputs.map((part) => this.edgeEntry(part, source, cursor)));
        return { key, sql: jsonArray(array(edge), node) };
      }
      case 'pageInfo': {
        const cursors = () => `page.${array(cursor())}`;
        return { key, sql: jsonObject(output.outputs.map((part) => pageInfoEntry(part, page, cursors, mayEndEarly))) };
      }
      case 'totalCount':
        return { key, sql: 'capped.n::text' };
      case 'totalCountIsExact':
        return { key, sql: `(capped.whole and capped.n <= ${COUNT_CAP})::text` };
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
  private page(node: ConnectionNode, source: RowSource, arrays: ReadonlyMap<string, string>, list: ListSql): string {
    const { order, page } = node;
    const after = (row: RowSource) => afterCursor(page, order, row, this.statement);
    const cursor = (row: RowSource) => cursorSql(order, (term) => orderColumn(term, row));
    const { clause, rows, cut } = list.page({ after, cursor });
    const backToListOrder = page.backward ? ` order by ${orderBy(order, source, false)}` : '';
    const columns = [...arrays].map(([element, name]) => `${rowsOfJson(node, element, backToListOrder)} as ${name}`);
    if (asksForPageInfo(node) || cut) columns.push('count(*) as met');
    if (cut) columns.push(`case when count(*) < ${rowsToRead(node)} and ${cut.onlyIf} then (${cut.at()}) end as cut`);
    return `${clause} select ${columns.join(', ')} from (${rows}) ${source.alias}`;
  }

  private timeline(node: TimelineNode, parent: RowSource): string {
    // Whoever walks the answer asks of which type an entry is.
    const marks = ({ type }: RecordNode): JsonEntry[] =>
      this.form === 'source' ? [{ key: TYPE_KEY, sql: jsonConstant(type.name) }] : [];
    const entryJson = (entry: RecordNode, source: RowSource) => this.record(entry, source, marks(entry));
    return timelineSql(node, parent.column('id'), this.predicates, this.statement, entryJson);
  }

  private exactCount(node: ConnectionNode): string {
    const source = this.statement.rows(node.type);
    return `select count(*) as n from ${source.table} ${source.alias} where ${this.predicates.rows(source, node)}`;
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

function belongsTo({ field }: Collection, parent: RowSource): Leaf {
  return { kind: 'leaf', field, operator: 'eq', value: new OuterColumn(parent.column('id')), path: field.name };
}

function ofParent<List extends Listed>(list: List, parent: Leaf): List {
  return { ...list, filter: allOf(parent, list.filter) };
}

/** What a page that a bound cut off says of itself in the JSON. */
function cutShort({ page }: ConnectionNode): string {
  return `case when page.met < ${page.size} and page.cut is not null then ',${CUT_SHORT}' else '' end`;
}
