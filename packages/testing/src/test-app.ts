import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createPool, createTenant, Installation, type PluginDefinition, SELF_ROLE } from '@rapport/kernel';
import {
  App,
  asOwner,
  type Config,
  createKey,
  createLogger,
  HttpServer,
  productPlugins,
  readConfig,
  readTrustedDocuments,
} from '@rapport/server';
import type pg from 'pg';
import { crash } from './crash.ts';
import type { CrashPoint } from './crash-process.ts';
import { drain } from './drain.ts';
import { EventCapture } from './event-capture.ts';
import { TestClient } from './test-client.ts';
import { TestClock } from './test-clock.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export interface TestAppOptions {
  /** Plugins besides those of the product. */
  readonly plugins?: readonly PluginDefinition[];
  /** Environment variables of the configuration. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where log lines go; nowhere when absent. */
  readonly log?: (line: string) => void;
}

/** A tenant of a test with one user and one key per built-in role. */
export class TestTenant {
  readonly id: number;
  readonly slug: string;
  /** Ids of users by role key. */
  readonly users: Readonly<Record<string, string>>;
  private readonly clients: ReadonlyMap<string, TestClient>;
  private readonly clientOf: (key: string) => TestClient;
  private customers = 0;

  constructor(
    id: number,
    slug: string,
    users: Readonly<Record<string, string>>,
    clients: ReadonlyMap<string, TestClient>,
    clientOf: (key: string) => TestClient,
  ) {
    this.id = id;
    this.slug = slug;
    this.users = users;
    this.clients = clients;
    this.clientOf = clientOf;
  }

  /** A client with the rights of a built-in role, acting for the user of that role. */
  as(role: string): TestClient {
    const client = this.clients.get(role);
    if (!client) throw new Error(`There is no role ${role}.`);
    return client;
  }

  get admin(): TestClient {
    return this.as('admin');
  }

  /** A client with which this customer serves himself. */
  async asCustomer(customerId: string): Promise<TestClient> {
    const { createSelfServiceKey } = await this.admin.get<{ createSelfServiceKey: { secret: string } }>(
      'mutation($id: ID!) { createSelfServiceKey(customerId: $id, expiresAt: "2126-01-01T00:00:00Z") { secret } }',
      { id: customerId },
    );
    return this.clientOf(createSelfServiceKey.secret);
  }

  /** Makes a customer, a person unless the input says otherwise; returns the id. */
  async customer(input: object = {}): Promise<string> {
    return (await this.admin.create('Customer', { kind: 'PERSON', name: `Customer ${++this.customers}`, ...input })).id;
  }
}

type Environment = Readonly<Record<string, string>>;

/** The whole product on a database of its own. */
export class TestApp {
  readonly app: App;
  readonly database: TestDatabase;
  /** Two tenants that must never see each other. */
  readonly alpha: TestTenant;
  readonly beta: TestTenant;
  private readonly clock = new TestClock(this);
  private readonly behindTheScenes: pg.Pool;
  private readonly environment: Environment;
  private isWorking = false;
  private server: HttpServer | undefined;

  constructor(
    app: App,
    database: TestDatabase,
    [alpha, beta]: readonly [TestTenant, TestTenant],
    environment: Environment,
  ) {
    this.app = app;
    this.environment = environment;
    this.database = database;
    this.alpha = alpha;
    this.beta = beta;
    this.behindTheScenes = createPool(database.superuser);
  }

  client(key: string): TestClient {
    return new TestClient(this.app, key);
  }

  /** Makes one more tenant, with a user and a key per built-in role. */
  tenant(slug: string): Promise<TestTenant> {
    return asOwner(this.database.owner, (queryRunner) => tenantWithStaff(queryRunner, this.app, slug));
  }

