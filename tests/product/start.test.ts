import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, demoEnv, RapportProcess, runRapport, temporaryHome } from './rapport-process.ts';

const FIRST_QUERY =
  '{ customers(first: 2) { totalCount nodes { name interactions(first: 1) { nodes { subject } } } } }';

let place: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  place = temporaryHome();
});
afterAll(() => place.remove());

const environment = () => ({ RAPPORT_HOME: place.home });

describe('rapport start on the embedded Postgres', () => {
  test('starts, seeds demo data, prints address and key, and answers the first query', async () => {
    const rapport = new RapportProcess(environment());
    const url = await rapport.url();
    const demo = demoEnv(place.home);
    expect(demo.url).toBe(url);
    expect(demo.key).toMatch(/^rk_/);
    expect(fs.statSync(path.join(place.home, 'demo.env')).mode & 0o777).toBe(0o600);
    expect(rapport.output).toContain(demo.key);
    const { body } = await ask(url, demo.key, FIRST_QUERY);
    expect(body.data).toMatchObject({
      customers: { totalCount: 300, nodes: [{ name: expect.any(String) }, expect.anything()] },
    });
    expect(await rapport.end('SIGTERM')).toBe(0);
    expect(fs.existsSync(path.join(place.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  test('starts again with the same data and the same key, and stops on Ctrl-C', async () => {
    const { key } = demoEnv(place.home);
    const rapport = new RapportProcess(environment());
    const url = await rapport.url();
    expect(demoEnv(place.home).key).toBe(key);
    expect((await ask(url, key, FIRST_QUERY)).body.data).toMatchObject({ customers: { totalCount: 300 } });
    expect(await rapport.end('SIGINT')).toBe(0);
  });

  test('recovers after kill -9, with everything that was acknowledged', async () => {
    const { key } = demoEnv(place.home);
    const first = new RapportProcess(environment());
    const { body } = await ask(
      await first.url(),
      key,
      'mutation { createCustomer(input: { kind: PERSON, name: "Survivor" }) { id } }',
    );
    expect(body.errors).toBeUndefined();
    await first.end('SIGKILL');
    const second = new RapportProcess(environment());
    const answer = await ask(
      await second.url(),
      key,
      '{ customers(filter: { name: { eq: "Survivor" } }) { totalCount } }',
    );
    expect(answer.body.data).toEqual({ customers: { totalCount: 1 } });
    expect(await second.end('SIGTERM')).toBe(0);
  });

  test('a second one on the same folder is told who is there', async () => {
    const first = new RapportProcess(environment());
    await first.url();
    const second = runRapport(['start'], environment());
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/^ALREADY_RUNNING: Process \d+ already uses/);
    await first.end('SIGTERM');
  });

  test('a stale pid file, also one with the number of another program, does not keep it from starting', async () => {
    for (const pid of ['999999', String(process.ppid), 'nonsense']) {
      fs.writeFileSync(path.join(place.home, 'rapport.pid'), pid);
      const commandLine = fs.existsSync(`/proc/${pid}/cmdline`) ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
      if (/node|rapport/.test(commandLine)) continue;
      const rapport = new RapportProcess(environment());
      await rapport.url();
      expect(await rapport.end('SIGTERM')).toBe(0);
    }
  });

  test('a port in use is named, and nothing stays behind', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as net.AddressInfo;
    const { status, stderr } = runRapport(['start'], { ...environment(), PORT: String(port) });
    expect(status).toBe(1);
    expect(stderr).toContain(`PORT_IN_USE: Another program listens on 127.0.0.1:${port}.`);
    expect(stderr).toContain(`PORT=${port + 1} npm start`);
    expect(fs.existsSync(path.join(place.home, 'postgres', 'postmaster.pid'))).toBe(false);
    holder.close();
  });

  test('a data directory of another version is named', () => {
    const file = path.join(place.home, 'postgres', 'PG_VERSION');
    const version = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, '17\n');
    const { status, stderr } = runRapport(['start'], environment());
    fs.writeFileSync(file, version);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^DATA_DIRECTORY_VERSION: .* belongs to Postgres 17; this is Postgres 18\./);
  });

  test('a folder that cannot be used is named', () => {
    const file = path.join(place.home, 'a-file');
    fs.writeFileSync(file, '');
    const { status, stderr } = runRapport(['start'], { RAPPORT_HOME: path.join(file, 'below') });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^DATA_DIRECTORY_UNUSABLE: /);
  });
});

