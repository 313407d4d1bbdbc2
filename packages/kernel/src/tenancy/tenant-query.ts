import pg from 'pg';
import { dropPrepared, namedStatement, notePrepared } from './prepared-names.ts';
import type { Statement } from './statement.ts';
import { SET_TENANT, SET_TENANT_AND_PLANS } from './tenant-setting.ts';
import { type NamedStatement, TextQuery } from './text-query.ts';

/** The parts of pg's connection and query that the extended protocol needs; pg does not type them. */
interface ProtocolConnection {
  parse(message: { text: string; name: string; types: number[] }): void;
  bind(message: { statement: string; values: unknown[] }): void;
  execute(message: Record<string, never>): void;
}

interface QueryProtocol {
  callback: (error: Error | null, result: { rows: Record<string, unknown>[] }) => void;
  requiresPreparation(): boolean;
  prepare(connection: ProtocolConnection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: ProtocolConnection): void;
}

const Query = pg.Query as unknown as new (config: { text: string; values: unknown[] }) => QueryProtocol;

const TEXT_OID = 25;

/**
 * A query that names its tenant in the same round trip.
 *
 * Everything up to Sync is one implicit transaction, so the transaction-local setting holds for exactly this query:
 * afterwards it is empty, and a query that forgot its tenant fails on the cast instead of reading another's rows.
 */
class TenantQuery extends Query {
  /** The answer to `set_config` comes first and is nobody's business. */
  private tenantIsSet = false;
  private readonly tenantId: number;

  constructor(tenantId: number, statement: Statement) {
    super({ text: statement.text, values: [...statement.values] });
    this.tenantId = tenantId;
  }

  // A query without parameters would go out by the simple protocol, which skips `prepare`.
  override requiresPreparation(): boolean {
    return true;
  }

  override prepare(connection: ProtocolConnection): void {
    connection.parse({ text: SET_TENANT, name: '', types: [TEXT_OID] });
    connection.bind({ statement: '', values: [String(this.tenantId)] });
    connection.execute({});
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.tenantIsSet) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: ProtocolConnection): void {
    if (this.tenantIsSet) super.handleCommandComplete(message, connection);
    this.tenantIsSet = true;
  }
}

/** Runs one statement in sight of one tenant, in one round trip and outside any transaction of the client. */
export function queryAsTenant(client: pg.ClientBase, tenantId: number, statement: Statement) {
  return new Promise<Record<string, unknown>[]>((resolve, reject) => {
    const query = new TenantQuery(tenantId, statement);
    query.callback = (error, result) => (error ? reject(error) : resolve(result.rows));
    client.query(query as unknown as pg.Submittable);
  });
}

/** The same for a statement that yields one text, by the names under which the client keeps its statements prepared. */
export function textAsTenant(
  client: pg.ClientBase,
  tenantId: number,
  { text, values }: Statement,
  named: boolean,
): Promise<string | null> {
  const prepared = (sql: string): NamedStatement =>
    named ? namedStatement(client, sql) : { name: '', text: sql, isNew: true };
  const steps = [prepared(SET_TENANT_AND_PLANS), prepared(text)] as const;
  return new Promise((resolve, reject) => {
    const query = new TextQuery(
      { statement: steps[0], values: [tenantId] },
      { statement: steps[1], values },
      (error, value) => {
        for (const step of steps) {
          if (!named || !step.isNew) continue;
          if (error) dropPrepared(client, step);
          else notePrepared(client, step);
        }
        if (error) reject(error);
        else resolve(value);
      },
    );
    client.query(query as unknown as pg.Submittable);
  });
}
