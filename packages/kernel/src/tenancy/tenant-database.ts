import type pg from 'pg';
import { traced } from '../tracing.ts';
import { cancelBackend } from './cancel.ts';
import { isUnavailable, translateDatabaseError } from './database-errors.ts';
import { preparedName } from './prepared-names.ts';
import { sendTogether } from './send-together.ts';
import type { Statement, StatementRunner } from './statement.ts';
import { queryAsTenant, textAsTenant } from './tenant-query.ts';
import { beginAsTenant } from './tenant-setting.ts';

export interface TenantDatabaseOptions {
  /** Told whenever a connection cannot be had or breaks. */
  readonly onUnavailable?: () => void;
  /** False behind a pooler that hands each transaction another connection: names of statements do not hold there. */
  readonly named?: boolean;
}

/**
 * The only door to tenant rows: every statement that passes it names its tenant.
 * Holds no state of its own besides the pool, so one instance serves all tenants.
 */
export class TenantDatabase {
  private readonly pool: pg.Pool;
  private readonly onUnavailable: () => void;
  private readonly named: boolean;

  constructor(pool: pg.Pool, { onUnavailable = () => undefined, named = true }: TenantDatabaseOptions = {}) {
    this.pool = pool;
    this.onUnavailable = onUnavailable;
    this.named = named;
  }

  /** A runner for single statements of one tenant. Aborting the signal cancels the statement on the server. */
  forTenant(tenantId: number, signal?: AbortSignal): StatementRunner {
    return {
      run: <Row extends object>(statement: Statement) =>
        traced('database read', { 'db.system': 'postgresql' }, () =>
          this.withClient(signal, async (client) => (await queryAsTenant(client, tenantId, statement)) as Row[]),
        ),
    };
  }

  /** First column of the first row of a statement that is a transaction by itself, in one round trip. */
  write(tenantId: number, statement: Statement, signal: AbortSignal): Promise<string | null> {
    return traced('database transaction', { 'db.system': 'postgresql' }, () =>
      this.withClient(signal, (client) => textAsTenant(client, tenantId, statement, this.named)),
    );
  }

  /** Runs a statement that no tenant is known for yet. Tenant tables fail in it; only the lookup functions answer. */
  withoutTenant<Row extends object>({ text, values }: Statement): Promise<Row[]> {
    return this.withClient(
      undefined,
      async (client) => (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows,
    );
  }

  /** Runs `work` in one transaction of one tenant: commits what it returns from, rolls back what it throws from. */
  transaction<Result>(
    tenantId: number,
    work: (transaction: Transaction) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    return traced('database transaction', { 'db.system': 'postgresql' }, () =>
      this.withClient(signal, (client) => transactionOn(client, tenantId, work, this.named)),
    );
  }

  /** Runs `use` with a pooled connection; a connection that broke is thrown away instead of reused. */
  private async withClient<Result>(
    signal: AbortSignal | undefined,
    use: (client: pg.PoolClient) => Promise<Result>,
  ): Promise<Result> {
    signal?.throwIfAborted();
    const client = await this.pool.connect().catch((error: unknown) => {
      throw this.translate(error);
    });
    let broken = false;
    const onError = () => {
      broken = true;
    };
    const onAbort = () => {
      // The cancel request may arrive after the statement ended: nobody else may be on this connection by then.
      broken = true;
      cancelBackend(client);
    };
    client.on('error', onError);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await use(client);
    } catch (error) {
      const translated = this.translate(error);
      if (isUnavailable(translated)) broken = true;
      throw translated;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      client.off('error', onError);
      client.release(broken);
    }
  }

  private translate(error: unknown): unknown {
    const translated = translateDatabaseError(error);
    if (isUnavailable(translated)) this.onUnavailable();
    return translated;
  }
}

/** Runs `work` in one transaction of one tenant on this connection; `named` as of the whole database. */
export async function transactionOn<Result>(
  client: pg.ClientBase,
  tenantId: number,
  work: (transaction: Transaction) => Promise<Result>,
  named = true,
): Promise<Result> {
  sendTogether(client);
  const begun = client.query(beginAsTenant(tenantId));
  // Connections that take one query at a time have to wait for it.
  if (!(client as { readonly pipeline?: boolean }).pipeline) await begun;
  const transaction = new Transaction(client, named);
  try {
    // Sent together with the first statement, which fails when this does: no tenant, no rows.
    const [result] = await Promise.all([work(transaction), begun]);
    await transaction.end();
    const { command } = await transaction.commit();
    // Postgres answers the commit of a transaction that failed before with a rollback, and no error.
    if (command !== 'COMMIT')
      throw new Error('A failed statement of the transaction was ignored, so nothing was written.');
    return result;
  } catch (error) {
    await transaction.end();
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Told of what the statements of a transaction touch; what it throws refuses them. */
export interface Meter {
  beforeStatement(): void;
  touched(rows: number): void;
}

/**
 * A running transaction of one tenant. Nested work is a savepoint: it can fail without failing the whole.
 * Once it has ended it refuses everything, because its connection serves another tenant by then.
 */
export class Transaction implements StatementRunner {
  meter: Meter | undefined;
  private readonly client: pg.ClientBase;
  private readonly named: boolean;
  private readonly running = new Set<Promise<unknown>>();
  private depth = 0;
  private ended = false;
  private committed: Promise<pg.QueryResult> | undefined;

  constructor(client: pg.ClientBase, named = true) {
    this.client = client;
    this.named = named;
  }

  async run<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]> {
    this.meter?.beforeStatement();
    const { rows, rowCount } = await this.query(statement.text, [...statement.values]);
    this.meter?.touched(rowCount ?? 0);
    return rows as Row[];
  }

  async savepoint<Result>(work: () => Promise<Result>): Promise<Result> {
    const level = ++this.depth;
    const name = `nested_${level}`;
    await this.query(`savepoint ${name}`);
    try {
      const result = await work();
      if (this.depth !== level) throw new Error('Nested work overlaps: await it before the next begins.');
      await this.query(`release savepoint ${name}`);
      return result;
    } catch (error) {
      await this.query(`rollback to savepoint ${name}; release savepoint ${name}`);
      throw error;
    } finally {
      this.depth = level - 1;
    }
  }

  /**
   * Commits behind what was sent, without waiting for it: when a statement of it fails, so does the commit.
   * The transaction takes no further statement.
   */
  commit(): Promise<pg.QueryResult> {
    this.ended = true;
    sendTogether(this.client);
    this.committed ??= this.client.query('commit');
    this.committed.catch(() => undefined);
    return this.committed;
  }

  /** Waits for statements that nobody awaited, and refuses any further one. */
  async end(): Promise<void> {
    this.ended = true;
    await Promise.allSettled(this.running);
  }

  private async query(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    if (this.ended) throw new Error('The transaction has ended. A promise of it was not awaited.');
    const name = this.named && values.length > 0 ? { name: preparedName(this.client, text) } : {};
    sendTogether(this.client);
    const query = this.client.query({ text, values, ...name });
    this.running.add(query);
    try {
      return await query;
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      this.running.delete(query);
    }
  }
}
