import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

const root = path.join(import.meta.dirname, '../..');
const script = path.join(root, 'examples/automation-script/welcome-customers.ts');

let app: TestApp;
let url: string;
let folder: string;
let cursorFile: string;
beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-example-'));
});
beforeEach(() => {
  cursorFile = path.join(folder, `cursor-${Math.random()}`);
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true });
  await app.close();
});

/** The script in a process of its own. */
class Run {
  output = '';
  private readonly child: ChildProcess;

  constructor(file = script) {
    this.child = spawn(process.execPath, [file], {
      env: { RAPPORT_URL: url, RAPPORT_KEY: app.alpha.as('automation').key, CURSOR_FILE: cursorFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
  }

  get welcomed(): number {
    return this.output.match(/^Welcome /gm)?.length ?? 0;
  }

  async until(condition: (run: this) => boolean): Promise<this> {
    while (!condition(this)) {
      if (this.child.exitCode !== null) throw new Error(`It has ended:\n${this.output}`);
      await sleep(5);
    }
    return this;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.child, 'close');
    this.child.kill(signal);
    await ended;
    return this.child.exitCode;
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const follows = () => fs.existsSync(cursorFile);
const make = (name: string) => app.alpha.admin.create('Customer', { kind: 'PERSON', name });
const welcomes = async () =>
  (
    await app.sql<{ name: string; tasks: string }>(
      'select c.name, count(t.id) as tasks from customer c left join task t on t.customer_id = c.id group by c.name',
    )
  ).map(({ name, tasks }) => [name, Number(tasks)]);

test('the script is short', () => {
  expect(fs.readFileSync(script, 'utf8').split('\n').length).toBeLessThan(60);
});

test('killed at random moments and started again, it welcomes every new customer, and none twice', async () => {
  const kills = 6;
  let run = await new Run().until(follows);
  const names = Array.from({ length: 60 }, (_, index) => `customer ${index}`);
  const writing = (async () => {
    for (const name of names) {
      await make(name);
      await sleep(Math.random() * 40);
    }
  })();
  for (let kill = 0; kill < kills; kill++) {
    await run.until(({ welcomed }) => welcomed > Math.random() * 5);
    await sleep(Math.random() * 20);
    await run.end('SIGKILL');
    run = new Run();
  }
  await writing;
  await run.until(({ output }) => output.includes(names.at(-1) ?? ''));
  expect(await run.end('SIGTERM')).toBe(0);
  expect((await welcomes()).sort()).toEqual(names.map((name) => [name, 1]).sort());
});

test('an event that comes again has no effect, because of the key that is made of it', async () => {
  const followAgain = async (name: string, file: string) => {
    const first = await new Run(file).until(follows);
    const before = fs.readFileSync(cursorFile);
    await make(name);
    await first.until(({ welcomed }) => welcomed === 1);
    await first.end('SIGKILL');
    // As though it had been killed before it kept the cursor.
    fs.writeFileSync(cursorFile, before);
    const second = await new Run(file).until(({ welcomed }) => welcomed === 1);
    await second.end('SIGKILL');
    return (await welcomes()).find(([who]) => who === name)?.[1];
  };
  expect(await followAgain('with the key', script)).toBe(1);
  fs.rmSync(cursorFile);
  const keyless = path.join(root, '.cache', `keyless-${process.pid}.ts`);
  const text = fs.readFileSync(script, 'utf8');
  fs.writeFileSync(keyless, text.replace(/, \{ idempotencyKey: [^}]*\}` \}/, ''));
  try {
    expect(fs.readFileSync(keyless, 'utf8')).not.toContain('idempotencyKey');
    expect(await followAgain('without the key', keyless)).toBe(2);
  } finally {
    fs.rmSync(keyless);
  }
});
