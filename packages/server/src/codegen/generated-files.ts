import fs from 'node:fs';
import path from 'node:path';
import type { Installation } from '@rapport/kernel';
import { printSchema } from 'graphql';
import { pluginPage } from './plugin-page.ts';

/** What programs and people need of an installation, by file. */
export function generatedFiles(installation: Installation): ReadonlyMap<string, string> {
  return new Map([
    ['schema.graphql', `${printSchema(installation.fullSchema)}\n`],
    ['codegen.json', `${JSON.stringify(TYPED_DOCUMENTS, null, 2)}\n`],
    ...installation.plugins.map((plugin): [string, string] => [
      `plugins/${plugin.id}.md`,
      pluginPage(installation, plugin),
    ]),
  ]);
}

/** For GraphQL Code Generator: types of the operations beside it, as docs/client.md asks for them. */
const TYPED_DOCUMENTS = {
  schema: 'schema.graphql',
  documents: '../src/**/*.graphql',
  generates: {
    'operations.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        strictScalars: true,
        useTypeImports: true,
        scalars: {
          Date: 'string',
          DateTime: 'string',
          Decimal: { input: 'string | number', output: 'string' },
          JSON: 'unknown',
          MoneyAmount: { input: 'string | number', output: 'string' },
        },
      },
    },
  },
};

/** Files of the folder that are not what the plugins say, with why. Files of others are left alone. */
export function findDrift(folder: string, files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([name, text]) => {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) return [`${file} is missing.`];
    return fs.readFileSync(file, 'utf8') === text ? [] : [`${file} is not what the plugins say.`];
  });
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}
