import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import {
  Authenticator,
  createPool,
  encodeEventCursor,
  Files,
  type Installation,
  OperationPlans,
  Outbound,
  PipelinedConnections,
  PluginSetups,
  type Principal,
  RateBudget,
  RecordLoads,
  RecordReader,
  SecretBox,
  Settings,
  TenantDatabase,
} from '@rapport/kernel';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { Logger } from 'pino';
import { createTokenVerifier } from './auth/oidc.ts';
import type { Config } from './config.ts';
import { withClient } from './database/connection.ts';
import { DatabaseWatch } from './database/database-watch.ts';
import type { ConnectionSettings } from './database/postgres-url.ts';
import { EventService } from './events/event-service.ts';
import { createFileStore } from './files/index.ts';
import { createApollo, type ServerContext } from './graphql/apollo.ts';
import { CompiledAnswers, type OperationRequest } from './graphql/compiled-answers.ts';
import { Documents } from './graphql/documents.ts';
import type { TrustedDocuments } from './graphql/trusted-documents.ts';
import { Metrics } from './http/metrics.ts';
import { BackgroundWork } from './jobs/background-work.ts';
import { readSettingsFile } from './plugins/settings-file.ts';
import { Sessions } from './subscriptions/session.ts';
import { Topics } from './subscriptions/topic.ts';
import { WebhookCourier } from './webhooks/courier.ts';

export interface AppOptions {
  readonly documents?: TrustedDocuments;
  /** Those of the configuration when absent. */
  readonly secretKeys?: readonly string[];
  /** Processes that answer requests of the same database beside each other, this one included. */
  readonly processes?: number;
}

/** The product without a socket: everything that a transport needs to answer requests. */
export class App {
  readonly config: Config;
  readonly logger: Logger;
  readonly installation: Installation;
  readonly pool: pg.Pool;
  readonly database: TenantDatabase;
  readonly metrics: Metrics;
  readonly authenticator: Authenticator;
  readonly compiled: CompiledAnswers;
  readonly plans: OperationPlans;
  readonly documents: Documents;
  readonly events: EventService;
  readonly sessions: Sessions;
  readonly secrets: SecretBox;
  readonly settings: Settings;
  readonly outbound: Outbound;
  readonly files: Files;
  readonly courier: WebhookCourier;
  readonly background: BackgroundWork;
  private readonly setups: PluginSetups;
  readonly topics = new Topics(this);
  /** Media type of answers by what the client accepts, as the executor negotiated it. */
  readonly answerTypes = new LRUCache<string, string>({ max: 100 });
  private readonly reads: PipelinedConnections;
  private readonly watch: DatabaseWatch;
  private readonly budget: RateBudget;
  private serving: Promise<void> | undefined;
  private working: Promise<void> | undefined;
  private readonly servers = new WeakMap<GraphQLSchema, Promise<ApolloServer<ServerContext>>>();

  constructor(
    config: Config,
    logger: Logger,
    installation: Installation,
    api: ConnectionSettings,
    { documents = new Map(), secretKeys = config.secretKeys, processes = 1 }: AppOptions = {},
  ) {
    this.config = config;
    this.logger = logger;
    this.installation = installation;
    this.documents = new Documents(documents, config.trustedDocuments?.only ?? false);
    const connection = {
      ...api,
      password: api.password ?? '',
      connectionTimeoutMillis: 5_000,
      application_name: 'rapport',
    };
    this.pool = createPool({ ...connection, max: config.poolSize });
    this.metrics = new Metrics(this.pool);
    // A connection of its own: one of the pool may only be waiting its turn.
    this.watch = new DatabaseWatch(() => withClient(api, async () => undefined), logger);
    const named = config.pooler === 'none';
    const onUnavailable = () => this.watch.suspect();
    this.reads = new PipelinedConnections(connection, { size: config.readConnections, named, onUnavailable });
    this.pool.on('error', onUnavailable);
    this.database = new TenantDatabase(this.pool, { onUnavailable, named });
    this.events = new EventService({ config, logger, database: this.database, connection });
    this.authenticator = new Authenticator(
      this.database,
      installation,
      createTokenVerifier(config.oidc, logger),
      (err) => logger.warn({ err }, 'the last use of a key was not noted'),
    );
    this.sessions = new Sessions(this.authenticator, config.connectionsPerActor);
    this.secrets = new SecretBox(secretKeys);
    this.settings = new Settings(installation.settings, readSettingsFile(config), this.secrets);
    this.outbound = new Outbound({ allowedNetworks: config.webhookAllowedNetworks, plainHttp: !config.production });
    this.files = new Files(createFileStore(config));
    this.courier = new WebhookCourier(this);
    this.setups = new PluginSetups({
      plugins: installation.plugins,
      failures: installation.failures,
      contextOf: (plugin) => ({ outbound: this.outbound, settings: this.settings.ofInstallation(plugin) }),
      report: (err, message) => logger.warn({ err }, message),
    });
    this.background = new BackgroundWork(this, connection);
    this.metrics.gauge(
      'rapport_webhook_endpoints_busy',
      'Endpoints that events are sent to at the moment.',
      () => this.courier.busy,
    );
    this.budget = new RateBudget(this.database, config.rateLimitPerSecond, processes);
    this.plans = new OperationPlans();
    const { plans, reads, database, budget, metrics, showPlans } = this;
    this.compiled = new CompiledAnswers({ plans, reads, database, budget, metrics, showPlans });
  }

