import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import currencyCodes from 'currency-codes';
import fc from 'fast-check';
import type { Field } from '../record-type.ts';
import { decimal } from './decimal.ts';
import { formatMinor, minorUnitDigits, parseMinor } from './money.ts';
import { email, longText, phone, text } from './text.ts';
import { isDate, isInstant } from './time.ts';

const CURRENCIES = ['TWD', 'JPY', 'KWD', 'CLF', 'USD', 'CNY', 'HKD'];
const LARGEST = 2n ** 63n - 1n;
const amounts = fc.bigInt({ min: -LARGEST, max: LARGEST });

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

describe('money', () => {
  test('what is written as decimal text is read back to the same minor units', () => {
    fc.assert(
      fc.property(amounts, fc.constantFrom(...CURRENCIES), (minor, currency) => {
        expect(parseMinor(formatMinor(minor, currency), currency, 'p')).toBe(minor);
      }),
    );
  });

  test('the database writes every amount as the code does', async () => {
    const cases = fc.sample(fc.tuple(amounts, fc.constantFrom(...CURRENCIES)), { seed: 1, numRuns: 500 });
    cases.push([0n, 'TWD'], [-1n, 'TWD'], [-1n, 'KWD'], [5n, 'JPY'], [LARGEST, 'USD'], [-LARGEST, 'USD']);
    const rows = await app.sql<{ text: string; sum: string }>(
      'select money_text(minor, currency) as text, money_text(minor::numeric, currency) as sum from unnest($1::bigint[], $2::text[]) as given(minor, currency)',
      [cases.map(([minor]) => minor.toString()), cases.map(([, currency]) => currency)],
    );
    const expected = cases.map(([minor, currency]) => formatMinor(minor, currency));
    expect(rows.map(({ text: amount }) => amount)).toEqual(expected);
    expect(rows.map(({ sum }) => sum)).toEqual(expected);
  });

  test('the database knows the digits of every currency of ISO 4217', async () => {
    const codes = currencyCodes.data.map(({ code }) => code);
    const rows = await app.sql<{ text: string }>(
      'select money_text(123456::bigint, code) as text from unnest($1::text[]) code',
      [codes],
    );
    expect(rows.map(({ text: amount }) => amount)).toEqual(codes.map((code) => formatMinor(123_456n, code)));
  });

  test('ISO 4217 decides on the digits', () => {
    expect(['TWD', 'JPY', 'KWD', 'CLF'].map(minorUnitDigits)).toEqual([2, 0, 3, 4]);
    expect(minorUnitDigits('XYZ')).toBeUndefined();
  });

  test('whole numbers are minor units, texts are major units', () => {
    expect(parseMinor(1250, 'TWD', 'p')).toBe(1250n);
    expect(parseMinor('1250', 'TWD', 'p')).toBe(125000n);
    expect(parseMinor('12.5', 'TWD', 'p')).toBe(1250n);
    expect(parseMinor('-0.05', 'USD', 'p')).toBe(-5n);
  });

  test.each([1.5, '1.234', '1,5', '', 'abc', '1e5', null, Number.NaN, '9223372036854775808'])(
    '%j is no amount',
    (amount) => {
      expect(() => parseMinor(amount, amount === '9223372036854775808' ? 'JPY' : 'TWD', 'p')).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      );
    },
  );
});

describe('instants and days', () => {
  test.each([
    '2026-03-01T09:30:00Z',
    '2026-03-01T09:30Z',
    '2026-03-01T09:30:00.123456+08:00',
    '2024-02-29T00:00:00-11:30',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('%s is an instant', (value) => {
    expect(isInstant(value)).toBe(true);
  });

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T23:59:60Z',
    '2026-03-01T09:30:00',
    '2026-03-01',
    '0000-01-01T00:00:00Z',
    '2026-03-01T09:30:00+15:00',
    'now',
    'infinity',
    '',
  ])('%s is none', (value) => {
    expect(isInstant(value)).toBe(false);
  });

  test('a day is one of the calendar', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(isDate(date.toISOString().slice(0, 10))).toBe(true);
        },
      ),
    );
    for (const value of ['2026-02-30', '2025-02-29', '2026-00-10', '2026-1-1', '10000-01-01'])
      expect(isDate(value)).toBe(false);
  });
});

