import { foldText } from '@rapport/sdk';

const HAN = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}';
const WORD = new RegExp(`([${HAN}]+)|((?:(?![${HAN}])[\\p{L}\\p{N}])+)`, 'gu');
const MAX_TERM = 40;
const MAX_TERMS = 400;

/**
 * The terms by which texts are compared, with how often each occurs: words of at least two letters, and pairs of
 * characters where words have no spaces between them.
 */
export function termsOf(text: string): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (term: string) => {
    if (terms.size < MAX_TERMS || terms.has(term)) terms.set(term, (terms.get(term) ?? 0) + 1);
  };
  for (const [, characters, word] of foldText(text).matchAll(WORD)) {
    const letters = [...(characters ?? '')];
    if (letters.length === 1) add(letters[0] ?? '');
    for (let at = 1; at < letters.length; at++) add(`${letters[at - 1]}${letters[at]}`);
    if (word && word.length > 1) add(word.slice(0, MAX_TERM));
  }
  return terms;
}

/** How much each term says of a text: often is more than once, and a word of a short text more than one of a long one. */
export function weightsOf(text: string): { readonly term: string; readonly weight: number }[] {
  const terms = termsOf(text);
  const length = [...terms.values()].reduce((sum, count) => sum + count, 0);
  return [...terms].map(([term, count]) => ({ term, weight: Math.sqrt(count) / Math.sqrt(length) }));
}
