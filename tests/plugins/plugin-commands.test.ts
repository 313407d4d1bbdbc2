import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addPart, createPlugin } from '@rapport/create-plugin';
import { Installation } from '@rapport/kernel';
import { asOwner, bringUpToDate, productPlugins } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import wineClub from '../../examples/plugin-wine-club/src/index.ts';
import { purgePlugin } from '../../packages/server/src/database/purge-plugin.ts';
import { labPlugin } from '../fixtures/lab.ts';
import { loyaltyPlugin } from '../fixtures/loyalty.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { runRapport, temporaryHome } from '../product/rapport-process.ts';
import { OutsideFolder } from './outside-folder.ts';

const root = path.join(import.meta.dirname, '../..');

describe('commands for a plugin that somebody writes', () => {
  let outside: OutsideFolder;
  let place: ReturnType<typeof temporaryHome>;
  let folder: string;
  const run = (...args: string[]) =>
    runRapport(args, { RAPPORT_HOME: place.home, RAPPORT_PLUGINS: './dist/index.js' }, folder);
  const compile = () => spawnSync(path.join(root, 'node_modules/.bin/tsc'), { cwd: folder, encoding: 'utf8' }).stdout;

  beforeAll(() => {
    outside = new OutsideFolder();
    place = temporaryHome();
    folder = createPlugin('wine-rack', outside.path);
    expect(compile()).toBe('');
  });
  afterAll(() => {
    outside.remove();
    place.remove();
  });

  test('codegen writes the schema, a configuration and a page per plugin, and finds drift; parts that are added compile', () => {
    expect(run('codegen', '--check')).toMatchObject({ status: 1, stderr: expect.stringContaining('is missing') });
    expect(run('codegen')).toMatchObject({ status: 0, stderr: '' });
    const read = (name: string) => fs.readFileSync(path.join(folder, 'generated', name), 'utf8');
    expect(read('schema.graphql')).toContain('wineRack: WineRackCustomer');
    expect(read('plugins/wine-rack.md')).toContain('## Fields on Customer: `wineRack`');
    expect(read('plugins/wine-rack.md')).toMatch(/## WineRackNote\n[^#]*\| `text` \| text \| filter, `TEXT` \|/);
    expect(read('plugins/interactions.md')).toContain('stateDiagram-v2');
    expect(JSON.parse(read('codegen.json'))).toMatchObject({ schema: 'schema.graphql' });
    expect(run('codegen', '--check')).toMatchObject({ status: 0, stderr: '' });
    const fields = path.join(folder, 'src/customer-fields.ts');
    fs.writeFileSync(fields, fs.readFileSync(fields, 'utf8').replace('What to bear in mind.', 'Something else.'));
    expect(run('plugin', 'add', 'record', 'tasting').stdout).toMatch(
      /^Wrote src\/tasting.record.ts. Next:\n {2}src\/index.ts: import/,
    );
    for (const part of ['job', 'field', 'automation', 'scorer'] as const) addPart(folder, part, `some-${part}`);
    expect(compile()).toBe('');
    const { status, stderr } = run('codegen', '--check');
    expect(status).toBe(1);
    expect(stderr).toContain('schema.graphql is not what the plugins say');
    expect(stderr).toContain('wine-rack.md is not what the plugins say');
    expect(stderr).not.toContain('customers.md');
  });

  test('operators switch a plugin off for a tenant, and purge it once they say so twice', () => {
    expect(run('tenant', 'create', '--slug', 'acme', '--name', 'Acme').status).toBe(0);
    const purge = (confirm: string) => run('plugin', 'purge', 'wine-rack', '--confirm', confirm);
    expect(purge('wine')).toMatchObject({ status: 1, stderr: expect.stringContaining('not "wine-rack"') });
    expect(run('plugin', 'disable', 'wine-rack', '--tenant', 'acme').stdout).toBe('wine-rack is disabled for acme.\n');
    expect(purge('wine-rack').stdout).toContain('and dropped wine_rack_customer, wine_rack_note.');
  });
});

describe('a plugin is purged', () => {
  let app: TestApp;
  let file: string;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-purge-'));
  beforeAll(async () => {
    app = await createTestApp({ plugins: [specimenPlugin, labPlugin] });
    file = path.join(folder, 'lab.jsonl');
    await app.alpha.admin.create('Specimen', { title: 'first', lab: { weight: 7, code: 'x' } });
    await app.beta.admin.create('Specimen', { title: 'second', lab: { weight: 8 } });
  });
  afterAll(async () => {
    await app.close();
    fs.rmSync(folder, { recursive: true });
  });
  const purge = (plugin: string, to = file) =>
    asOwner(app.database.owner, (queryRunner) => purgePlugin(queryRunner, app.app.installation, { plugin, file: to }));
  const disable = (tenant: TestApp['alpha']) => tenant.admin.get('mutation { disablePlugin(id: "lab") { id } }');

  test('not as long as a tenant uses it, or another plugin needs it; then nothing is written', async () => {
    await disable(app.alpha);
    await expect(purge('lab')).rejects.toMatchObject({
      code: 'PLUGIN_IN_USE',
      message: expect.stringContaining('"beta"'),
    });
    await expect(purge('specimens')).rejects.toMatchObject({ code: 'PLUGIN_IN_USE' });
    await expect(purge('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(await app.sql('select weight from lab_specimen order by 1')).toEqual([{ weight: 7 }, { weight: 8 }]);
  });

  test('with all of its rows in a file before its tables are dropped; it can come back, with nothing but defaults', async () => {
    await disable(app.beta);
    fs.writeFileSync(path.join(folder, 'taken.jsonl'), '');
    await expect(purge('lab', path.join(folder, 'taken.jsonl'))).rejects.toMatchObject({ code: 'EEXIST' });
    const history = () => app.sql('select tenant_id, type, record_id from outbox order by id');
    const before = await history();
    expect(before.length).toBeGreaterThan(0);
    expect(await purge('lab')).toEqual({ tables: ['lab_specimen'], rows: 2 });
    const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { tenant: 'alpha', table: 'lab_specimen', row: expect.objectContaining({ weight: 7, code: 'x' }) },
      { tenant: 'beta', table: 'lab_specimen', row: expect.objectContaining({ weight: 8 }) },
    ]);
    expect(await app.sql("select 1 from pg_class where relname = 'lab_specimen'")).toEqual([]);
    expect(await history()).toEqual(before);
    const installation = new Installation([...productPlugins, specimenPlugin, labPlugin]);
    const access = { owner: app.database.owner, api: app.database.api, embedded: undefined };
    expect(await bringUpToDate(access, installation)).toEqual([{ plugin: 'lab', id: '0001-create' }]);
    expect(await app.sql('select weight, score from lab_specimen')).toEqual([
      { weight: null, score: 10 },
      { weight: null, score: 10 },
    ]);
  });

  test('a plugin with scorers goes with its scores, and leaves those of others alone', async () => {
    const scored = await createTestApp({ plugins: [loyaltyPlugin, wineClub] });
    try {
      await scored.alpha.customer();
      await scored.drain();
      const scorers = async () =>
        (await scored.sql<{ scorer: string }>('select distinct scorer from score order by 1')).map((row) => row.scorer);
      const before = await scorers();
      expect(before).toEqual(expect.arrayContaining(['loyalty/affinity', 'loyalty/loyal', 'wine-club/thirst']));
      for (const { admin } of [scored.alpha, scored.beta])
        await admin.get('mutation { disablePlugin(id: "loyalty") { id } }');
      const { installation } = scored.app;
      const purged = await asOwner(scored.database.owner, (queryRunner) =>
        purgePlugin(queryRunner, installation, { plugin: 'loyalty', file: path.join(folder, 'loyalty.jsonl') }),
      );
      expect(purged.tables).toEqual(['receipt']);
      expect(await scorers()).toEqual(before.filter((name) => !name.startsWith('loyalty/')));
      expect(
        await scored.sql(
          "select 1 from score_change where scorer like 'loyalty%' union all select 1 from scoring_run where name like 'loyalty%'",
        ),
      ).toEqual([]);
    } finally {
      await scored.close();
    }
  });
});
