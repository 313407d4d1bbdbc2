import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, demoEnv, RapportProcess, runRapport, startRapport, temporaryHome } from './rapport-process.ts';

let place: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  place = temporaryHome();
  expect(runRapport(['seed'], environment()).output).toContain('formosa: 300 customers');
});
afterAll(() => place.remove());

const environment = () => ({ RAPPORT_HOME: place.home });
const createKey = (name: string) =>
  runRapport(['key', 'create', '--role', 'analyst', '--name', name], environment()).stdout.trim();

describe('the commands on the embedded Postgres', () => {
  const secrets = { kept: '', revoked: '' };

  test('keys are made, listed and revoked', () => {
    secrets.kept = createKey('Report');
    secrets.revoked = createKey('Former report');
    expect(secrets.kept).toMatch(/^rk_/);
    const listed = runRapport(['key', 'list'], environment()).stdout;
    for (const secret of Object.values(secrets)) expect(listed).not.toContain(secret);
    expect(listed).toMatch(/key_[0-9a-f-]{36}.*'Report'/);
    const [, id = ''] = /(key_[0-9a-f-]{36}).*'Former report'/.exec(listed) ?? [];
    expect(runRapport(['key', 'revoke', id], environment()).status).toBe(0);
    const unknown = runRapport(['key', 'create', '--role', 'emperor'], environment());
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('has no role "emperor"') });
  });

  test('a tenant is made, and its first key works; whoever begins with one of his own gets no demo data', async () => {
    const own = temporaryHome();
    try {
      const settings = { RAPPORT_HOME: own.home };
      const create = (slug: string, country = 'TW') =>
        runRapport(['tenant', 'create', '--slug', slug, '--name', 'Acme', '--country', country], settings);
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
      const secret = runRapport(['key', 'create', '--tenant', 'acme'], settings).stdout.trim();
      const rapport = new RapportProcess(settings);
      const { body } = await ask(
        await rapport.url(),
        secret,
        '{ viewer { tenant { slug } } customers { totalCount } }',
      );
      expect(body.data).toEqual({ viewer: { tenant: { slug: 'acme' } }, customers: { totalCount: 0 } });
      expect(rapport.output).toContain('rapport key create --tenant');
      expect(await rapport.end('SIGTERM')).toBe(0);
    } finally {
      own.remove();
    }
  });

  test('two of them at once take turns', async () => {
    const names = ['one', 'two'];
    const commands = await Promise.all(
      names.map(
        (name) =>
          new Promise<number | null>((resolve) => {
            startRapport(['key', 'create', '--role', 'analyst', '--name', name], environment()).once('exit', resolve);
          }),
      ),
    );
    expect(commands).toEqual([0, 0]);
    const listed = runRapport(['key', 'list'], environment()).stdout;
    for (const name of names) expect(listed.split(`'${name}'`)).toHaveLength(2);
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

  test('help and mistakes are answered', () => {
    expect(runRapport(['--help'], environment()).stdout).toContain('doctor');
    expect(runRapport(['--version'], environment()).stdout).toMatch(/^\d+\.\d+\.\d+$/m);
    expect(runRapport(['nonsense'], environment()).status).toBe(1);
    expect(runRapport(['seed', '--customers', 'many'], environment()).stderr).toContain('It must be a whole number.');
  });

  describe('beside a running product', () => {
    let rapport: RapportProcess;
    let url: string;
    beforeAll(async () => {
      rapport = new RapportProcess(environment());
      url = await rapport.url();
    });
    afterAll(() => rapport.end('SIGKILL'));

    test('keys that were made before open it, and those that were revoked do not', async () => {
      expect((await ask(url, secrets.kept, '{ viewer { role { key } } }')).body.data).toEqual({
        viewer: { role: { key: 'analyst' } },
      });
      expect((await ask(url, secrets.revoked, '{ viewer { id } }')).status).toBe(401);
    });

    test('explain says how a query is answered, what it reads, and what would make it faster', () => {
      const { key } = demoEnv(place.home);
      const explain = (query: string, variables = '{}') =>
        runRapport(['explain', query, '--variables', variables, '--key', key], environment());
      const served = explain(
        'query($n: Int) { customers(first: $n, orderBy: [{ field: NAME }]) { nodes { name } } }',
        '{ "n": 3 }',
      );
      expect(served.stdout).toMatch(/cost +3 points/);
      expect(served.stdout).toContain('compiled: one statement');
      expect(served.stdout).toContain('only the rows of the page are read');
      expect(served.stdout).toMatch(/reads +\d+ pages of 8 kB/);
      expect(served.stdout).toContain('limit 3)');
      const { stdout } = explain(
        `{ found: customers(filter: { name: { contains: "王" }, email: { eq: "a@b.tw" } }) { totalCount }
           customers { nodes { timeline { edges { at } } } } }`,
      );
      expect(stdout).toContain('filter.email.eq: an index finds the candidates by it');
      expect(stdout).toMatch(/faster: filter\.name\.contains: no index answers "contains"/);
      expect(stdout).toMatch(/^customers\.nodes\.timeline:\n {2}Each type has an index .*Interaction by occurredAt/m);
      expect(explain('{ viewer { id } }').stdout).toContain('executed: resolvers run');
      expect(explain('{ nonsense }')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('Cannot query field'),
      });
      expect(explain('{ customers { totalCount } }', 'x')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('The variables are not JSON.'),
      });
    });

    test('they do their work, and leave it running', async () => {
      const secret = createKey('Beside');
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
  });

  test('seed adds to the first demo tenant what is asked for, and says so when that is nothing', () => {
    const interactions = runRapport(['seed', '--interactions', '2'], environment()).stdout;
    expect(interactions).toMatch(/formosa: 300 customers in [\s\S]*formosa: 600 interactions in /);
    expect(interactions).not.toContain('harbour');
    expect(runRapport(['seed'], environment()).stdout).toBe(
      'Nothing was added: the demo tenants formosa and harbour are there. --customers <number> adds customers to formosa.\n',
    );
    const seeded = runRapport(['seed', '--customers', '2000', '--interactions', '1'], environment());
    expect(seeded.output).toMatch(/formosa: 2000 customers in .* rows\/s[\s\S]*formosa: 2000 interactions in /);
  });
});
