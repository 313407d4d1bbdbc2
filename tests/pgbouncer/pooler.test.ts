import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, createLogger, readConfig, withClient } from '@rapport/server';
import { createTestApp, type TestApp, TestClient } from '@rapport/testing';
import { postgresUser } from '../../packages/server/src/embedded/os-user.ts';
import { pgbouncer } from '../../tools/optional-programs.ts';
import { plantCanaries } from '../fixtures/canaries.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

const SERVERS = 4;

let app: TestApp;
let pooled: App;
let folder: string;
let bouncer: ChildProcess;

/** PgBouncer refuses to be root, and only the account of Postgres reaches its socket. */
const account = postgresUser();
const plainUser = account ? { uid: account.uid, gid: account.gid } : {};

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  await plantCanaries(app, 5);
  const { api } = app.database;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-pgbouncer-'));
  fs.writeFileSync(path.join(folder, 'users.txt'), `"${api.user}" "${api.password}"\n`);
  fs.writeFileSync(
    path.join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=${api.host} port=${api.port}
[pgbouncer]
pool_mode = transaction
default_pool_size = ${SERVERS}
max_client_conn = 100
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
unix_socket_dir = ${folder}
listen_addr =
listen_port = 6432
`,
  );
  for (const name of ['', 'users.txt', 'pgbouncer.ini']) fs.chmodSync(path.join(folder, name), name ? 0o644 : 0o777);
  bouncer = spawn(pgbouncer ?? 'pgbouncer', [path.join(folder, 'pgbouncer.ini')], { ...plainUser, stdio: 'ignore' });
  const through = { ...api, host: folder, port: 6432 };
  while (!fs.existsSync(path.join(folder, '.s.PGSQL.6432'))) await new Promise((resolve) => setTimeout(resolve, 20));
  await withClient(through, (client) => client.query('select 1'));
  const config = readConfig({
    NODE_ENV: 'test',
    RATE_LIMIT_PER_SECOND: '10000000',
    DATABASE_POOLER: 'transaction',
    LOG_LEVEL: 'silent',
  });
  pooled = new App(config, createLogger('silent'), app.app.installation, through);
}, 30_000);

afterAll(async () => {
  await pooled?.close();
  const ended = once(bouncer, 'exit');
  bouncer.kill('SIGKILL');
  await ended;
  fs.rmSync(folder, { recursive: true, force: true });
  await app.close();
});

const clientOf = (tenant: { admin: TestClient }) => new TestClient(pooled, tenant.admin.key);

describe('[GU15] through pgbouncer in transaction mode', () => {
  test('five thousand requests of two tenants, 32 at once, on four connections, see no foreign canary', async () => {
    const question = '{ specimens(first: 3) { nodes { title } } }';
    let left = 5_000;
    let foreign = 0;
    await Promise.all(
      Array.from({ length: 32 }, async (_, index) => {
        const tenant = index % 2 === 0 ? app.alpha : app.beta;
        const client = clientOf(tenant);
        while (left-- > 0) {
          const { specimens } = await client.get<{ specimens: { nodes: { title: string }[] } }>(question);
          if (specimens.nodes.length !== 3) foreign++;
          for (const { title } of specimens.nodes) if (title !== `canary-${tenant.slug}`) foreign++;
        }
      }),
    );
    expect(foreign).toBe(0);
    expect(await clientOf(app.alpha).askCompiled(question)).toContain('canary-alpha');
  });

  test('writes, conflicts and batches work, and a failed command leaves nothing on its connection', async () => {
    const client = clientOf(app.alpha);
    const { createSpecimen } = await client.get<{ createSpecimen: { id: string } }>(
      'mutation { createSpecimen(input: { title: "canary-alpha" }, idempotencyKey: "pooled") { id } }',
    );
    const update = 'mutation($id: ID!) { updateSpecimen(id: $id, input: { size: 1 }, expectedVersion: 1) { version } }';
    const changes = await Promise.all(
      Array.from({ length: 20 }, () => client.ask<{ updateSpecimen: unknown }>(update, { id: createSpecimen.id })),
    );
    expect(changes.filter(({ errors }) => !errors)).toHaveLength(1);
    await withClient({ ...app.database.api, host: folder, port: 6432 }, async (plain) => {
      for (let index = 0; index < SERVERS * 3; index++) {
        const { rows } = await plain.query("select current_setting('app.tenant', true) as tenant");
        expect(['', null]).toContain(rows[0].tenant);
        await expect(plain.query('select * from specimen')).rejects.toThrow();
      }
    });
  });
});