describe('texts', () => {
  const field = (values: Partial<Field> = {}) => ({ name: 'f', nullable: true, ...values }) as Field;
  const context = { defaultCountry: 'TW' };

  test('are trimmed and normalised, and an empty one is missing', () => {
    expect(text.accept('  Zoe\u0308 ', field(), 'p', context)).toEqual(['Zoë']);
    expect(text.accept('  ', field(), 'p', context)).toEqual([null]);
    expect(longText.accept('a\n\tb', field(), 'p', context)).toEqual(['a\n\tb']);
  });

  test('are measured in characters, not in UTF-16 units', () => {
    expect(text.accept('😀😀', field({ maxLength: 2 }), 'p', context)).toEqual(['😀😀']);
    expect(() => text.accept('王王王', field({ maxLength: 2 }), 'p', context)).toThrow(/has 3 characters; at most 2/);
  });

  test('e-mail addresses are kept in lower case', () => {
    expect(email.accept('Anna.Lee@Example.COM', field(), 'p', context)).toEqual(['anna.lee@example.com']);
    for (const bad of [
      'anna',
      'anna@',
      '@example.com',
      'a b@example.com',
      'anna@exa mple.com',
      'anna@example..com',
      'anna\u0007@example.com',
      `${'a'.repeat(250)}@example.com`,
    ]) {
      expect(() => email.accept(bad, field(), 'p', context)).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      );
    }
  });

  test("telephone numbers are kept in E.164 form, without a country as the tenant's", () => {
    expect(phone.accept('0912-345-678', field(), 'p', context)).toEqual(['+886912345678']);
    expect(phone.accept('+86 138 0013 8000', field(), 'p', context)).toEqual(['+8613800138000']);
    expect(phone.accept('(02) 2345-6789', field(), 'p', context)).toEqual(['+886223456789']);
    for (const bad of ['0912345678', '12'])
      expect(() => phone.accept(bad, field(), 'p', { defaultCountry: undefined })).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      );
    expect(() => phone.accept('0912-345-678', field(), 'p', { defaultCountry: undefined })).toThrow(
      /the tenant has no default country/,
    );
    expect(() => phone.accept('+999 123 456 789', field(), 'p', { defaultCountry: undefined })).toThrow(
      /of any country/,
    );
    expect(() => phone.accept('+999 123 456 789', field(), 'p', context)).toThrow(/of any country/);
  });
});

describe('a decimal number', () => {
  const field = { name: 'ratio', scale: 3, min: -1000 } as Field;
  const context = { defaultCountry: undefined };

  test('is kept exactly, and shown by the code as the database shows it', async () => {
    const units = fc.sample(amounts, { seed: 2, numRuns: 200 });
    const rows = await app.sql<{ shown: string }>(
      `select ${decimal.json.shape === 'scalar' ? decimal.json.sql(['units'], field) : ''} as shown from unnest($1::bigint[]) units`,
      [units.map(String)],
    );
    expect(rows.map(({ shown }) => JSON.parse(shown))).toEqual(units.map((each) => decimal.show([each], field)));
    for (const each of units.filter((unit) => unit >= -1_000_000n))
      expect(decimal.accept(decimal.show([each], field), field, 'p', context)).toEqual([each.toString()]);
  });

  test.each(['1.2345', '1e3', '', 'x', '99999999999999999999', '-1000.001'])('refuses %j', (value) => {
    expect(() => decimal.accept(value, field, 'p', context)).toThrow('p: ');
  });
});
