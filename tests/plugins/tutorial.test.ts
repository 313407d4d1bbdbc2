import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { blocksOf } from '../readme/readme.ts';

const PAGE = 'docs/plugins/wine-club.md';
const example = path.join(import.meta.dirname, '../../examples/plugin-wine-club');
const blocks = blocksOf(PAGE).filter(({ language }) => language === 'ts');

test.each(blocks.map((block) => [block.label, block.text]))('%s is the file of the example', (file, text) => {
  expect(text).toBe(fs.readFileSync(path.join(example, file), 'utf8'));
});

test('every file of the example is told', () => {
  const files = fs.readdirSync(path.join(example, 'src')).filter((name) => name.endsWith('.ts'));
  expect(blocks.map(({ label }) => label).sort()).toEqual(files.map((name) => `src/${name}`).sort());
});
