import { digitsOf, foldText, reversed, type Word, wordsOf } from './fold.ts';
import type { SearchWay } from './searched-field.ts';

/**
 * What a token is a part of: a word or character of a name, or a whole value from its beginning, from its end, or as
 * it is; or a record of a list. One letter, because it stands in every row.
 */
export const tokenKinds = { word: 'w', beginning: 'b', ending: 'e', exact: 'x', reference: 'r' } as const;
export type TokenKind = keyof typeof tokenKinds;

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Longer values are found by their first characters. */
export const MAX_TOKEN_LENGTH = 100;
/** Beginnings of words so short are tokens of their own; longer ones are a range of tokens. */
export const SHORT_BEGINNING = 2;
/** The last digits of a number say nothing before there are so many. */
export const MIN_ENDING = 3;

/** The tokens under which a value is found; each once. */
export function tokensOf(value: string, ways: readonly SearchWay[]): Token[] {
  const folded = foldText(value);
  const tokens = new Map(ways.flatMap((way) => tokensBy[way](folded)).map((token) => [token.kind + token.text, token]));
  return [...tokens.values()];
}

const clipped = (text: string): string => [...text].slice(0, MAX_TOKEN_LENGTH).join('');

const tokensBy: Readonly<Record<SearchWay, (folded: string) => Token[]>> = {
  // The whole name is there too: whose name begins with what was typed comes first.
  name: (folded) => [...wordsOf(folded).flatMap(wordTokens), ...tokensBy.beginning(folded)],
  beginning: (folded) => (folded === '' ? [] : [{ kind: 'beginning', text: clipped(folded) }]),
  ending: (folded) => {
    const digits = digitsOf(folded);
    return digits === undefined || digits.length < MIN_ENDING
      ? []
      : [{ kind: 'ending', text: clipped(reversed(digits)) }];
  },
  exact: (folded) => (folded === '' ? [] : [{ kind: 'exact', text: clipped(folded) }]),
};

function wordTokens({ text, ideographic }: Word): Token[] {
  const characters = [...text];
  const texts = ideographic
    ? [...characters, ...pairsOf(characters)]
    : [clipped(text), ...characters.slice(0, SHORT_BEGINNING).map((_, end) => characters.slice(0, end + 1).join(''))];
  return texts.map((each) => ({ kind: 'word', text: each }));
}

export const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
