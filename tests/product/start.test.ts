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

  describe('on the data of before', () => {
    let rapport: RapportProcess;
    let url: string;
    let key: string;
    beforeAll(async () => {
      ({ key } = demoEnv(place.home));
      rapport = new RapportProcess(environment());
      url = await rapport.url();
    });
    afterAll(() => rapport.end('SIGKILL'));

    test('starts again with the same data and the same key', async () => {
      expect(demoEnv(place.home)).toEqual({ url, key });
      expect((await ask(url, key, FIRST_QUERY)).body.data).toMatchObject({ customers: { totalCount: 300 } });
    });

    test('a second one on the same folder is told who is there', () => {
      const second = runRapport(['start'], environment());
      expect(second.status).toBe(1);
      expect(second.stderr).toMatch(/^ALREADY_RUNNING: Process \d+ already uses/);
    });

    test('recovers after kill -9, with everything that was acknowledged, and stops on Ctrl-C', async () => {
      const create = 'mutation { createCustomer(input: { kind: PERSON, name: "Survivor" }) { id } }';
      expect((await ask(url, key, create)).body.errors).toBeUndefined();
      await rapport.end('SIGKILL');
      rapport = new RapportProcess(environment());
      const answer = await ask(
        await rapport.url(),
        key,
        '{ customers(filter: { name: { eq: "Survivor" } }) { totalCount } }',
      );
      expect(answer.body.data).toEqual({ customers: { totalCount: 1 } });
      expect(await rapport.end('SIGINT')).toBe(0);
    });
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
      const own = { RAPPORT_HOME: closed.home };
      expect(runRapport(['tenant', 'create', '--slug', 'acme', '--name', 'Acme'], own).status).toBe(0);
      expect(fs.existsSync(path.join(closed.home, 'postgres'))).toBe(false);
      const key = runRapport(['key', 'create', '--tenant', 'acme'], own).stdout.trim();
      const rapport = new RapportProcess(own);
      const { body } = await ask(await rapport.url(), key, '{ viewer { tenant { slug } } }');
      expect(body.data).toEqual({ viewer: { tenant: { slug: 'acme' } } });
      await rapport.end('SIGTERM');
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
    ['start', 'PORT', '70000', 'PORT is "70000": must be a whole number from 0 to 65535'],
    ['migrate', 'DATABASE_URL', 'postgres://crm:pa#ss@db.example/crm', 'DATABASE_URL is set (not shown'],
  ])('%s stops at a wrong %s with its name, what was found and what is allowed', (command, name, value, message) => {
    const { status, stderr } = runRapport([command], { ...environment(), [name]: value });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^CONFIGURATION_INVALID: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain('docs/configuration.md');
    expect(stderr).not.toContain('    at ');
    expect(stderr).not.toContain('pa#ss');
  });
});
