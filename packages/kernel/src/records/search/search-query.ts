import { RapportError } from '../../errors/index.ts';
import type { InputContext } from '../field-kind.ts';
import { nationalDigits } from '../kinds/index.ts';
import { digitsOf, foldText, reversed, type Word, wordsOf } from './fold.ts';
import { MIN_ENDING, pairsOf, SHORT_BEGINNING, type TokenKind } from './tokens.ts';

export const MAX_QUERY_LENGTH = 100;
/** Each is a question to the index for every searched field. */
export const MAX_QUERY_TERMS = 6;
/** Words between signs count here: `mei-ling` is two. */
const MAX_QUERY_WORDS = 12;
/** Pairs of characters after which a long Chinese name is distinct enough. */
const MAX_PAIRS = 6;
/** Shorter beginnings of whole values lead to too many. */
const MIN_BEGINNING = 3;

/** A question to the token index: tokens equal to a text, or beginning with it. */
export interface Needle {
  readonly kind: TokenKind;
  readonly match: 'equal' | 'prefix';
  readonly text: string;
}

/** A part of the query between spaces, with the needles for each way in which a field can be searched. */
export interface Term {
  /** All of these must be in one name. */
  readonly name: readonly Needle[];
  readonly beginning: readonly Needle[];
  readonly ending: readonly Needle[];
  readonly exact: readonly Needle[];
  /** It is a telephone number from its first digit to its last. */
  readonly isWholeNumber: boolean;
}

/** What somebody typed, taken apart. */
export interface SearchQuery {
  /** All of them must be found, in whatever field. */
  readonly terms: readonly Term[];
  /** The whole text, as the beginning of a name. */
  readonly whole: Needle;
}

/** The query without its texts: what decides how it is asked. */
export function shapeOf({ terms, whole }: SearchQuery): SearchQuery {
  const blank = (needle: Needle): Needle => ({ ...needle, text: '' });
  return {
    terms: terms.map(({ name, beginning, ending, exact }) => ({
      name: name.map(blank),
      beginning: beginning.map(blank),
      ending: ending.map(blank),
      exact: exact.map(blank),
      isWholeNumber: false,
    })),
    whole: blank(whole),
  };
}

/** Reads a query; refuses what is empty or too long. */
export function readQuery(value: unknown, path: string, context: InputContext = NO_CONTEXT): SearchQuery {
  const written = String(value);
  if ([...written].length > MAX_QUERY_LENGTH || !written.isWellFormed() || written.includes('\u0000'))
    refuse(path, `at most ${MAX_QUERY_LENGTH} characters of valid text can be searched for.`);
  const folded = foldText(written);
  const words = wordsOf(folded).length;
  if (words === 0) refuse(path, 'has neither letters nor digits to search for.');
  // A telephone number is one thing, however it is spaced.
  const parts =
    digitsOf(folded) === undefined ? folded.split(' ').filter((part) => wordsOf(part).length > 0) : [folded];
  if (parts.length > MAX_QUERY_TERMS || words > MAX_QUERY_WORDS)
    refuse(path, `at most ${MAX_QUERY_TERMS} words can be searched for at once.`);
  return {
    terms: parts.map((part) => termOf(part, context)),
    whole: { kind: 'beginning', match: 'prefix', text: folded },
  };
}

const NO_CONTEXT: InputContext = { defaultCountry: undefined };

function termOf(part: string, { defaultCountry }: InputContext): Term {
  const digits = digitsOf(part);
  const national = digits && nationalDigits(part, defaultCountry);
  return {
    name: wordsOf(part).flatMap(wordNeedles),
    beginning: part.length < MIN_BEGINNING ? [] : [{ kind: 'beginning', match: 'prefix', text: part }],
    ending:
      digits === undefined || digits.length < MIN_ENDING
        ? []
        : [{ kind: 'ending', match: 'prefix', text: reversed(national ?? digits) }],
    exact: [{ kind: 'exact', match: 'equal', text: part }],
    isWholeNumber: national !== undefined,
  };
}

function wordNeedles({ text, ideographic }: Word): Needle[] {
  const characters = [...text];
  const equal = (each: string): Needle => ({ kind: 'word', match: 'equal', text: each });
  if (ideographic) return characters.length === 1 ? [equal(text)] : pairsOf(characters).slice(0, MAX_PAIRS).map(equal);
  return [characters.length <= SHORT_BEGINNING ? equal(text) : { kind: 'word', match: 'prefix', text }];
}

function refuse(path: string, problem: string): never {
  throw new RapportError('SEARCH_INVALID', `${path}: ${problem}`, { field: path });
}
