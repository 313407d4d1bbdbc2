import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Installation } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { startTestApp, type TestApp } from '@rapport/testing';
import { postboxPlugin, withoutMessages } from '../fixtures/postbox.ts';
import { until } from '../fixtures/until.ts';

let app: TestApp;
let receiver: http.Server;
const keys: string[] = [];

beforeAll(async () => {
  receiver = http.createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    request.resume().on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  app = await startTestApp(new Installation([...withoutMessages(productPlugins), postboxPlugin]), {
    environment: { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' },
  });
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await app.close();
});

/** Each run commits this often: a record, what is to be sent, that it was sent, a message, another record, the end. */
const COMMITS = 6;
const points = Array.from({ length: COMMITS }, (_, index) => [`before ${index + 1}`, `after ${index + 1}`]).flat();

test('[GU11] runs of a process that is killed between any two steps go on, and each step took effect once', async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const make = (id: string) => ({
    id,
    type: 'create',
    recordType: 'Customer',
    values: { kind: 'PERSON', name: { text: [id, ' of ', { input: 'name' }] } },
  });
  const { createAutomation: made } = await app.alpha.admin.get<{ createAutomation: { id: string } }>(
    'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }',
    {
      input: {
        key: 'make-customers',
        name: 'Make customers',
        definition: {
          trigger: { manual: true },
          steps: [
            make('first'),
            { id: 'tell', type: 'http', url, body: {} },
            {
              id: 'write',
              type: 'sendMessage',
              record: { step: 'first.id' },
              purpose: 'SERVICE',
              template: 'welcome',
              variables: { name: { input: 'name' } },
            },
            make('second'),
          ],
        },
      },
    },
  );
  await app.alpha.admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id: made.id });
  const start = async (name: string) => {
    const { startAutomation } = await app.alpha.admin.get<{ startAutomation: { id: string } }>(
      'mutation($id: ID!, $input: JSON) { startAutomation(id: $id, input: $input) { id } }',
      { id: made.id, input: { name } },
    );
    return startAutomation.id.slice(4);
  };
  const runs: Record<string, string> = {};
  for (const point of points) runs[await start(point)] = point;
  const torn = await start('torn');
  runs[torn] = 'after 4';

  const { api } = app.database;
  const child = spawn(
    process.execPath,
    [
      '--conditions=@rapport/source',
      '--import',
      path.resolve('tools/ts-hooks.mjs'),
      path.resolve('tests/jobs/hanging-executor.ts'),
      JSON.stringify({ connection: { ...api, password: api.password ?? '' }, points: runs }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  await until(
    () => output.match(/^stopped/gm)?.length === points.length + 1,
    () => output,
  );
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;

  // The control: a run whose place was not kept together with what its step wrote.
  await app.sql('update automation_run set position = 0 where id = $1', [torn]);
  await app.sql('delete from automation_run_step where run_id = $1', [torn]);
  // A minute passes.
  await app.sql("update job_worker set seen_at = seen_at - interval '1 minute'");
  await app.sql("update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute'");
  await app.start();
  const open = () => app.sql("select state, step_id, reason from automation_run where state <> 'DONE'");
  await until(
    async () => (await open()).length === 0,
    async () => JSON.stringify(await open()),
  );

  const customers = await app.sql<{ name: string; count: number }>(
    "select name, count(*)::int as count from customer where name like '% of %' group by name order by name",
  );
  expect(customers.filter(({ name }) => !name.endsWith('torn'))).toEqual(
    ['first', 'second'].flatMap((id) => [...points].sort().map((point) => ({ name: `${id} of ${point}`, count: 1 }))),
  );
  expect(customers).toContainEqual({ name: 'first of torn', count: 2 });
  // A message is there once even then: its key is the same.
  const letters = await app.sql<{ text: string }>('select text from letter order by text');
  expect(letters.map(({ text }) => text)).toEqual(
    [...points, 'torn'].sort().map((name) => `POST welcome {"name":"${name}"}`),
  );
  // What is sent may be sent twice, with one key.
  expect(new Set(keys).size).toBe(points.length + 1);
  expect(keys.length).toBeGreaterThan(points.length + 1);
  const steps = await app.sql(
    'select run_id, step_id from automation_run_step group by run_id, step_id having count(*) > 1',
  );
  expect(steps).toEqual([]);
});
