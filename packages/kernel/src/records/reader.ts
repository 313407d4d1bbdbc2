import type { Statement, StatementRunner } from '../tenancy/index.ts';
import { type AnswerPath, hasCutPages, takeCutPages } from './cut-pages.ts';
import type { RequestValues, StatementTenant } from './late-value.ts';
import type { RecordNode, RecordsNode, RootNode } from './plan/nodes.ts';
import { isNothing } from './predicate.ts';
import type { ReadAccess } from './read-access.ts';
import type { RecordType } from './record-type.ts';
import { matchesOf, type SearchMatch } from './search/matches.ts';
import { readQuery } from './search/search-query.ts';
import { searchLimbs, type TypedQuery } from './search/search-reader.ts';
import { type HitRow, SearchSql } from './search/search-sql.ts';
import type { SearchedField } from './search/searched-field.ts';
import type { DeletedRows } from './sql/predicate-sql.ts';
import { RecordSql } from './sql/record-sql.ts';
import { StatementBuilder } from './sql/statement-builder.ts';

/** A record, page or aggregate in the shape of the answer. */
export type Answer = Record<string, unknown>;

/** Key of an answer under which the name of its record type travels to the `Node` interface. */
export const RECORD_TYPE = Symbol('record type');

/** A record that a search found. */
export interface SearchHit {
  readonly uuid: string;
  /** Lower is closer; comparable between record types. */
  readonly rank: number;
  readonly matchedOn: readonly SearchMatch[];
}

const CUT_PAGES = Symbol('cut pages');

/** Where in an answer a bound cut pages short. */
export const cutPagesOf = (answer: object | null): readonly AnswerPath[] =>
  (answer as { readonly [CUT_PAGES]?: readonly AnswerPath[] } | null)?.[CUT_PAGES] ?? [];

/** Runs plans: each is one statement, whatever its depth. */
export class RecordReader {
  private readonly runner: StatementRunner;
  private readonly request: RequestValues;
  private readonly access: ReadAccess;

  constructor(runner: StatementRunner, tenant: StatementTenant, access: ReadAccess) {
    this.runner = runner;
    this.request = { tenant, actor: access.actor, variables: {} };
    this.access = access;
  }

  /** The same rights with another way to the database. */
  withRunner(runner: StatementRunner): RecordReader {
    return new RecordReader(runner, this.request.tenant, this.access);
  }

  /**
   * SQL of a module on its own tables; `$1` should be the tenant id. It knows no row scope and no field rules:
   * what leaves the module goes through references, which do.
   */
  run<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.runner.run<Row>(statement);
  }

  /** The records with these uuids that are in sight, in the order asked for; null for the others. */
  async byIds(
    node: RecordNode,
    uuids: readonly string[],
    deleted: DeletedRows = 'unless merged',
  ): Promise<(Answer | null)[]> {
    if (uuids.length === 0) return [];
    const statement = new StatementBuilder();
    const ids = statement.parameter(uuids, 'uuid[]');
    const record = new RecordSql(statement, this.access, 'source').one(
      node,
      (source) => `${source.column('id')} = wanted.id`,
      deleted,
    );
    const text = `select ${record} as json from unnest(${ids}) with ordinality wanted(id, position) order by position`;
    const rows = await this.runner.run<{ json: string | null }>(statement.build(text, this.request));
    return rows.map(({ json }) => (json === null ? null : parse<Answer>(json)));
  }

  /** The records of one type that a search finds, best first. The query must have been typed without variables. */
  async search(
    type: RecordType,
    fields: readonly SearchedField[],
    query: TypedQuery,
    size: number,
  ): Promise<SearchHit[]> {
    const limbs = searchLimbs(fields, query);
    if (limbs.length === 0 || isNothing(this.access.scope(type, 'read'))) return [];
    const statement = new StatementBuilder();
    const text = new SearchSql(type, fields, size, statement, this.access).write(limbs);
    const rows = await this.runner.run<HitRow>(statement.build(text, this.request));
    const read = readQuery(query.value, query.path, this.request.tenant);
    return rows.map(({ id, rank, tokens }) => ({ uuid: id, rank, matchedOn: matchesOf(fields, read, tokens) }));
  }

  /** What a root field fetches. */
  async root(root: Exclude<RootNode, RecordsNode>): Promise<Answer | null> {
    const json = await this.fetch(root);
    if (json === null) return null;
    const answer = parse<Answer>(json);
    return root.kind === 'record' ? markType(answer, root.node.type.name) : answer;
  }

  /** The same for records of several types, in the order of their ids. */
  async records(root: RecordsNode): Promise<(Answer | null)[]> {
    const answers = parse<(Answer | null)[]>((await this.fetch(root)) ?? '[]');
    const ids = root.ids as readonly unknown[];
    for (const [index, answer] of answers.entries())
      if (answer) markType(answer, root.resolve(ids[index], index)[0].name);
    return answers;
  }

  private async fetch(root: RootNode): Promise<string | null> {
    const statement = new StatementBuilder();
    const expression = new RecordSql(statement, this.access, 'source').root(root);
    const [row] = await this.runner.run<{ json: string | null }>(
      statement.build(`select ${expression} as json`, this.request),
    );
    return row?.json ?? null;
  }
}

function parse<Parsed extends object>(json: string): Parsed {
  const answer = JSON.parse(json) as Parsed;
  return hasCutPages(json) ? Object.defineProperty(answer, CUT_PAGES, { value: takeCutPages(answer) }) : answer;
}

export function markType(answer: Answer, typeName: string): Answer {
  return Object.defineProperty(answer, RECORD_TYPE, { value: typeName });
}
