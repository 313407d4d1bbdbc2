/** Letters that Unicode does not take apart into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};
const SPECIAL_LETTERS = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');
/** In other scripts a mark makes another letter: が is not か. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu;

/**
 * The form in which texts are compared by a search: compatibility forms are one (Ａ is A), so are capital and small
 * letters, and Latin, Greek and Cyrillic letters lose their accents. Done here and not by the database, whose `lower`
 * knows nothing beyond ASCII under the collation "C".
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(SPECIAL_LETTERS, (letter) => plainLetters[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Scripts that are written without spaces between words, or in which one character says much. */
const IDEOGRAPHIC =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\p{Script=Thai}ー]+';
const WORD = new RegExp(`(?<characters>${IDEOGRAPHIC})|(?:(?!${IDEOGRAPHIC})[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const APOSTROPHES = /['’ʼ＇]/gu;

/** A run of letters and digits, or of characters of a script without spaces. */
export interface Word {
  readonly text: string;
  readonly ideographic: boolean;
}

/** The words of a folded text. */
export function wordsOf(folded: string): Word[] {
  return [...folded.replace(APOSTROPHES, '').matchAll(WORD)].map((match) => ({
    text: match[0],
    ideographic: match.groups?.characters !== undefined,
  }));
}

const NUMBER = /^[+(]?\d[\d\s()./-]*$/;

/** The digits of what is written like a telephone number; undefined for anything else. */
export function digitsOf(folded: string): string | undefined {
  return NUMBER.test(folded) ? folded.replace(/\D/g, '') : undefined;
}

export const reversed = (text: string): string => [...text].reverse().join('');