  /** Runs SQL as the superuser, whom no rule binds: for looking behind the scenes. */
  async sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.behindTheScenes.query<Row>(text, values)).rows;
  }

  /** Begins what goes on without anybody asking: jobs, handlers and automations. */
  start(): Promise<void> {
    this.isWorking = true;
    return this.app.start();
  }

  /** Waits until nothing is left to be done: events are in order, handlers have handled them, and jobs are done. */
  async drain(): Promise<void> {
    await this.start();
    await drain(this);
  }

  /**
   * Lets time pass, of which an ISO 8601 duration says how much: `P14D`, `PT90M`. What becomes due on the way (timers, the
   * times of jobs, further tries of what failed) is done when its time comes, one after the other; jobs of the product itself
   * are done once a day, and at the end.
   */
  tick(duration: string): Promise<void> {
    return this.clock.tick(duration);
  }

  /**
   * Lets a process of its own do what there is to do, and kills it with SIGKILL at a point: `before:step`, when a step of an
   * automation has written all it writes and has not committed it, or `after:step`, when it just has. What the process held
   * is free, as it is half a minute later, and whatever follows, such as `drain`, goes on from there. To be called before
   * this app itself does anything by itself: before `start`, `drain`, `tick` and `capture`. `modules`: those of the
   * plugins that the app has besides the product's, as `RAPPORT_PLUGINS` names them.
   */
  async crash(point: CrashPoint, modules: readonly string[] = []): Promise<void> {
    if (this.isWorking) throw new Error('The app does what there is to do itself already: call `crash` before that.');
    const environment = { ...this.environment, RAPPORT_PLUGINS: modules.join(',') };
    await crash(this, { api: this.database.api, environment, point });
  }

  /** Remembers what happens in a tenant from now on; of these types of events, or of all. */
  capture(tenant: TestTenant, types?: readonly string[]): Promise<EventCapture> {
    return EventCapture.begin(this, tenant.admin, types);
  }

  /** Listens on a free port; returns the address. What nobody asks for goes on once `start` was called. */
  async listen(options: { readonly demoKey?: string } = {}): Promise<string> {
    await this.app.startServing();
    this.server = new HttpServer(this.app, { demoKey: options.demoKey, firstQuery: '{ viewer { id } }' });
    return `http://127.0.0.1:${await this.server.listen('127.0.0.1', 0)}`;
  }

  async close(): Promise<void> {
    await this.server?.close();
    await this.app.close();
    await this.behindTheScenes.end();
    await this.database.drop();
    await rm(this.app.config.home, { recursive: true, force: true });
  }
}

/** Starts the product with its plugins on a fresh database with two tenants, `alpha` and `beta`. */
export function createTestApp({ plugins = [], ...options }: TestAppOptions = {}): Promise<TestApp> {
  return startTestApp(new Installation([...productPlugins, ...plugins]), options);
}

/** The same with exactly these plugins. */
export async function startTestApp(
  installation: Installation,
  { environment = {}, log }: Omit<TestAppOptions, 'plugins'> = {},
): Promise<TestApp> {
  const database = await createTestDatabase(installation);
  const variables = {
    NODE_ENV: 'test',
    RAPPORT_HOME: path.join(os.tmpdir(), `rapport-test-${database.api.database}`),
    RATE_LIMIT_PER_SECOND: '10000000',
    // Tests that need jobs, handlers or automations say so.
    SECRET_KEYS: 'only-for-tests-and-long-enough-for-a-key',
    ...environment,
  };
  const config: Config = readConfig(variables);
  const logger = createLogger(log ? 'trace' : 'silent', { write: log ?? (() => undefined) });
  const app = new App(config, logger, installation, database.api, {
    documents: readTrustedDocuments(config),
  });
  const [alpha, beta] = await asOwner(database.owner, async (queryRunner) => [
    await tenantWithStaff(queryRunner, app, 'alpha'),
    await tenantWithStaff(queryRunner, app, 'beta'),
  ]);
  if (!alpha || !beta) throw new Error('The tenants were not made.');
  return new TestApp(app, database, [alpha, beta], variables);
}

type OwnerRunner = Parameters<Parameters<typeof asOwner>[1]>[0];

async function tenantWithStaff(queryRunner: OwnerRunner, app: App, slug: string): Promise<TestTenant> {
  const { installation } = app;
  const id = await createTenant(queryRunner, installation, { slug, name: slug, defaultCountry: 'TW' });
  const clients = new Map<string, TestClient>();
  const users: Record<string, string> = {};
  // Whoever serves himself has no user: his key is made for his record.
  for (const { key: role } of installation.roles.filter(({ key }) => key !== SELF_ROLE)) {
    const email = `${role}@${slug}.example`;
    await queryRunner.query("select set_config('app.tenant', $1, false)", [String(id)]);
    const [user] = (await queryRunner.query(
      `insert into user_account (tenant_id, id, name, email, active, role_id)
       select $1, gen_random_uuid(), $2, $3, true, id from role where tenant_id = $1 and key = $2 returning id`,
      [id, role, email],
    )) as { id: string }[];
    users[role] = `usr_${user?.id}`;
    clients.set(
      role,
      new TestClient(app, await createKey(queryRunner, installation, { tenant: slug, role, name: role, user: email })),
    );
  }
  return new TestTenant(id, slug, users, clients, (key) => new TestClient(app, key));
}
