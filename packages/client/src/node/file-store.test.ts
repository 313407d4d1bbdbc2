import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fileStore } from './file-store.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-cursor-'));
  file = path.join(folder, 'cursor');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('a cursor is kept for the next process', async () => {
  expect(await fileStore(file).get()).toBeUndefined();
  await fileStore(file).set('AAAA-first_1');
  await fileStore(file).set('AAAA-second_2');
  expect(await fileStore(file).get()).toBe('AAAA-second_2');
  expect(fs.readdirSync(folder)).toEqual(['cursor']);
});

test.each(['', 'two words', '{"cursor":"x"}'])('a file that holds %j is no beginning', async (content) => {
  fs.writeFileSync(file, content);
  await expect(fileStore(file).get()).rejects.toMatchObject({ code: 'CURSOR_INVALID', hint: expect.any(String) });
});

test('the file is whole whenever the process is killed', async () => {
  const script = `
    import { fileStore } from ${JSON.stringify(path.join(import.meta.dirname, '../../dist/node/index.js'))};
    const store = fileStore(${JSON.stringify(file)});
    for (let number = 0; ; number++) await store.set(String(number).padStart(5_000, '0'));`;
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
    while (!fs.existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await fileStore(file).get()).toHaveLength(5_000);
    fs.rmSync(file);
  }
});
