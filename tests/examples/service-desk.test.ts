import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.join(import.meta.dirname, '../..');

// What it does in two windows is tested in tests/browser, where there is a browser.
test('the types of the service desk fit', () => {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const check = () =>
    execFileSync(process.execPath, [tsc, '-p', path.join(root, 'examples/service-desk')], { encoding: 'utf8' });
  expect(check()).toBe('');
});
