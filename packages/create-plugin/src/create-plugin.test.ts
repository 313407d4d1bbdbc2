import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addPart } from './add-part.ts';
import { createPlugin } from './create-plugin.ts';

let parent: string;
let folder: string;
beforeAll(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-create-'));
  folder = createPlugin('wine-rack', parent);
});
afterAll(() => fs.rmSync(parent, { recursive: true, force: true }));

const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
const files = () =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));

test('a new plugin has its names in every file, and nothing is left of the template', () => {
  expect(files().sort()).toEqual([
    '.gitignore',
    'CHANGELOG.md',
    'README.md',
    'package.json',
    'src/contract.test.ts',
    'src/customer-fields.ts',
    'src/index.ts',
    'src/migrations/0001-create.ts',
    'src/note.record.ts',
    'tsconfig.json',
  ]);
  for (const file of files())
    expect({ file, text: read(file) }).not.toMatchObject({ text: expect.stringMatching(/\{\{|\}\}/) });
  const manifest = JSON.parse(read('package.json')) as { peerDependencies: object; dependencies?: object };
  expect(Object.keys(manifest.peerDependencies)).toEqual(['@rapport/core', '@rapport/sdk']);
  expect(manifest.dependencies).toBeUndefined();
  expect(read('src/index.ts')).toContain("id: 'wine-rack'");
  expect(read('src/migrations/0001-create.ts')).toContain('create table "wine_rack_note"');
});

test.each(['', 'W', 'Wine', 'wine_rack', 'wine-', '1wine', `w${'x'.repeat(28)}`, '../escape'])(
  'the id "%s" is refused, and nothing is written',
  (id) => {
    expect(() => createPlugin(id, parent)).toThrow('cannot be the id of a plugin');
    expect(fs.readdirSync(parent)).toEqual(['wine-rack']);
  },
);

test('what is there is never written over', () => {
  const before = read('src/index.ts');
  expect(() => createPlugin('wine-rack', parent)).toThrow('is there already');
  expect(read('src/index.ts')).toBe(before);
});

test('parts come into files of their own, and it is said where to list them', () => {
  const record = addPart(folder, 'record', 'tasting');
  expect(record.file).toBe('src/tasting.record.ts');
  expect(read(record.file)).toContain('export class WineRackTasting extends RecordBase');
  expect(record.next.join('\n')).toContain("import { WineRackTasting } from './tasting.record.js'");
  const job = addPart(folder, 'job', 'count-bottles');
  expect(read(job.file)).toMatch(/export const countBottles: PluginJob = \{\n {2}id: 'count-bottles'/);
  const scorer = addPart(folder, 'scorer', 'good-taste');
  expect(read(scorer.file)).toContain('export const goodTaste = defineScorer({');
  expect(scorer.next).toContain('src/index.ts: list goodTaste in `scorers`');
  expect(() => addPart(folder, 'job', 'count-bottles')).toThrow('is there already');
  expect(() => addPart(folder, 'job', 'Count')).toThrow('is no name');
  expect(() => addPart(parent, 'job', 'count')).toThrow('names no plugin');
});

test('a field comes to the others of its record type, or begins a class of its own', () => {
  expect(addPart(folder, 'field', 'favourite-grape').file).toBe('src/customer-fields.ts');
  expect(read('src/customer-fields.ts')).toMatch(
    /remark!: string \| null;\n\n {2}@field[^\n]+\n {2}favouriteGrape!: string \| null;\n\}\n$/,
  );
  const { file, next } = addPart(folder, 'field', 'pairing', { record: 'Interaction' });
  expect(read(file)).toContain('@ExtensionOf(() => Interaction');
  expect(next.join('\n')).toContain("import { WineRackInteraction } from './interaction-fields.js'");
});
