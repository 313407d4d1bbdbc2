import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bringUpToDate,
  type ConnectionSettings,
  createLogger,
  installProduct,
  readConfig,
  StartError,
  startProduct,
} from '@rapport/server';
import pg from 'pg';
import { openDatabase } from '../../packages/server/src/database/connection.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../packages/server/src/embedded/index.ts';
import { ask, databaseUrl, RapportProcess, runRapport, temporaryHome } from './rapport-process.ts';

/** A Postgres with its durable defaults: that of the other tests runs without them. */
let postgres: EmbeddedPostgres;
let place: ReturnType<typeof temporaryHome>;

const PASSWORD = 'Zm9yIHRlc3RzIG9ubHk';
const superuser = (): ConnectionSettings => ({
  host: postgres.host,
  port: postgres.port,
  user: 'postgres',
  password: postgres.password,
  database: 'crm',
  ssl: false,
});
const as = (user: string, password = PASSWORD, database = 'crm') =>
  databaseUrl({ ...superuser(), user, password, database });

const sql = async (text: string, database = 'crm') => {
  const client = new pg.Client({ ...superuser(), database } as pg.ClientConfig);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  place = temporaryHome();
  postgres = await startEmbeddedPostgres({ home: place.home, syncInit: false });
  await sql(`create role crm_owner login createrole password '${PASSWORD}'`, 'postgres');
  await sql('create database crm owner crm_owner', 'postgres');
  const migrated = runRapport(['migrate'], { DATABASE_URL: as('crm_api'), DATABASE_OWNER_URL: as('crm_owner') });
  expect(migrated.output).toContain('The database is up to date.');
});
afterAll(async () => {
  await postgres.stop();
  place.remove();
});

type Environment = Readonly<Record<string, string>>;

const production = (environment: Environment = {}) => ({
  NODE_ENV: 'production',
  DATABASE_URL: as('crm_api'),
  ...environment,
});

/** What keeps this from being done, in the words of the command; that it also ends a process is shown once. */
async function refusal(done: Promise<unknown>): Promise<string> {
  try {
    await done;
  } catch (error) {
    if (error instanceof StartError) return `${error.code}: ${error.message}\n${error.hint}`;
    throw error;
  }
  return 'Nothing keeps it.';
}

const start = (environment: Environment = {}) =>
  refusal(
    startProduct(readConfig({ PORT: '0', ...production(environment) }), createLogger('silent')).then((product) =>
      product.stop(),
    ),
  );

