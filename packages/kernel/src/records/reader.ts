import type { Statement, StatementRunner } from '../tenancy/index.ts';
import type { RequestValues, StatementTenant } from './late-value.ts';
import type { RecordNode, RootNode } from './plan/nodes.ts';
import type { ReadAccess } from './read-access.ts';
import type { DeletedRows } from './sql/predicate-sql.ts';
import { RecordSql } from './sql/record-sql.ts';
import { StatementBuilder } from './sql/statement-builder.ts';

/** A record, page or aggregate in the shape of the answer. */
export type Answer = Record<string, unknown>;

/** Key of an answer under which the name of its record type travels to the `Node` interface. */
export const RECORD_TYPE = Symbol('record type');

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

  /** The records with these uuids that are in sight, in the order asked for; null for the others. */
  async byIds(
    node: RecordNode,
    uuids: readonly string[],
    deleted: DeletedRows = 'excluded',
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
    return rows.map(({ json }) => (json === null ? null : (JSON.parse(json) as Answer)));
  }

  /** SQL on tables of the machine; `$1` is the tenant id. It sees all of the tenant: what may be shown of it is for the caller to say. */
  run<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.runner.run<Row>(statement);
  }

  /** What a root field fetches. */
  async root(root: RootNode): Promise<Answer | null> {
    const statement = new StatementBuilder();
    const expression = new RecordSql(statement, this.access, 'source').root(root);
    const [row] = await this.runner.run<{ json: string | null }>(
      statement.build(`select ${expression} as json`, this.request),
    );
    if (row?.json === undefined || row.json === null) return null;
    const answer = JSON.parse(row.json) as Answer;
    return root.kind === 'record' ? markType(answer, root.node.type.name) : answer;
  }
}

export function markType(answer: Answer, typeName: string): Answer {
  return Object.defineProperty(answer, RECORD_TYPE, { value: typeName });
}