  /** A demonstration tells how it answers. */
  private get showPlans(): boolean {
    return !this.config.production;
  }

  /** The GraphQL pipeline with the schema that this actor sees. */
  apolloFor({ access, composition }: Principal): Promise<ApolloServer<ServerContext>> {
    const schema = composition.schemaFor(access);
    let server = this.servers.get(schema);
    if (!server) {
      const { budget, logger, metrics, plans, showPlans } = this;
      const persistedQueries = this.documents.persisted;
      server = createApollo(schema, { budget, logger, metrics, persistedQueries, plans, showPlans });
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
    const { tenant, access, composition } = principal;
    const eventLog = this.events.logOf(tenant.id, signal);
    return {
      tenant,
      access,
      principal,
      catalogue: composition.catalogue,
      installation: this.installation,
      composition,
      database: this.database,
      reader: new RecordReader(this.database.forTenant(tenant.id, signal), tenant, access),
      requestId,
      signal,
      secrets: this.secrets,
      settings: this.settings,
      outbound: this.outbound,
      idempotencyHeader,
      loads: new RecordLoads(),
      cutPages: [],
      eventLog,
      eventCursor: once(async () => encodeEventCursor(tenant.id, await eventLog.end())),
      onCommit: () => this.events.onCommit(),
      charge: undefined,
      plan: { kind: 'executed' },
    };
  }

  /** Answers a query or a mutation of a connection that stays open, as HTTP would. */
  async execute(
    principal: Principal,
    { query, operationName, variables }: OperationRequest,
    requestId: string,
  ): Promise<object> {
    const contextValue = this.contextOf(principal, new AbortController().signal, undefined, requestId);
    const apollo = await this.apolloFor(principal);
    const request = { query, variables: { ...variables }, ...(operationName && { operationName }) };
    const { body } = await apollo.executeOperation(request, { contextValue });
    if (body.kind !== 'single') throw new Error('Answers come in one piece.');
    return body.singleResult;
  }

  /** Takes an operation's points out of the actor's budget; throws RATE_LIMITED. */
  async charge(principal: Principal, cost: number): Promise<void> {
    await this.budget.charge(principal, cost);
  }

  /** Begins what requests count on, and jobs, handlers and automations; what began already goes on. */
  async start(): Promise<void> {
    await this.startServing();
    this.working ??= this.background.start();
    await this.working;
  }

  /** Begins what requests count on: events are put in order, plugins are set up, webhooks are sent. */
  startServing(): Promise<void> {
    this.serving ??= this.beginServing();
    return this.serving;
  }

  private async beginServing(): Promise<void> {
    await this.events.start();
    await this.setups.start();
    this.courier.start();
  }

  async close(): Promise<void> {
    this.watch.end();
    await this.background.stop();
    await this.courier.stop();
    await this.setups.dispose();
    await this.events.stop();
    await Promise.all([this.pool.end(), this.reads.close()]);
  }
}

/** Remembers the first result. */
function once<Result>(work: () => Result): () => Result {
  let kept: { readonly result: Result } | undefined;
  return () => {
    kept ??= { result: work() };
    return kept.result;
  };
}
