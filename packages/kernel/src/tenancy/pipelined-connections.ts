import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { serialize } from 'pg-protocol';
import { RapportError } from '../errors/index.ts';
import { traced } from '../tracing.ts';
import { cancelBackend } from './cancel.ts';
import { isDatabaseError, isUnavailable, translateDatabaseError } from './database-errors.ts';
import { PREPARED_STATEMENTS } from './prepared-names.ts';
import type { Statement } from './statement.ts';
import { PLANNING_OPTIONS, SET_TENANT, SET_TENANT_AND_PLANS } from './tenant-setting.ts';
import { type NamedStatement, type ProtocolConnection, TextQuery } from './text-query.ts';

export interface PipelineOptions {
  /** Number of connections. */
  readonly size: number;
  /** False behind a pooler that hands each transaction another connection: names do not hold there. */
  readonly named: boolean;
  /** Told whenever a connection cannot be had or breaks. */
  readonly onUnavailable: () => void;
}

/**
 * A few connections for reads that yield one text. Questions are sent without waiting for the answers before them,
 * so a connection never idles for a round trip, and Postgres plans each text once, whatever the values.
 */
export class PipelinedConnections {
  private readonly config: pg.ClientConfig;
  private readonly options: PipelineOptions;
  private readonly connections: (PipelinedConnection | undefined)[];

  constructor(config: pg.ClientConfig, options: PipelineOptions) {
    this.config = config;
    this.options = options;
    this.connections = Array.from({ length: options.size });
  }

  /** First column of the first row, in sight of one tenant. Aborting the signal cancels the statement on the server. */
  read(tenantId: number, statement: Statement, signal: AbortSignal): Promise<string | null> {
    return traced('database read', { 'db.system': 'postgresql' }, async () => {
      signal.throwIfAborted();
      try {
        return await this.leastBusy().read(tenantId, statement, signal);
      } catch (error) {
        if (signal.aborted || !wasAccident(error)) throw this.translate(error);
        return await this.leastBusy()
          .read(tenantId, statement, signal)
          .catch((second: unknown) => {
            throw this.translate(second);
          });
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection?.end()));
  }

  private translate(error: unknown): unknown {
    const translated = translateDatabaseError(error);
    if (isUnavailable(translated)) this.options.onUnavailable();
    return translated;
  }

  private leastBusy(): PipelinedConnection {
    let best: PipelinedConnection | undefined;
    for (const [index, connection] of this.connections.entries()) {
      if (!connection || connection.broken) {
        const fresh = new PipelinedConnection(this.config, this.options.named);
        this.connections[index] = fresh;
        return fresh;
      }
      if (!best || connection.waiting < best.waiting) best = connection;
    }
    if (!best) throw new Error('There are no connections.');
    return best;
  }
}

class PipelinedConnection {
  broken = false;
  private readonly client: pg.Client;
  private readonly connected: Promise<unknown>;
  private readonly prepared: LRUCache<string, string>;
  /** What the server has not answered yet, in its order. */
  private readonly sent: TextQuery[] = [];
  private readonly areNamed: boolean;
  private names = 0;
  /** Questions that are not sent yet. */
  private unsent = 0;

  constructor(config: pg.ClientConfig, areNamed: boolean) {
    this.areNamed = areNamed;
    const settings = areNamed ? { options: PLANNING_OPTIONS } : {};
    this.client = new pg.Client({ ...config, ...settings, pipeline: true } as pg.ClientConfig);
    const breaks = () => {
      this.broken = true;
    };
    this.client.on('error', breaks).on('end', breaks);
    this.prepared = new LRUCache({
      max: PREPARED_STATEMENTS,
      // Whatever was sent before still finds the statement: the server works in order.
      dispose: (name) => this.stream.write(serialize.close({ type: 'S', name })),
    });
    this.connected = this.client.connect();
    this.connected.catch(breaks);
  }

  /** Questions that the server has not answered, those among them for which nobody waits any more. */
  get waiting(): number {
    return this.unsent + this.sent.length;
  }

  async read(tenantId: number, { text, values }: Statement, signal: AbortSignal): Promise<string | null> {
    this.unsent++;
    await this.connected.finally(() => {
      this.unsent--;
    });
    return this.send(tenantId, text, values, signal);
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private send(
    tenantId: number,
    text: string,
    values: readonly unknown[],
    signal: AbortSignal,
  ): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const query = new TextQuery(
        { statement: this.named(this.setTenant), values: [tenantId] },
        { statement: this.named(text), values },
        (error, value) => {
          this.sent.splice(this.sent.indexOf(query), 1);
          signal.removeEventListener('abort', onAbort);
          if (!error) return resolve(value);
          // Whether the server still knows the names is uncertain now: the next use begins anew.
          this.prepared.delete(text);
          this.prepared.delete(this.setTenant);
          reject(error);
        },
      );
      const onAbort = () => {
        if (this.sent[0] === query) cancelBackend(this.client);
        reject(new RapportError('STATEMENT_TIMEOUT', 'The client went away.'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.sent.push(query);
      this.client.query(query as unknown as pg.Submittable);
    });
  }

  private get setTenant(): string {
    return this.areNamed ? SET_TENANT : SET_TENANT_AND_PLANS;
  }

  private named(text: string): NamedStatement {
    if (!this.areNamed) return { name: '', text, isNew: true };
    const known = this.prepared.get(text);
    if (known) return { name: known, text, isNew: false };
    const name = `s${++this.names}`;
    this.prepared.set(text, name);
    return { name, text, isNew: true };
  }

  private get stream(): ProtocolConnection['stream'] {
    return (this.client as unknown as { connection: ProtocolConnection }).connection.stream;
  }
}

/**
 * A statement can fail for another's sake: a cancellation meant the one before it, the one that was to prepare it
 * failed, or the connection went. Reads change nothing, so it may simply be asked again.
 */
function wasAccident(error: unknown): boolean {
  if (isDatabaseError(error) && error.code === '57014') return /user request/.test(error.message);
  if (isDatabaseError(error) && error.code === '26000') return true;
  return isUnavailable(translateDatabaseError(error));
}
