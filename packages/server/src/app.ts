import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import {
  Authenticator,
  createPool,
  type Installation,
  type Principal,
  RateBudget,
  RecordLoads,
  RecordReader,
  TenantDatabase,
} from '@rapport/kernel';
import type { GraphQLSchema } from 'graphql';
import type pg from 'pg';
import type { Logger } from 'pino';
import { createTokenVerifier } from './auth/oidc.ts';
import type { Config } from './config.ts';
import { withClient } from './database/connection.ts';
import { DatabaseWatch } from './database/database-watch.ts';
import type { ConnectionSettings } from './database/postgres-url.ts';
import { createApollo, type ServerContext } from './graphql/apollo.ts';
import { Metrics } from './http/metrics.ts';

/** The product without a socket: everything that a transport needs to answer requests. */
export class App {
  readonly config: Config;
  readonly logger: Logger;
  readonly installation: Installation;
  readonly pool: pg.Pool;
  readonly metrics: Metrics;
  readonly authenticator: Authenticator;
  private readonly watch: DatabaseWatch;
  private readonly database: TenantDatabase;
  private readonly budget: RateBudget;
  private readonly servers = new WeakMap<GraphQLSchema, Promise<ApolloServer<ServerContext>>>();
  private readonly started: ApolloServer<ServerContext>[] = [];

  constructor(config: Config, logger: Logger, installation: Installation, api: ConnectionSettings) {
    this.config = config;
    this.logger = logger;
    this.installation = installation;
    this.pool = createPool({
      ...api,
      password: api.password ?? '',
      max: config.poolSize,
      connectionTimeoutMillis: 5_000,
      application_name: 'rapport',
    });
    this.metrics = new Metrics(this.pool);
    // A connection of its own: one of the pool may only be waiting its turn.
    this.watch = new DatabaseWatch(() => withClient(api, async () => undefined), logger);
    this.pool.on('error', () => this.watch.suspect());
    this.database = new TenantDatabase(this.pool, () => this.watch.suspect());
    this.authenticator = new Authenticator(
      this.database,
      installation.catalogue,
      createTokenVerifier(config.oidc, logger),
      (err) => logger.warn({ err }, 'the last use of a key was not noted'),
    );
    this.budget = new RateBudget(this.database, config.rateLimitPerSecond);
  }

  /** The GraphQL pipeline with the schema that this actor sees. */
  apolloFor({ access }: Principal): Promise<ApolloServer<ServerContext>> {
    const schema = this.installation.schemaFor(access);
    let server = this.servers.get(schema);
    if (!server) {
      server = createApollo(schema, { budget: this.budget, logger: this.logger, metrics: this.metrics }).then(
        (started) => {
          this.started.push(started);
          return started;
        },
      );
      this.servers.set(schema, server);
    }
    return server;
  }

  /** What resolvers know of one request. */
  contextOf(
    principal: Principal,
    signal: AbortSignal,
    idempotencyHeader?: string,
    requestId: string = randomUUID(),
  ): ServerContext {
    const { tenant, access } = principal;
    return {
      tenant,
      access,
      principal,
      catalogue: this.installation.catalogue,
      database: this.database,
      reader: new RecordReader(this.database.forTenant(tenant.id, signal), tenant, access),
      requestId,
      signal,
      before: this.installation.before,
      idempotencyHeader,
      loads: new RecordLoads(),
      charge: undefined,
    };
  }

  async close(): Promise<void> {
    this.watch.end();
    await Promise.all(this.started.map((server) => server.stop()));
    await this.pool.end();
  }
}
