import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { until } from '../fixtures/until.ts';
import { runRapport, startRapport } from './rapport-process.ts';

let app: TestApp;
let environment: Record<string, string>;
let folder: string;
let cursorFile: string;
const tails: Tail[] = [];

beforeAll(async () => {
  app = await createTestApp();
  environment = { RAPPORT_URL: await app.listen(), RAPPORT_KEY: app.alpha.admin.key };
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-tail-'));
  cursorFile = path.join(folder, 'cursor');
});
afterEach(async () => {
  await Promise.all(tails.splice(0).map((tail) => tail.end('SIGKILL')));
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true });
  await app.close();
});

/** A running `rapport tail`. */
class Tail {
  output = '';
  readonly child: ChildProcess;

  constructor(...options: string[]) {
    this.child = startRapport(['tail', '--types', 'team.*', ...options], environment, folder);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    tails.push(this);
  }

  get names(): string[] {
    const lines = this.output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => (JSON.parse(line) as { patch: { name: string } }).patch.name);
  }

  async brings(count: number): Promise<string[]> {
    await until(() => this.names.length >= count);
    return this.names;
  }

  /** The exit code once it has ended. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }
}

const make = async (...names: string[]) => {
  for (const name of names) await app.alpha.admin.create('Team', { name });
};
const now = async () => (await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }')).eventCursor;

test('prints one JSON per line, and goes on after a signal where it stopped', async () => {
  const first = new Tail('--cursor-file', cursorFile);
  await until(() => fs.existsSync(cursorFile));
  await make('red', 'blue');
  await app.alpha.admin.create('Territory', { name: 'of another type' });
  expect(await first.brings(2)).toEqual(['red', 'blue']);
  expect(await first.end('SIGTERM')).toBe(0);
  await make('green');
  const second = new Tail('--cursor-file', cursorFile);
  await make('grey');
  expect(await second.brings(2)).toEqual(['green', 'grey']);
});

test('gives a command each event on its standard input, and keeps the cursor beside it', async () => {
  const after = await now();
  await make('one', 'two');
  const tail = new Tail('--after', after, '--exec', 'cat');
  expect(await tail.brings(2)).toEqual(['one', 'two']);
  const kept = path.join(folder, 'rapport-tail.cursor');
  await until(() => fs.existsSync(kept));
  expect(await tail.end('SIGINT')).toBe(0);
  await make('three');
  // The file knows better than the command line, which may be a year old.
  expect(await new Tail('--after', after, '--exec', 'cat').brings(1)).toEqual(['three']);
});

test('stops when the command fails, with its exit code, and brings the same event again', async () => {
  const after = await now();
  await make('fine', 'troublesome', 'behind it');
  const fussy = 'read line; echo "$line"; case $line in *troublesome*) exit 7;; esac';
  const options = ['--after', after, '--cursor-file', cursorFile];
  const failing = new Tail(...options, '--exec', fussy);
  expect(await failing.ended()).toBe(7);
  expect(failing.names).toEqual(['fine', 'troublesome']);
  const again = new Tail(...options, '--exec', fussy);
  expect(await again.ended()).toBe(7);
  expect(again.names).toEqual(['troublesome']);
  expect(await new Tail(...options, '--exec', 'cat').brings(2)).toEqual(['troublesome', 'behind it']);
});

test('lets the command finish when a signal comes, and counts its event as done', async () => {
  const after = await now();
  await make('slow', 'next');
  const options = ['--after', after, '--cursor-file', cursorFile];
  const tail = new Tail(...options, '--exec', 'cat; sleep 1');
  await tail.brings(1);
  expect(await tail.end('SIGTERM')).toBe(0);
  expect(tail.names).toEqual(['slow']);
  expect(await new Tail(...options).brings(1)).toEqual(['next']);
});

test('killed while the command runs, brings its event again', async () => {
  const after = await now();
  await make('interrupted');
  const options = ['--after', after, '--cursor-file', cursorFile];
  const tail = new Tail(...options, '--exec', 'cat; sleep 5');
  await tail.brings(1);
  tail.child.kill('SIGKILL');
  expect(await new Tail(...options).brings(1)).toEqual(['interrupted']);
});

test('mistakes are answered with what to do', async () => {
  const refusal = async (...options: string[]) => {
    const tail = new Tail(...options);
    return { exitCode: await tail.ended(), output: tail.output };
  };
  expect(runRapport(['tail'], {}).stderr).toContain('--url');
  expect(await refusal('--key', 'rk_wrong')).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/^UNAUTHENTICATED: [\s\S]*rapport key create/),
  });
  fs.writeFileSync(cursorFile, '');
  expect(await refusal('--cursor-file', cursorFile)).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/^CURSOR_INVALID: .*holds no cursor/),
  });
  const after = await now();
  await app.sql('select raise_event_epochs()');
  expect(await refusal('--after', after)).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/^CURSOR_EXPIRED: [\s\S]*Give one as --after: \S{22} /),
  });
});
