import { GeneratorError } from './generator-error.ts';

const WORDS = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** What definePlugin takes, and short enough for the longest name of an index: Postgres cuts it off after 63 letters. */
const MAX_ID = 28;
const MAX_PREFIX = 4;

/** What templates call a thing whose name is words in small letters with hyphens. */
export function namesOf(words: string) {
  const pascal = words.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return {
    kebab: words,
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    snake: words.replaceAll('-', '_'),
    text: words.replaceAll('-', ' '),
  };
}

export function assertPluginId(id: string): void {
  if (!WORDS.test(id) || id.length < 2 || id.length > MAX_ID)
    throw new GeneratorError(
      `"${id}" cannot be the id of a plugin.`,
      `Give 2 to ${MAX_ID} lower-case letters, digits or hyphens, beginning with a letter, such as wine-club.`,
    );
}

export function assertWords(name: string): void {
  if (!WORDS.test(name))
    throw new GeneratorError(
      `"${name}" is no name.`,
      'Give words in lower-case letters with hyphens between, such as tasting-note.',
    );
}

/** Beginning of the ids of records: two to four letters. The core's have three. */
export function prefixOf(plugin: string, record: string): string {
  const letters = (words: string) => words.replace(/[^a-z]/g, '');
  return (letters(plugin).slice(0, MAX_PREFIX - 1) + letters(record)).slice(0, MAX_PREFIX);
}