describe('[GU4] production refuses what is unsafe', () => {
  test('what is safe starts: the tests below can fail', async () => {
    const rapport = new RapportProcess(production());
    await rapport.url();
    expect(await rapport.end('SIGTERM')).toBe(0);
    const doctor = runRapport(['doctor'], production());
    expect(doctor).toMatchObject({ status: 0, stdout: expect.stringContaining('Everything is in order.') });
    expect(await start()).toBe('Nothing keeps it.');
  });

  const durable = ['fsync', 'full_page_writes', 'synchronous_commit'];
  const without = async (settings: readonly string[], use: () => Promise<void> | void) => {
    for (const name of settings) await sql(`alter system set ${name} = off`);
    await sql('select pg_reload_conf()');
    try {
      await use();
    } finally {
      for (const name of settings) await sql(`alter system reset ${name}`);
      await sql('select pg_reload_conf()');
    }
  };

  test.each(durable)('%s = off', (name) =>
    without([name], async () => {
      const refused = await start();
      expect(refused).toMatch(/^UNSAFE_DURABILITY: /);
      expect(refused).toContain(`Set ${name} = on`);
    }),
  );

  test('its process ends with what is unsafe, and doctor names all of it', () =>
    without(durable, () => {
      expect(runRapport(['start'], production())).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^UNSAFE_DURABILITY: /),
      });
      const doctor = runRapport(['doctor'], production());
      expect(doctor.status).toBe(1);
      for (const name of durable) expect(doctor.stdout).toContain(`${name} = off`);
    }));

  test('a superuser', async () => {
    expect(await start({ DATABASE_URL: databaseUrl(superuser()) })).toMatch(/^UNSAFE_DATABASE_ROLE: .*superuser/);
  });

  test('a role that bypasses row-level security', async () => {
    await sql('alter role crm_api bypassrls');
    expect(await start()).toMatch(/^UNSAFE_DATABASE_ROLE: .*bypass/);
    await sql('alter role crm_api nobypassrls');
  });

  test('the owner of the tables', async () => {
    expect(await start({ DATABASE_URL: as('crm_owner') })).toMatch(/^UNSAFE_DATABASE_ROLE: .*owns/);
  });

  test('a tenant table that does not force row-level security, and one without a policy', async () => {
    await sql('alter table customer no force row level security');
    expect(await start()).toMatch(/^UNSAFE_ROW_SECURITY: .*customer/);
    await sql('alter table customer force row level security');
    await sql('create table open_table (tenant_id integer)');
    expect(await start()).toMatch(/^UNSAFE_ROW_SECURITY: .*open_table/);
    await sql('drop table open_table');
  });

  test('a session without timeouts', async () => {
    await sql('alter role crm_api in database crm reset statement_timeout');
    expect(await start()).toMatch(/^UNSAFE_SESSION: .*statement_timeout/);
    await sql("alter role crm_api in database crm set statement_timeout = '2s'");
  });

  test('a password that everybody tries first', async () => {
    await sql("alter role crm_api password 'postgres'");
    expect(await start({ DATABASE_URL: as('crm_api', 'postgres') })).toMatch(/^UNSAFE_SECRET: /);
    await sql(`alter role crm_api password '${PASSWORD}'`);
  });

  test('every web site', async () => {
    expect(await start({ CORS_ORIGINS: 'https://crm.example.com,*' })).toMatch(/^UNSAFE_CORS: /);
  });

  test('no database at all', () => {
    expect(runRapport(['start'], { NODE_ENV: 'production' }).stderr).toMatch(/^EMBEDDED_IN_PRODUCTION: /);
  });

  test('a database that does not answer, or does not let us in', async () => {
    expect(await start({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' })).toMatch(/^DATABASE_UNREACHABLE: /);
    expect(await start({ DATABASE_URL: as('crm_api', 'wrong') })).toMatch(
      /^DATABASE_UNREACHABLE: .*password authentication failed/,
    );
    expect(await start({ DATABASE_URL: as('crm_api', 'wrong') })).not.toContain('wrong');
  });

  test('a database without the migrations', async () => {
    await sql('create database empty owner crm_owner', 'postgres');
    expect(await start({ DATABASE_URL: as('crm_api', PASSWORD, 'empty') })).toMatch(
      /^MIGRATION_NEEDED: [\s\S]*rapport migrate/,
    );
  });

  test('the same start in development only warns', async () => {
    const rapport = new RapportProcess({ DATABASE_URL: as('crm_api'), CORS_ORIGINS: '*' });
    await rapport.url();
    expect(rapport.output).toContain('UNSAFE_CORS');
    await rapport.end('SIGTERM');
  });
});

describe('migrate says what keeps it from migrating', () => {
  const migrate = async (owner: string, api = as('crm_api', PASSWORD, 'crm')) => {
    const config = readConfig({ DATABASE_URL: api, DATABASE_OWNER_URL: owner });
    return refusal(bringUpToDate(await openDatabase(config), await installProduct(config)));
  };

  test('an owner with another password', () => {
    const { status, stderr } = runRapport(['migrate'], {
      DATABASE_URL: as('crm_api'),
      DATABASE_OWNER_URL: as('crm_owner', 'wrong-password'),
    });
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^DATABASE_UNREACHABLE: .*crm_owner[\s\S]*Check user and password in DATABASE_OWNER_URL/,
      ),
    });
    expect(stderr).not.toContain('wrong-password');
  });

  test('an owner who may not create roles', async () => {
    await sql(`create role plain_owner login password '${PASSWORD}'`, 'postgres');
    await sql('create database plain owner plain_owner', 'postgres');
    const again = () => migrate(as('plain_owner', PASSWORD, 'plain'), as('crm_api', PASSWORD, 'plain'));
    expect(await again()).toMatch(/^OWNER_LACKS_RIGHTS: .*plain_owner[\s\S]*alter role "plain_owner" createrole;/);
    await sql('alter role plain_owner createrole');
    const grant = /grant .* with admin option;/.exec(await again())?.[0];
    await sql(grant ?? 'select no_advice()');
    expect(await again()).toBe('Nothing keeps it.');
  });

  test('an owner of another database', async () => {
    await sql(`create role other_owner login createrole password '${PASSWORD}'`, 'postgres');
    await sql('create database others', 'postgres');
    expect(await migrate(as('other_owner', PASSWORD, 'others'), as('crm_api', PASSWORD, 'others'))).toMatch(
      /^OWNER_LACKS_RIGHTS: [\s\S]*alter database "others" owner to "other_owner";/,
    );
  });

  test('doctor tells a database without migrations, and leaves it as it is', async () => {
    await sql('create database unmigrated owner crm_owner', 'postgres');
    const environments: Record<string, string>[] = [
      { DATABASE_URL: as('crm_api', PASSWORD, 'unmigrated') },
      {
        DATABASE_URL: as('crm_api', PASSWORD, 'unmigrated'),
        DATABASE_OWNER_URL: as('crm_owner', PASSWORD, 'unmigrated'),
      },
      { DATABASE_URL: as('crm_owner', PASSWORD, 'unmigrated') },
    ];
    for (const environment of environments)
      expect(runRapport(['doctor'], environment)).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(
          /^FAIL MIGRATION_NEEDED: [\s\S]*Run `rapport migrate`[\s\S]*1 of 1 checks failed/,
        ),
      });
  });

  test('a role of the API that exists with another password', async () => {
    const refused = await migrate(as('crm_owner'), as('crm_api', 'another-password'));
    expect(refused).toMatch(/^API_LOGIN_REFUSED: The role "crm_api" exists already/);
    expect(refused).not.toContain('another-password');
  });
});

describe('DATABASE_URL', () => {
  test('in development one address of an owner is enough: it migrates, makes a plain login, and seeds nothing', async () => {
    await sql('create database fresh owner crm_owner', 'postgres');
    const environment = { DATABASE_URL: as('crm_owner', PASSWORD, 'fresh') };
    const rapport = new RapportProcess(environment);
    const url = await rapport.url();
    expect(rapport.output).not.toContain('rk_');
    expect(runRapport(['tenant', 'create', '--slug', 'acme', '--name', 'Acme'], environment).status).toBe(0);
    const key = runRapport(['key', 'create', '--tenant', 'acme'], environment).stdout.trim();
    expect((await ask(url, key, '{ customers { totalCount } }')).body.data).toEqual({ customers: { totalCount: 0 } });
    expect(await rapport.end('SIGTERM')).toBe(0);
  });
});
