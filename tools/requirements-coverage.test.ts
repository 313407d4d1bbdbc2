import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const tool = path.join(import.meta.dirname, 'requirements-coverage.mjs');
const run = (cwd: string) => spawnSync(process.execPath, [tool], { cwd, encoding: 'utf8' });

describe('tags in the names of tests', () => {
  test('are ids of requirements, invariants and guarantees', () => {
    const { status, stdout, stderr } = run(path.join(import.meta.dirname, '..'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^GU14$/m);
  });

  test('are found wherever its cases come from', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-tags-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const ways = [
      "test.each(cases)('[B7] %s',",
      "test.each(Object.entries(cases))('[B8] %s',",
      "test.each([\n  ['one'],\n])('[B9] %s',",
    ];
    fs.writeFileSync(path.join(folder, 'some.test.ts'), ways.map((way) => `${way} () => {});\n`).join(''));
    const { stdout } = run(folder);
    fs.rmSync(folder, { recursive: true });
    expect(stdout.match(/^B\d$/gm)).toEqual(['B7', 'B8', 'B9']);
  });

  test('that are no such id fail, with the tests that carry them', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-tags-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const named = (tag: string) => `test('[${tag}] holds', () => {});`;
    fs.writeFileSync(path.join(folder, 'some.test.ts'), `${named('B7')}\n${named('GU99')}\n`);
    const { status, stderr } = run(folder);
    fs.rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(stderr).toBe(
      '[GU99] is no requirement, invariant or guarantee of tools/requirement-ids.json:\n  some.test.ts: [GU99] holds\n',
    );
  });
});
