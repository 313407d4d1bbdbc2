import fs from 'node:fs';
import path from 'node:path';
import { assertPluginId, namesOf, prefixOf } from './names.ts';
import { fillTemplates, writeNewFiles } from './template.ts';

/** Writes a plugin with this id into a folder of that name; returns the folder. Throws GeneratorError. */
export function createPlugin(id: string, parent: string): string {
  assertPluginId(id);
  const folder = path.join(parent, id);
  const { pascal, camel, snake, text } = namesOf(id);
  const prefix = prefixOf(id, 'note');
  const year = String(new Date().getFullYear());
  writeNewFiles(
    folder,
    fillTemplates('plugin', { id, pascal, camel, snake, text, prefix, year, version: ownVersion() }),
  );
  return folder;
}

/** All packages of Rapport have one version. */
function ownVersion(): string {
  const file = path.join(import.meta.dirname, '../package.json');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}
