import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { belongsTo, field } from '../field.decorators.ts';
import { Record, RecordBase } from '../record.decorator.ts';
import { digitsOf, foldText, wordsOf } from './fold.ts';
import { type Needle, readQuery } from './search-query.ts';
import { MAX_TOKEN_LENGTH, tokensOf } from './tokens.ts';

const letters = fc.constantFrom(...'abcdefzéüßøñçŁ');
const word = fc.string({ unit: letters, minLength: 1, maxLength: 8 });
const characters = fc.string({ unit: fc.constantFrom(...'王小明陳怡君大同'), minLength: 1, maxLength: 5 });
const name = fc.array(fc.oneof(word, characters), { minLength: 1, maxLength: 4 });

const texts = (value: string, way: Parameters<typeof tokensOf>[1][number], kind: string) =>
  tokensOf(value, [way])
    .filter((token) => token.kind === kind)
    .map(({ text }) => text);

const found = (value: string, way: Parameters<typeof tokensOf>[1][number], { kind, match, text }: Needle) =>
  texts(value, way, kind).some((token) => (match === 'equal' ? token === text : token.startsWith(text)));

describe('texts are folded', () => {
  test.each([
    ['Ａｎｎａ　Ｗｅｉß', 'anna weiss'],
    ['José  GARCÍA', 'jose garcia'],
    ['Łódź', 'lodz'],
    ['Ærø', 'aero'],
    ['Ελένη', 'ελενη'],
    ['がぎ', 'がぎ'],
    ['ﬁn', 'fin'],
    ['İstanbul', 'istanbul'],
  ])('%s becomes %s', (text, folded) => expect(foldText(text)).toBe(folded));

  test('to one form, whatever form they had, and no further', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const folded = foldText(text);
        return foldText(text.normalize('NFD')) === folded && foldText(folded) === folded;
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('names become tokens', () => {
  test('characters and pairs, words with their first letters, and the whole', () => {
    expect(tokensOf('王小明 Anna', ['name']).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      ...['王', '小', '明', '王小', '小明', 'anna', 'a', 'an'].map((text) => `word ${text}`),
      'beginning 王小明 anna',
    ]);
  });

  test('scripts beside each other are words of their own', () => {
    expect(wordsOf(foldText("王Anna's 3號")).map(({ text }) => text)).toEqual(['王', 'annas', '3', '號']);
  });

  test('under which every beginning of every word finds them, and every run of characters', () => {
    fc.assert(
      fc.property(name, fc.nat(), fc.nat(), (parts, from, length) => {
        const value = parts.join(' ');
        const part = [...(parts[from % parts.length] ?? '')];
        const isChinese = /\p{Script=Han}/u.test(part.join(''));
        const start = isChinese ? from % part.length : 0;
        const typed = part.slice(start, start + 1 + (length % part.length)).join('');
        const needles = readQuery(typed, 'query').terms.flatMap((term) => term.name);
        return needles.length > 0 && needles.every((needle) => found(value, 'name', needle));
      }),
      { numRuns: 2_000 },
    );
  });

  test('and a word that begins otherwise does not', () => {
    const [needle] = readQuery('xq', 'query').terms[0]?.name ?? [];
    fc.assert(fc.property(name, (parts) => needle !== undefined && !found(parts.join(' '), 'name', needle)));
  });
});

describe('numbers, addresses and keys become tokens', () => {
  test.each([
    ['+886912345678', '876543219688'],
    ['(02) 2345-6789', '9876543220'],
  ])('%s is found from its end', (value, token) => expect(texts(value, 'ending', 'ending')).toEqual([token]));

  test('what is no number has no end', () => {
    expect(tokensOf('anna5678@example.com', ['ending'])).toEqual([]);
    expect(digitsOf('12 monkeys')).toBeUndefined();
  });

  test('the last digits find a number, whatever stands between them', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 8, maxLength: 12 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 3, max: 7 }), (number, length) => {
        const typed = number.slice(-length);
        const needles = readQuery(typed, 'query').terms[0]?.ending ?? [];
        return needles.length === 1 && needles.every((needle) => found(number, 'ending', needle));
      }),
    );
  });

  test('a value of several sorts is found in each of its ways', () => {
    expect(tokensOf('+886 912', ['beginning', 'ending', 'exact']).map(({ kind }) => kind)).toEqual([
      'beginning',
      'ending',
      'exact',
    ]);
  });

  test('no token is longer than an index takes, and none is there twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (value) => {
        const tokens = tokensOf(value, ['name', 'beginning', 'ending', 'exact']);
        const keys = new Set(tokens.map(({ kind, text }) => `${kind} ${text}`));
        return keys.size === tokens.length && tokens.every(({ text }) => [...text].length <= MAX_TOKEN_LENGTH);
      }),
    );
  });
});

describe('a declaration is refused', () => {
  const common = { description: 'Something.', grants: {} };

  class Part extends RecordBase {
    whole!: unknown;
    size!: number;
  }
  field.int({ description: 'How large.' })(Part.prototype, 'size');
  belongsTo(() => Part, { description: 'What it belongs to.' })(Part.prototype, 'whole');

  test.each([
    ['of what is no text', { fields: { size: 'name' } } as const, '"size", which is no text field'],
    ['of what is not there', { fields: { title: 'name' } } as const, '"title", which is no text field'],
    ['that leads where nothing leads back', { of: 'whole', fields: {} } as const, 'no reference with an inverse'],
  ])('%s', (_what, search, problem) => {
    expect(() => Record({ ...common, prefix: 'prt', search })(Part)).toThrow(problem);
  });
});
