import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** Pages whose examples are run by tests: the README and everything under docs. */
export function documentedPages(): string[] {
  const docs = fs
    .readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => path.join('docs', name))];
}

export interface Block {
  readonly page: string;
  readonly language: string;
  /** What follows the language in the fence: a name, or a mark such as `variables`. */
  readonly label: string;
  readonly text: string;
}

/** Fenced blocks of a page. */
export function blocksOf(page: string): Block[] {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)[ \t]*([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', label = '', content = '']) => ({ page, language, label: label.trim(), text: content }),
  );
}

/** A block of the README by its language and label. */
export function readmeBlock(language: string, label: string): string {
  const block = blocksOf('README.md').find((one) => one.language === language && one.label === label);
  if (!block) throw new Error(`README.md has no block "${language} ${label}".`);
  return block.text;
}

/** Pages that tell of a plugin. Tests with that plugin ask what they show. */
const OF_PLUGINS = ['docs/plugins.md', 'docs/scoring.md', 'docs/real-estate.md'];

/** Every GraphQL operation that the documentation shows, without those that ask a plugin which the product has not. */
export const documentedOperations = (): Block[] =>
  documentedPages()
    .flatMap(blocksOf)
    .filter(({ language, page }) => language === 'graphql' && !OF_PLUGINS.includes(page));
