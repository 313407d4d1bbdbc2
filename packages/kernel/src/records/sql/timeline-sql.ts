import { cursorSql } from '../cursor.ts';
import {
  asksForPageInfo,
  type RecordNode,
  rowsToRead,
  type TimelineEdgeOutput,
  type TimelineEntries,
  type TimelineNode,
  type TimelineOutput,
} from '../plan/nodes.ts';
import type { TimelineSource } from '../timeline.ts';
import { afterCursor } from './after-cursor.ts';
import { conjunction } from './conjunction.ts';
import { type JsonEntry, jsonConstant, jsonObject } from './json.ts';
import { orderBy } from './order-sql.ts';
import { jsonArray, pageInfoEntry, rowsOfJson } from './page-json.ts';
import type { PredicateSql } from './predicate-sql.ts';
import type { RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** Expression that yields the JSON object of an entry. */
export type EntryJson = (entry: RecordNode, source: RowSource) => string;

/**
 * Expression that yields a page of the timeline of the record `parent`. The sources are merged, each in the order of
 * its index: of those that do not stand on the page, no more than one of each is read.
 */
export function timelineSql(
  node: TimelineNode,
  parent: string,
  predicates: PredicateSql,
  statement: StatementBuilder,
  entryJson: EntryJson,
): string {
  return new TimelineSql(node, parent, predicates, statement, entryJson).connection();
}

class TimelineSql {
  private readonly node: TimelineNode;
  private readonly parent: string;
  private readonly predicates: PredicateSql;
  private readonly statement: StatementBuilder;
  private readonly entryJson: EntryJson;
  /** Alias of the entries of the page. */
  private readonly entry: string;
  /** Expressions whose values the page collects, with the names of the arrays. */
  private readonly arrays = new Map<string, string>();
  /** What is shown of the entries, by the places where it is. */
  private readonly shown: TimelineEntries[] = [];

  constructor(
    node: TimelineNode,
    parent: string,
    predicates: PredicateSql,
    statement: StatementBuilder,
    entryJson: EntryJson,
  ) {
    this.node = node;
    this.parent = parent;
    this.predicates = predicates;
    this.statement = statement;
    this.entryJson = entryJson;
    this.entry = statement.alias();
  }

  connection(): string {
    const json = jsonObject(this.node.outputs.map((output) => this.output(output)));
    const columns = [...this.arrays].map(([element, name]) => `${rowsOfJson(this.node, element, '')} as ${name}`);
    if (asksForPageInfo(this.node)) columns.push('count(*) as met');
    const from =
      columns.length > 0 ? ` from (select ${columns.join(', ')} from (${this.entries()}) ${this.entry}) page` : '';
    return `(select ${json}${from})`;
  }

  /** Moment, id and JSON objects of the entries, in the order of the timeline. */
  private entries(): string {
    const { sources } = this.node;
    const limbs = sources.map((source, number) => `(${this.limb(source, number)})`);
    const objects = this.shown.map((_, place) => `, null::text as ${jsonAt(place)}`).join('');
    const none = `select null::timestamptz as at, null::uuid as id${objects} where false`;
    return `select * from (${limbs.join(' union all ') || none}) found order by at desc, id desc limit ${rowsToRead(this.node)}`;
  }

  /** As many entries of one type as the page can hold. */
  private limb({ target, field, at, order }: TimelineSource, number: number): string {
    const row = this.statement.rows(target);
    const where = conjunction(
      this.predicates.listed(row),
      `${row.field(field.name)} = ${this.parent}`,
      afterCursor(this.node.page, order, row, this.statement),
    );
    const objects = this.shown.map((entries, place) => {
      const record = entries[number];
      return record ? `, ${this.entryJson(record, row)} as ${jsonAt(place)}` : '';
    });
    const keys = `${row.field(at.name)} as at, ${row.column('id')} as id`;
    return `select ${keys}${objects.join('')} from ${row.table} ${row.alias} where ${where} order by ${orderBy(order, row, false)} limit ${rowsToRead(this.node)}`;
  }

  private output(output: TimelineOutput): JsonEntry {
    const { key } = output;
    switch (output.kind) {
      case 'typename':
        return { key, sql: jsonConstant(output.name) };
      case 'nodes':
        return { key, sql: jsonArray(this.array(this.record(output.entries)), this.node) };
      case 'edges': {
        const edge = jsonObject(output.outputs.map((part) => this.edgeOutput(part)));
        return { key, sql: jsonArray(this.array(edge), this.node) };
      }
      case 'pageInfo': {
        const cursors = () => `page.${this.array(this.cursor())}`;
        const parts = output.outputs.map((part) => pageInfoEntry(part, this.node.page, cursors, false));
        return { key, sql: jsonObject(parts) };
      }
    }
  }

  private edgeOutput(output: TimelineEdgeOutput): JsonEntry {
    const { key } = output;
    switch (output.kind) {
      case 'typename':
        return { key, sql: jsonConstant(output.name) };
      case 'cursor':
        return { key, sql: `'"'||${this.cursor()}||'"'` };
      case 'at':
        return { key, sql: this.at() };
      case 'node':
        return { key, sql: this.record(output.entries) };
    }
  }

  private record(entries: TimelineEntries): string {
    return `${this.entry}.${jsonAt(this.shown.push(entries) - 1)}`;
  }

  private cursor(): string {
    const [source] = this.node.sources;
    return source
      ? cursorSql(source.order, ({ field }) => `${this.entry}.${field === source.at ? 'at' : 'id'}`)
      : 'null::text';
  }

  private at(): string {
    const [source] = this.node.sources;
    const { json } = source?.at.kind ?? {};
    return source && json?.shape === 'scalar' ? json.sql([`${this.entry}.at`], source.at) : 'null::text';
  }

  private array(element: string): string {
    const name = this.arrays.get(element) ?? `a${this.arrays.size}`;
    this.arrays.set(element, name);
    return name;
  }
}

/** Column with the JSON objects that are shown at one place. */
const jsonAt = (place: number): string => `json${place}`;
