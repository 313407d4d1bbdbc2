import type { CountryCode } from 'libphonenumber-js';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { RapportError } from '../../errors/index.ts';
import { type FieldKind, type InputContext, leafOperators } from '../field-kind.ts';
import type { Field } from '../record-type.ts';
import { reject } from './reject.ts';

/** The HTML standard's rule for e-mail addresses: https://html.spec.whatwg.org/#valid-e-mail-address */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const EMAIL_MAX_LENGTH = 254;
const REQUIRED = { nullable: false };
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;
const LINE_BREAKS_AND_TABS = /[\t\n\r]/g;

/** Checks what no stored text may hold, and the field's length in characters. */
function checkText(
  value: unknown,
  field: Pick<Field, 'maxLength' | 'nullable'>,
  path: string,
  multiline: boolean,
): string {
  if (typeof value !== 'string') reject(path, 'must be a text.');
  if (!value.isWellFormed()) reject(path, 'holds half of a surrogate pair, so it is not valid Unicode.');
  if (CONTROL_CHARACTERS.test(multiline ? value.replace(LINE_BREAKS_AND_TABS, '') : value)) {
    reject(path, multiline ? 'holds control characters.' : 'holds control characters or line breaks.');
  }
  const text = value.trim().normalize('NFC');
  const length = [...text].length;
  if (field.maxLength !== undefined && length > field.maxLength) {
    reject(path, `has ${length} characters; at most ${field.maxLength} are allowed.`);
  }
  if (text === '' && !field.nullable) reject(path, 'must not be blank.');
  return text;
}

const stored = (text: string) => [text === '' ? null : text];

/** Texts of any length and form may be searched for, but only texts that the database can hold. */
function searchable(value: unknown, path: string): string {
  const text = String(value);
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw new RapportError('FILTER_INVALID', `${path}: holds a character that no text can hold.`, { field: path });
  }
  return text.normalize('NFC');
}

const comparableText: FieldKind['comparable'] = (value, _field, path) => [searchable(value, path)];

const textKind = (
  name: string,
  accept: FieldKind['accept'],
  comparable: FieldKind['comparable'] = comparableText,
): FieldKind => ({
  name,
  // The C collation is the same everywhere, and its comparisons are the fastest.
  columns: [{ suffix: '', type: 'text', collation: 'C' }],
  output: () => () => String,
  inputType: () => 'String',
  operators: leafOperators.filter((operator) => operator !== 'containsAny'),
  orderable: true,
  grouping: 'value',
  measures: ['countDistinct'],
  accept,
  comparable,
  show: ([value]) => value,
  json: { shape: 'scalar', sql: ([column]) => `to_json(${column})` },
});

/** One line of text. */
export const text = textKind('text', (value, field, path) => stored(checkText(value, field, path, false)));

/** Text with line breaks. */
export const longText: FieldKind = {
  ...textKind('longText', (value, field, path) => stored(checkText(value, field, path, true))),
  orderable: false,
  grouping: 'none',
  measures: [],
};

/** The one form of an e-mail address: lower case. */
export function normaliseEmail(value: unknown, path: string, { nullable }: Pick<Field, 'nullable'> = REQUIRED): string {
  const address = checkText(value, { nullable, maxLength: EMAIL_MAX_LENGTH }, path, false).toLowerCase();
  if (address !== '' && !EMAIL.test(address)) reject(path, 'is not an e-mail address.');
  return address;
}

/** The one form of a telephone number: E.164 (`+886912345678`). */
export function normalisePhone(
  value: unknown,
  path: string,
  { defaultCountry }: InputContext,
  { nullable }: Pick<Field, 'nullable'> = REQUIRED,
): string {
  const written = checkText(value, { nullable, maxLength: 50 }, path, false);
  if (written === '') return '';
  const number = parsePhone(written, defaultCountry);
  if (!number?.isValid()) {
    reject(
      path,
      defaultCountry || written.startsWith('+')
        ? 'is not a telephone number of any country.'
        : 'is no telephone number without its country code: the tenant has no default country.',
      'Write it with its country code, for example +886 912 345 678.',
    );
  }
  return number.number;
}

/** An e-mail address, kept in lower case. */
export const email = textKind(
  'email',
  (value, field, path) => stored(normaliseEmail(value, path, field)),
  (value, _field, path) => [searchable(value, path).trim().toLowerCase()],
);

/** A telephone number, kept in E.164 form (`+886912345678`). */
export const phone = textKind(
  'phone',
  (value, field, path, context) => stored(normalisePhone(value, path, context, field)),
  // A part of a number is no number; it is looked for as it stands.
  (value, _field, path, { defaultCountry }) => {
    const written = searchable(value, path);
    const number = parsePhone(written, defaultCountry);
    return [number?.isValid() ? number.number : written];
  },
);

const parsePhone = (written: string, country: string | undefined) =>
  parsePhoneNumberFromString(written, country as CountryCode | undefined);

/** The digits of a telephone number as they are the same at home and from abroad; undefined for a part of one. */
export function nationalDigits(written: string, country: string | undefined): string | undefined {
  const number = parsePhone(written, country);
  return number?.isValid() ? number.nationalNumber : undefined;
}
