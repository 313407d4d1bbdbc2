import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, RapportProcess, runRapport, startRapport, temporaryHome } from './rapport-process.ts';

let place: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  place = temporaryHome();
  expect(runRapport(['seed'], environment()).output).toContain('formosa: 300 customers');
});
afterAll(() => place.remove());

const environment = () => ({ RAPPORT_HOME: place.home });

describe('the commands on the embedded Postgres', () => {
  test('keys are made, listed and revoked', async () => {
    const secret = runRapport(['key', 'create', '--role', 'analyst', '--name', 'Report'], environment()).stdout.trim();
    expect(secret).toMatch(/^rk_/);
    const listed = runRapport(['key', 'list'], environment()).stdout;
    const id = /key_[0-9a-f-]{36}/.exec(listed.split('\n').find((line) => line.includes('Report')) ?? '')?.[0] ?? '';
    expect(listed).not.toContain(secret);
    const rapport = new RapportProcess(environment());
    const url = await rapport.url();
    expect((await ask(url, secret, '{ viewer { role { key } } }')).body.data).toEqual({
      viewer: { role: { key: 'analyst' } },
    });
    await rapport.end('SIGTERM');
    expect(runRapport(['key', 'revoke', id], environment()).status).toBe(0);
    const again = new RapportProcess(environment());
    expect((await ask(await again.url(), secret, '{ viewer { id } }')).status).toBe(401);
    await again.end('SIGTERM');
    const unknown = runRapport(['key', 'create', '--role', 'emperor'], environment());
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('has no role "emperor"') });
  });

  test('a tenant is made, and its first key works', async () => {
    const create = (slug: string, country = 'TW') =>
      runRapport(['tenant', 'create', '--slug', slug, '--name', 'Acme', '--country', country], environment());
    expect(create('acme').status).toBe(0);
    expect(create('acme')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^DUPLICATE: There is already a tenant "acme"/),
    });
    expect(create('A')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^INPUT_INVALID: slug: must be/) });
    for (const country of ['Taiwan', 'tw', 'XX'])
      expect(create('other', country)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(`INPUT_INVALID: country: "${country}" is not the ISO 3166 code`),
      });
    const secret = runRapport(['key', 'create', '--tenant', 'acme'], environment()).stdout.trim();
    const rapport = new RapportProcess(environment());
    const { body } = await ask(await rapport.url(), secret, '{ viewer { tenant { slug } } customers { totalCount } }');
    expect(body.data).toEqual({ viewer: { tenant: { slug: 'acme' } }, customers: { totalCount: 0 } });
    await rapport.end('SIGTERM');
  });

  test('whoever begins with a tenant of his own gets no demo data', async () => {
    const own = temporaryHome();
    try {
      const settings = { RAPPORT_HOME: own.home };
      expect(runRapport(['tenant', 'create', '--slug', 'acme', '--name', 'Acme'], settings).status).toBe(0);
      const secret = runRapport(['key', 'create', '--tenant', 'acme'], settings).stdout.trim();
      const rapport = new RapportProcess(settings);
      const { body } = await ask(await rapport.url(), secret, '{ customers { totalCount } }');
      expect(body.data).toEqual({ customers: { totalCount: 0 } });
      expect(rapport.output).toContain('rapport key create --tenant');
      expect(await rapport.end('SIGTERM')).toBe(0);
    } finally {
      own.remove();
    }
  });

  test('explain says how a query is answered, what it reads, and what would make it faster', () => {
    const explain = (query: string, variables = '{}') =>
      runRapport(['explain', query, '--variables', variables, '--key', key], environment());
    const key = runRapport(['key', 'create', '--name', 'Explain'], environment()).stdout.trim();
    const served = explain(
      'query($n: Int) { customers(first: $n, orderBy: [{ field: NAME }]) { nodes { name } } }',
      '{ "n": 3 }',
    );
    expect(served.stdout).toMatch(/cost +3 points/);
    expect(served.stdout).toContain('compiled: one statement');
    expect(served.stdout).toContain('only the rows of the page are read');
    expect(served.stdout).toMatch(/reads +\d+ pages of 8 kB/);
    expect(served.stdout).toContain('limit 3)');
    const residual = explain(
      '{ customers(filter: { name: { contains: "王" }, email: { eq: "a@b.tw" } }) { totalCount } }',
    );
    expect(residual.stdout).toContain('filter.email.eq: an index finds the candidates by it');
    expect(residual.stdout).toMatch(/faster: filter\.name\.contains: no index answers "contains"/);
    const nested = explain('{ customers { nodes { timeline { edges { at } } } } }');
    expect(nested.stdout).toMatch(
      /^customers\.nodes\.timeline:\n {2}Each type has an index .*Interaction by occurredAt/m,
    );
    expect(explain('{ viewer { id } }').stdout).toContain('executed: resolvers run');
    expect(explain('{ nonsense }')).toMatchObject({ status: 1, stderr: expect.stringContaining('Cannot query field') });
    expect(explain('{ customers { totalCount } }', 'x')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The variables are not JSON.'),
    });
  });

  test('seed adds to the first demo tenant what is asked for, and says so when that is nothing', () => {
    const seeded = runRapport(['seed', '--customers', '25000', '--interactions', '1'], environment());
    expect(seeded.output).toMatch(/formosa: 25000 customers in .* rows\/s/);
    const interactions = runRapport(['seed', '--interactions', '2'], environment()).stdout;
    expect(interactions).toMatch(/formosa: 300 customers in [\s\S]*formosa: 600 interactions in /);
    expect(interactions).not.toContain('harbour');
    expect(runRapport(['seed'], environment()).stdout).toBe(
      'Nothing was added: the demo tenants formosa and harbour are there. --customers <number> adds customers to formosa.\n',
    );
  });

  test('doctor finds everything in order, and says that this is not for production', () => {
    const doctor = runRapport(['doctor'], environment());
    expect(doctor.output).toContain('Everything is in order.');
    expect(doctor.output).toContain('with NODE_ENV=production a start needs DATABASE_URL');
    expect(doctor.status).toBe(0);
    expect(runRapport(['doctor'], { ...environment(), NODE_ENV: 'production' }).stderr).toMatch(
      /^EMBEDDED_IN_PRODUCTION: /,
    );
  });

  test('they work beside a running product, and leave it running', async () => {
    const rapport = new RapportProcess(environment());
    const url = await rapport.url();
    const secret = runRapport(['key', 'create', '--role', 'analyst', '--name', 'Beside'], environment()).stdout.trim();
    expect((await ask(url, secret, '{ viewer { role { key } } }')).body.data).toEqual({
      viewer: { role: { key: 'analyst' } },
    });
    for (const [args, said] of [
      [['key', 'list'], 'Beside'],
      [['tenant', 'create', '--slug', 'beside', '--name', 'Beside'], 'Made the tenant beside.'],
      [['seed', '--customers', '5'], 'formosa: 5 customers'],
      [['migrate'], 'The database is up to date.'],
      [['doctor'], 'Everything is in order.'],
    ] as const) {
      const { status, output } = runRapport(args, environment());
      expect({ args, status, output }).toEqual({ args, status: 0, output: expect.stringContaining(said) });
    }
    expect((await ask(url, secret, '{ customers(first: 1) { totalCount } }')).status).toBe(200);
    expect(await rapport.end('SIGTERM')).toBe(0);
    expect(fs.existsSync(path.join(place.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  test('two of them at once take turns', async () => {
    const before = runRapport(['key', 'list'], environment()).stdout.split('\n').length;
    const commands = await Promise.all(
      ['one', 'two', 'three'].map(
        (name) =>
          new Promise<number | null>((resolve) => {
            startRapport(['key', 'create', '--role', 'analyst', '--name', name], environment()).once('exit', resolve);
          }),
      ),
    );
    expect(commands).toEqual([0, 0, 0]);
    expect(runRapport(['key', 'list'], environment()).stdout.split('\n')).toHaveLength(before + 3);
  });

  test('help and mistakes are answered', () => {
    expect(runRapport(['--help'], environment()).stdout).toContain('doctor');
    expect(runRapport(['--version'], environment()).stdout).toMatch(/^\d+\.\d+\.\d+$/m);
    expect(runRapport(['nonsense'], environment()).status).toBe(1);
    expect(runRapport(['seed', '--customers', 'many'], environment()).stderr).toContain('It must be a whole number.');
  });
});
