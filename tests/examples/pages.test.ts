import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.join(import.meta.dirname, '../..');

// What they do in two windows is tested in tests/browser, where there is a browser.
test.each(['service-desk', 'sales-board'])('the types of the page %s fit', (name) => {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const check = () =>
    execFileSync(process.execPath, [tsc, '-p', path.join(root, 'examples', name)], { encoding: 'utf8' });
  expect(check()).toBe('');
});
