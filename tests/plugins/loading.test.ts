import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTenant, definePlugin, Installation } from '@rapport/kernel';
import { asOwner, createKey, createLogger, productPlugins, readConfig, startProduct } from '@rapport/server';
import { createTestDatabase } from '@rapport/testing';
import { ask, databaseUrl, RapportProcess, runRapport, temporaryHome } from '../product/rapport-process.ts';
import { OutsideFolder } from './outside-folder.ts';

const role = (key: string) => `{ key: '${key}', name: '${key}', description: 'Comes with a plugin.' }`;
const pluginText = (id: string) =>
  `definePlugin({ id: '${id}', version: '1.0.0', requires: ['system'], roles: [${role(`${id}-role`)}] })`;
const IMPORT = "import { definePlugin } from '@rapport/sdk';\n";

let folder: OutsideFolder;
let place: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  folder = new OutsideFolder();
  place = temporaryHome();
  folder.write('cellar.mjs', `${IMPORT}export default ${pluginText('cellar')};`);
  folder.write(
    'node_modules/several/package.json',
    '{ "name": "several", "type": "module", "exports": { "import": "./index.js" } }',
  );
  folder.write(
    'node_modules/several/index.js',
    `${IMPORT}export default [${pluginText('garden')}, ${pluginText('orchard')}];`,
  );
});
afterAll(() => {
  folder.remove();
  place.remove();
});

describe('RAPPORT_PLUGINS', () => {
  const environment = (modules: string) => ({ RAPPORT_HOME: place.home, RAPPORT_PLUGINS: modules });

  test('installs plugins of a file and of a package in every command', async () => {
    const plugins = environment('./cellar.mjs, several');
    const run = (...args: string[]) => runRapport(args, plugins, folder.path);
    expect(run('tenant', 'create', '--slug', 'acme', '--name', 'Acme')).toMatchObject({ status: 0 });
    expect(run('search', 'rebuild', '--tenant', 'acme')).toMatchObject({ status: 0, stderr: '' });
    const key = run('key', 'create', '--tenant', 'acme', '--role', 'orchard-role').stdout.trim();
    const admin = run('key', 'create', '--tenant', 'acme').stdout.trim();
    expect(run('migrate')).toMatchObject({ status: 0, stdout: 'The database is up to date.\n' });
    expect(run('doctor')).toMatchObject({ status: 0 });
    const rapport = new RapportProcess(plugins, folder.path);
    const url = await rapport.url();
    expect((await ask(url, key, '{ viewer { role { key } } }')).body.data).toEqual({
      viewer: { role: { key: 'orchard-role' } },
    });
    expect((await ask(url, admin, '{ roles(first: 50) { nodes { key } } }')).body.data).toEqual({
      roles: {
        nodes: expect.arrayContaining(['cellar', 'garden', 'orchard'].map((id) => ({ key: `${id}-role` }))),
      },
    });
    await rapport.end('SIGTERM');
  });

  test.each<[string, string, string | undefined, string, RegExp]>([
    [
      'a file that is not there',
      './nothing.mjs',
      undefined,
      'which was not found',
      /a path from .+ that begins with "\.\/"/,
    ],
    ['a package that is not installed', 'no-such-package', undefined, 'which was not found', /an installed package/],
    [
      'a module that fails',
      './fails.mjs',
      'throw new Error("It is broken.")',
      'which failed to load: It is broken.',
      /Mend/,
    ],
    [
      'a module without a default export',
      './named.mjs',
      'export const plugin = 1;',
      'which has no default export',
      /export default/,
    ],
    [
      'what is no plugin',
      './other.mjs',
      'export default { id: "other", version: "1.0.0" };',
      'whose default export is neither a plugin nor a list of plugins',
      /definePlugin/,
    ],
  ])('%s stops the start with its name and how to mend it', (_what, module, text, problem, mend) => {
    if (text) folder.write(module, text);
    const { status, stderr } = runRapport(['start'], environment(`./cellar.mjs,${module}`), folder.path);
    expect(status).toBe(1);
    expect(stderr).toContain(`CONFIGURATION_INVALID: RAPPORT_PLUGINS names "${module}", ${problem}`);
    expect(stderr).toMatch(mend);
    expect(stderr).not.toContain('    at ');
  });

  test('a plugin that was made with another copy of the SDK is told so', () => {
    const other = new OutsideFolder();
    for (const name of ['kernel', 'sdk']) other.installCopy(name);
    other.write('cellar.mjs', `${IMPORT}export default ${pluginText('cellar')};`);
    const { status, stderr } = runRapport(['start'], environment('./cellar.mjs'), other.path);
    other.remove();
    expect(status).toBe(1);
    expect(stderr).toContain(
      'CONFIGURATION_INVALID: RAPPORT_PLUGINS names "./cellar.mjs", which was made with another copy of @rapport/sdk',
    );
    expect(stderr).toContain('npm ls @rapport/sdk');
  });

  test('plugins that do not fit together stop the start', () => {
    const { status, stderr } = runRapport(['start'], environment('./cellar.mjs,./cellar.mjs'), folder.path);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^PLUGIN_INVALID: Two plugins have the id "cellar"\.\n.+/);
  });
});

test('a program that embeds the product hands its plugins over', async () => {
  const installation = new Installation(productPlugins);
  const { api, owner, drop } = await createTestDatabase(installation);
  const key = await asOwner(owner, async (queryRunner) => {
    await createTenant(queryRunner, installation, { slug: 'acme', name: 'Acme' });
    return createKey(queryRunner, installation, { tenant: 'acme', role: 'admin', name: 'test' });
  });
  const config = readConfig({ DATABASE_URL: databaseUrl(api), DATABASE_OWNER_URL: databaseUrl(owner), PORT: '0' });
  const embedded = definePlugin({
    id: 'embedded',
    version: '1.0.0',
    roles: [{ key: 'embedded', name: 'Embedded', description: 'Comes with a plugin.' }],
  });
  const product = await startProduct(config, createLogger('silent'), { plugins: [embedded] });
  const { body } = await ask(product.url, key, '{ roles(filter: { key: { eq: "embedded" } }) { totalCount } }');
  await product.stop();
  await drop();
  expect(body.data).toEqual({ roles: { totalCount: 1 } });
});
