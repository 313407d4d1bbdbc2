import type { Needle, SearchQuery } from './search-query.ts';
import { type MatchKind, matchKinds } from './search-reader.ts';
import { type SearchedField, shownName, tokenField } from './searched-field.ts';
import { type TokenKind, tokenKinds } from './tokens.ts';

/** A field by which a record was found, and how well it fits. */
export interface SearchMatch {
  readonly field: string;
  readonly how: MatchKind;
}

/** By which fields a record with these tokens was found; the closest match of each field. */
export function matchesOf(
  fields: readonly SearchedField[],
  query: SearchQuery,
  tokens: readonly string[],
): SearchMatch[] {
  const held = new Set(tokens);
  return fields
    .flatMap((searched): SearchMatch[] => {
      const texts = (kind: TokenKind) => {
        const prefix = `${tokenField(searched.type, searched.field)} ${tokenKinds[kind]} `;
        return [...held].filter((token) => token.startsWith(prefix)).map((token) => token.slice(prefix.length));
      };
      const how = matchKinds.find((kind) => fits[kind](query, searched, texts));
      return how ? [{ field: shownName(searched), how }] : [];
    })
    .sort((a, b) => matchKinds.indexOf(a.how) - matchKinds.indexOf(b.how));
}

type Texts = (kind: TokenKind) => readonly string[];

const holds = (texts: Texts, { kind, match, text }: Needle, whole = false): boolean =>
  texts(kind).some((token) => (match === 'equal' || whole ? token === text : token.startsWith(text)));

const fits: Readonly<Record<MatchKind, (query: SearchQuery, field: SearchedField, texts: Texts) => boolean>> = {
  EXACT: ({ terms, whole }, { ways }, texts) =>
    holds(texts, whole, true) ||
    terms.some(
      ({ exact, ending, isWholeNumber }) =>
        (ways.includes('exact') && exact.some((needle) => holds(texts, needle))) ||
        ending.some((needle) => holds(texts, needle, !isWholeNumber)),
    ),
  BEGINNING: ({ terms, whole }, { ways }, texts) =>
    holds(texts, whole) ||
    (ways.includes('beginning') && terms.some(({ beginning }) => beginning.some((needle) => holds(texts, needle)))),
  ENDING: ({ terms }, _field, texts) => terms.some(({ ending }) => ending.some((needle) => holds(texts, needle))),
  WORD: ({ terms }, _field, texts) =>
    terms.some(({ name }) => name.length > 0 && name.every((needle) => holds(texts, needle))),
};
