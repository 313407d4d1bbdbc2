import fs from 'node:fs';
import path from 'node:path';
import { GeneratorError } from './generator-error.ts';
import { assertWords, namesOf, prefixOf } from './names.ts';
import { fillTemplate, writeNewFiles } from './template.ts';

export const parts = ['field', 'record', 'job', 'automation', 'scorer'] as const;
export type Part = (typeof parts)[number];

/** What a part needs besides its name. */
export interface PartOptions {
  /** Of a field: the record type of the core that gets it. */
  readonly record?: string;
}

export interface AddedPart {
  /** What was written, from the folder of the plugin. */
  readonly file: string;
  /** What is left to do by hand. */
  readonly next: readonly string[];
}

/** Writes a part of the plugin in this folder into a file of its own. Throws GeneratorError. */
export function addPart(
  folder: string,
  part: Part,
  name: string,
  { record = 'Customer' }: PartOptions = {},
): AddedPart {
  assertWords(name);
  const id = pluginIn(folder);
  const plugin = namesOf(id);
  const { kebab, pascal, camel, snake, text } = namesOf(name);
  const values = { kebab, plugin: plugin.pascal, pascal, camel, snake, text, record, prefix: prefixOf(id, name) };
  switch (part) {
    case 'record':
      return write(folder, `src/${name}.record.ts`, fillTemplate('parts/record.ts', values), [
        `src/index.ts: import { ${plugin.pascal}${pascal} } from './${name}.record.js';`,
        `src/index.ts: list ${plugin.pascal}${pascal} in \`records\``,
        ...MIGRATE,
      ]);
    case 'job':
    case 'automation':
    case 'scorer':
      return write(folder, `src/${name}.${part}.ts`, fillTemplate(`parts/${part}.ts`, values), [
        `src/index.ts: import { ${camel} } from './${name}.${part}.js';`,
        `src/index.ts: list ${camel} in \`${part}s\``,
        ...(part === 'scorer'
          ? ["src/index.ts: let `rights` say `{ Customer: { read: 'all' } }`: it reads customers"]
          : []),
      ]);
    case 'field':
      return addField(folder, values);
  }
}

const MIGRATE = [
  'npm run build && npm run migration: prints the SQL of a new file in src/migrations',
  'src/index.ts: list that in `migrations`',
];

function addField(folder: string, values: Readonly<Record<'plugin' | 'record', string>>): AddedPart {
  const file = `src/${values.record.toLowerCase()}-fields.ts`;
  const field = fillTemplate('parts/field.ts', values);
  const place = path.join(folder, file);
  if (!fs.existsSync(place)) {
    const name = `${values.plugin}${values.record}`;
    return write(folder, file, fillTemplate('parts/fields.ts', { ...values, field: field.trimEnd() }), [
      `src/index.ts: import { ${name} } from './${values.record.toLowerCase()}-fields.js';`,
      `src/index.ts: list ${name} in \`extensions\``,
      ...MIGRATE,
    ]);
  }
  const text = fs.readFileSync(place, 'utf8');
  const end = text.lastIndexOf('\n}');
  if (end === -1)
    throw new GeneratorError(`${file} ends with no class.`, 'Let the class with the fields be the last thing in it.');
  fs.writeFileSync(place, `${text.slice(0, end)}\n\n${field.trimEnd()}${text.slice(end)}`);
  return { file, next: MIGRATE };
}

function write(folder: string, file: string, text: string, next: readonly string[]): AddedPart {
  writeNewFiles(folder, new Map([[file, text]]));
  return { file, next };
}

/** Id of the plugin in a folder, as its package.json tells without running anything. */
function pluginIn(folder: string): string {
  const file = path.join(folder, 'package.json');
  const manifest = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest) : {};
  if (manifest.rapport?.id === undefined)
    throw new GeneratorError(
      `${file} names no plugin.`,
      'Run the command in the folder of a plugin, and let its package.json hold { "rapport": { "id": "wine-club" } }.',
    );
  return manifest.rapport.id;
}

interface Manifest {
  readonly rapport?: { readonly id?: string };
}
