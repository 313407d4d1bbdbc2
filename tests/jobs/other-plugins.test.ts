import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Installation, runOf } from '@rapport/kernel';
import { definePlugin } from '@rapport/sdk';
import { App, createLogger, productPlugins } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import counting from '../fixtures/counting.ts';
import { until } from '../fixtures/until.ts';

const done: string[] = [];
const tidy = definePlugin({
  id: 'tidy',
  version: '1.0.0',
  jobs: [{ id: 'sweep', cron: '0 0 1 1 *', catchUp: 'skip', run: async ({ tenant }) => void done.push(tenant.slug) }],
});

let app: TestApp;
/** Another process on the same database, whose configuration names neither of the plugins. */
let bare: App;
beforeAll(async () => {
  app = await createTestApp({ plugins: [tidy, counting] });
  const logger = createLogger('silent', { write: () => undefined });
  bare = new App(app.app.config, logger, new Installation(productPlugins), app.database.api);
  await bare.start();
});
afterAll(async () => {
  await bare.close();
  await app.close();
});

async function start(key: string, steps: object[], recordId: string): Promise<string> {
  const { admin } = app.alpha;
  const definition = { trigger: { manual: true }, recordType: 'Customer', steps };
  const { createAutomation } = await admin.get<{ createAutomation: { id: string } }>(
    'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }',
    { input: { key, name: key, definition } },
  );
  const { id } = createAutomation;
  await admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id });
  const { startAutomation } = await admin.get<{ startAutomation: { id: string } }>(
    'mutation($id: ID!, $recordId: ID) { startAutomation(id: $id, recordId: $recordId) { id } }',
    { id, recordId },
  );
  return startAutomation.id;
}

const runOfId = async (id: string) =>
  (
    await app.sql<{ state: string; tried: boolean }>(
      `select r.state, exists (select from automation_run_step s where s.run_id = r.id) as tried
     from automation_run r where 'aru_' || r.id = $1`,
      [id],
    )
  )[0];

test('[GU11] a process without a plugin leaves its jobs and steps to one that has it', async () => {
  const { database, background } = app.app;
  const customer = await app.alpha.customer();
  await database
    .forTenant(app.alpha.id)
    .run(background.queue.add(app.alpha.id, [runOf({ plugin: 'tidy', id: 'sweep' }, new Date())]));
  const counted = await start('count', [{ id: 'it', type: 'run', step: 'counting/count' }], customer);
  const plain = await start('plain', [{ id: 'it', type: 'stop' }], customer);
  // It works, and has tried what it cannot do.
  await until(async () => (await runOfId(plain))?.state === 'DONE', 'the other process does what it can');
  await until(async () => (await runOfId(counted))?.tried === true, 'the other process tries what it cannot do');
  expect(await runOfId(counted)).toMatchObject({ state: 'RUNNING' });
  expect(done).toEqual([]);
  await app.start();
  await app.sql('update graphile_worker._private_jobs set run_at = now() where locked_at is null');
  // Whichever of them comes first to the run: the one that has the plugin ends it.
  await until(async () => {
    await app.sql('update graphile_worker._private_jobs set run_at = now() where locked_at is null');
    return (await runOfId(counted))?.state === 'DONE';
  }, 'the run ends');
  await until(async () => done.length === 1, 'the job is done');
  expect(await app.sql("select occupation from customer where 'cus_' || id = $1", [customer])).toEqual([
    { occupation: '1' },
  ]);
});
