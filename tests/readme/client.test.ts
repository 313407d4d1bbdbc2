import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { until } from '../fixtures/until.ts';
import { blocksOf } from './readme.ts';

const root = path.join(import.meta.dirname, '../..');
const blocks = blocksOf(path.join('docs', 'client.md'));
const block = (label: string) => blocks.find((one) => one.label === label)?.text ?? '';

let app: TestApp;
let environment: NodeJS.ProcessEnv;
/** Inside the repository, so that the scripts find the client. */
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  app = await createTestApp();
  const bin = path.join(root, 'node_modules/.bin');
  environment = {
    PATH: `${path.dirname(process.execPath)}:${bin}:${process.env.PATH}`,
    RAPPORT_URL: await app.listen(),
    RAPPORT_KEY: app.alpha.admin.key,
  };
  fs.mkdirSync(path.join(root, '.cache'), { recursive: true });
  folder = fs.mkdtempSync(path.join(root, '.cache/client-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true });
  await app.close();
});

function run(command: string, ...args: string[]) {
  const child = spawn(command, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString();
    });
  return output;
}
function runScript(label: string) {
  fs.writeFileSync(path.join(folder, `${label}.mjs`), block(label));
  return run(process.execPath, `${label}.mjs`);
}

const make = (name: string) => app.alpha.admin.create('Customer', { kind: 'PERSON', name });

test('every script of the page is run here or compiled with generated types', () => {
  const labels = blocks.map(({ label }) => label);
  expect(labels).toEqual(['ask', 'typed', 'follow', 'mirror', 'tail', 'on-change']);
});

test('the first script writes and reads', async () => {
  const { text } = await new Promise<{ text: string }>((resolve) => {
    const output = runScript('ask');
    running.at(-1)?.once('close', () => resolve(output));
  });
  expect(text).toBe("{ name: '陳怡君', version: 1 }\n");
});

test('the script that follows goes on where it was killed', async () => {
  const first = runScript('follow');
  await until(
    () => fs.existsSync(path.join(folder, 'customers.cursor')),
    () => first.text,
  );
  await make('followed');
  await until(
    () => first.text.includes('CREATED followed'),
    () => first.text,
  );
  running.at(-1)?.kill('SIGKILL');
  await make('while it was down');
  const second = runScript('follow');
  await until(
    () => second.text.includes('CREATED while it was down'),
    () => second.text,
  );
});

test('the copy stays right, also when the cursor has expired', async () => {
  const { id } = await make('copied');
  const output = runScript('mirror');
  const readings = (count: number) =>
    until(
      () => output.text.match(/^Read/gm)?.length === count,
      () => output.text,
    );
  const isRight = async () => {
    const rows = await app.sql<{ name: string }>('select name from customer where deleted_at is null');
    const wanted = rows.map(({ name }) => name).sort();
    await until(
      () => output.text.trim().split('\n').at(-1) === wanted.join(', '),
      () => `${output.text}\n${wanted}`,
    );
  };
  await readings(1);
  await app.alpha.admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
  await make('after the deletion');
  await isRight();
  await app.sql('select raise_event_epochs()');
  await make('out of reach of the old cursor');
  await readings(2);
  await make('after the second reading');
  await isRight();
  expect(output.text).toContain('out of reach of the old cursor');
});

test('the command runs for every event', async () => {
  fs.writeFileSync(path.join(folder, 'on-change.sh'), block('on-change'), { mode: 0o755 });
  const log = path.join(folder, 'changes.jsonl');
  const output = run('sh', '-c', `exec ${block('tail')}`);
  await until(
    () => fs.existsSync(path.join(folder, 'rapport-tail.cursor')),
    () => output.text,
  );
  const { id } = await make('tailed');
  await app.alpha.admin.get('mutation($id: ID!) { updateCustomer(id: $id, input: { name: "renamed" }) { id } }', {
    id,
  });
  const lines = () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []);
  await until(
    () => lines().length === 2,
    () => output.text,
  );
  expect(lines().map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { type: 'customer.created', recordId: id, patch: { name: 'tailed' } },
    { type: 'customer.updated', recordId: id, patch: { name: 'renamed' } },
  ]);
});
