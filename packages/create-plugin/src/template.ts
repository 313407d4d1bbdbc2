import fs from 'node:fs';
import path from 'node:path';
import { GeneratorError } from './generator-error.ts';

const SUFFIX = '.tmpl';
/** Beside `src` and `dist`. */
const folder = path.join(import.meta.dirname, '../template');

export type Values = Readonly<Record<string, string>>;

/** The text of a template with its values: `{{name}}`. */
export function fillTemplate(name: string, values: Values): string {
  return fill(fs.readFileSync(path.join(folder, name + SUFFIX), 'utf8'), values);
}

/** Texts by name, as all templates below a folder give them. */
export function fillTemplates(name: string, values: Values): Map<string, string> {
  const root = path.join(folder, name);
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(SUFFIX));
  return new Map(
    files
      .sort()
      .map((file) => [
        fill(file.slice(0, -SUFFIX.length), values),
        fillTemplate(path.join(name, file.slice(0, -SUFFIX.length)), values),
      ]),
  );
}

function fill(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A template asks for ${name}.`);
    return value;
  });
}

/** Writes files that are not there yet: all of them or none. */
export function writeNewFiles(root: string, files: ReadonlyMap<string, string>): void {
  const there = [...files.keys()].find((file) => fs.existsSync(path.join(root, file)));
  if (there !== undefined)
    throw new GeneratorError(`${path.join(root, there)} is there already.`, 'Choose another name, or move it away.');
  for (const [file, text] of files) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
}