describe('where the data lies', () => {
  const asRoot = process.getuid?.() === 0 ? test : test.skip;

  asRoot(
    'root may keep the product in a folder that only root enters: Postgres runs elsewhere as another account',
    async () => {
      const closed = temporaryHome();
      fs.chmodSync(closed.home, 0o700);
      const rapport = new RapportProcess({ RAPPORT_HOME: closed.home });
      const url = await rapport.url();
      const { key } = demoEnv(closed.home);
      expect((await ask(url, key, FIRST_QUERY)).body.data).toMatchObject({ customers: { totalCount: 300 } });
      expect(fs.existsSync(path.join(closed.home, 'postgres'))).toBe(false);
      await rapport.end('SIGTERM');
      const again = new RapportProcess({ RAPPORT_HOME: closed.home });
      expect((await ask(await again.url(), key, FIRST_QUERY)).status).toBe(200);
      await again.end('SIGTERM');
      closed.remove();
    },
    40_000,
  );

  asRoot('a disk without room is named, with how much is needed', () => {
    const small = temporaryHome();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=755', 'tmpfs', small.home]);
    try {
      const { status, stderr } = runRapport(['start'], { RAPPORT_HOME: small.home });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^DISK_FULL: .* has \d+ MB of free space; at least 256 MB are needed\./);
    } finally {
      execFileSync('umount', [small.home]);
      small.remove();
    }
  });
});

describe('configuration', () => {
  test.each([
    ['PORT', '70000', 'PORT is "70000": must be a whole number from 0 to 65535'],
    ['PORT', 'http', 'PORT is "http": must be a whole number from 0 to 65535'],
    ['NODE_ENV', 'staging', 'NODE_ENV is "staging": must be one of development, production, test'],
    ['DATABASE_URL', 'mysql://localhost/x', 'DATABASE_URL is set (not shown, it may hold a password)'],
    ['DATABASE_OWNER_URL', 'postgres://owner:x@localhost/x', 'DATABASE_OWNER_URL is set and DATABASE_URL is not'],
    ['CORS_ORIGINS', 'crm.example.com', 'CORS_ORIGINS is "crm.example.com"'],
    ['RATE_LIMIT_PER_SECOND', '0', 'RATE_LIMIT_PER_SECOND is "0"'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud"'],
    ['TRUSTED_DOCUMENTS', '/nowhere/documents.json', 'TRUSTED_DOCUMENTS names "/nowhere/documents.json", which cannot'],
    ['TRUSTED_DOCUMENTS_ONLY', 'yes', 'TRUSTED_DOCUMENTS_ONLY is "yes": must be one of true, false'],
    ['OIDC_ISSUER', 'https://issuer.example', 'OIDC_ISSUER and OIDC_AUDIENCE belong together'],
  ])('%s=%s stops the start with the name, what was found and what is allowed', (name, value, message) => {
    const { status, stderr } = runRapport(['start'], { ...environment(), [name]: value });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^CONFIGURATION_INVALID: /);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/docs\/(?:configuration|api)\.md/);
    expect(stderr).not.toContain('    at ');
  });

  test.each(['pa#ss', 'pa/ss', 'pa?ss', '12#3', '12/3', '12?3', '100%'])(
    'a password %j that is not percent-encoded is refused by the name of the variable, and not shown',
    (password) => {
      const { status, stderr } = runRapport(['migrate'], { DATABASE_URL: `postgres://crm:${password}@db.example/crm` });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^CONFIGURATION_INVALID: DATABASE_URL is set \(not shown/);
      expect(stderr).toContain('openssl rand -hex 24');
      expect(stderr).not.toContain(password);
      expect(stderr).not.toContain('db.example');
    },
  );

  test('every variable is documented', () => {
    const source = fs.readFileSync(path.join(import.meta.dirname, '../../packages/server/src/config.ts'), 'utf8');
    const names = [...source.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    const documented = fs.readFileSync(path.join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    for (const name of names) expect(documented).toContain(`\`${name}\``);
  });
});
