import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { definePlugin } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import { bellPlugin } from '../fixtures/bell.ts';
import { labPlugin } from '../fixtures/lab.ts';
import { Specimen, specimenPlugin } from '../fixtures/specimen.ts';

let app: TestApp;
let handled = 0;

const moody = definePlugin({
  ...bellPlugin,
  setup: () => {
    throw new Error('not today');
  },
  before: [{ record: Specimen, on: ['created'], run: () => Promise.reject(new Error('I am not ready')) }],
  after: [{ id: 'count', events: ['specimen.created'], run: async () => void handled++ }],
});

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin, labPlugin, moody] });
  await app.app.start();
});
afterAll(() => app.close());

test('a plugin that fails when it starts is shown as failed, and says so where its code is asked for', async () => {
  const { admin } = app.alpha;
  const { plugins } = await admin.get<{ plugins: { id: string; state: string; lastError: string | null }[] }>(
    '{ plugins { id state lastError } }',
  );
  expect(plugins.filter(({ state }) => state !== 'ENABLED')).toEqual([
    { id: 'bell', state: 'FAILED', lastError: 'The plugin "bell": its setup failed: not today' },
  ]);
  expect(await admin.refused('mutation { ring(times: 1) }')).toMatchObject({
    code: 'PLUGIN_UNAVAILABLE',
    plugin: 'bell',
  });
});

test('everything else works without it, and its handlers are not run', async () => {
  const made = await app.alpha.admin.create('Specimen', { title: 'calm', lab: { weight: 2 } }, 'title lab { weight }');
  expect(made).toEqual({ title: 'calm', lab: { weight: 2 } });
  while ((await app.sql('select 1 from outbox limit 1')).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await app.sql("select 1 from event_progress where plugin = 'bell' and leased_by is not null")).toEqual([]);
  expect(handled).toBe(0);
});
