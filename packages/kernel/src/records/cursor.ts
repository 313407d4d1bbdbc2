import { RapportError } from '../errors/index.ts';
import type { ColumnShape } from './field-kind.ts';
import { LAST_YEAR } from './kinds/time.ts';
import type { Order, OrderTerm } from './order.ts';

/**
 * A cursor is hexadecimal: the ordering's fingerprint, then each term's value in Postgres' binary form.
 * A nullable term has a byte before it that says whether a value follows; texts carry their length.
 */

/** Values of one row in the terms of its order, as text that the database casts; null where the column was. */
export type CursorValues = readonly (string | null)[];

type ColumnType = ColumnShape['type'];

/** Length in bytes of a value's binary form; texts vary. */
const widths: Partial<Record<ColumnType, number>> = {
  uuid: 16,
  'timestamptz(3)': 8,
  integer: 4,
  bigint: 8,
  boolean: 1,
  date: 4,
};

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

function typeOf(term: OrderTerm): ColumnType {
  return term.field.kind.columns[0]?.type ?? 'text';
}

/** SQL of the cursor of a row; `column` gives the qualified column of a term. */
export function cursorSql(order: Order, column: (term: OrderTerm) => string): string {
  const parts = order.terms.map((term) => {
    const name = column(term);
    const bytes = binarySql(typeOf(term), name);
    return term.field.nullable
      ? `case when ${name} is null then '\\x00'::bytea else '\\x01'::bytea||${bytes} end`
      : bytes;
  });
  return `'${order.fingerprint}'||encode(${parts.join('||')}, 'hex')`;
}

function binarySql(type: ColumnType, column: string): string {
  switch (type) {
    case 'uuid':
      return `uuid_send(${column})`;
    case 'timestamptz(3)':
      return `timestamptz_send(${column})`;
    case 'integer':
      return `int4send(${column})`;
    case 'bigint':
      return `int8send(${column})`;
    case 'boolean':
      return `boolsend(${column})`;
    case 'date':
      return `date_send(${column})`;
    default:
      return `int4send(octet_length(${column}))||convert_to(${column}, 'UTF8')`;
  }
}

/** Reads a cursor of this order; throws CURSOR_INVALID when it is not one. */
export function decodeCursor(order: Order, cursor: string, path: string): CursorValues {
  if (!/^(?:[0-9a-f]{2}){4,}$/.test(cursor)) invalid(path, 'is malformed.');
  if (!cursor.startsWith(order.fingerprint)) invalid(path, 'belongs to another list or another ordering.');
  const bytes = Buffer.from(cursor.slice(order.fingerprint.length), 'hex');
  let offset = 0;
  const take = (length: number): Buffer => {
    if (length < 0 || offset + length > bytes.length) invalid(path, 'is cut short.');
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  const values = order.terms.map((term) => {
    if (term.field.nullable && take(1)[0] === 0) return null;
    const type = typeOf(term);
    return decodeValue(type, take(widths[type] ?? take(4).readInt32BE()), path);
  });
  if (offset !== bytes.length) invalid(path, 'is too long.');
  return values;
}

function decodeValue(type: ColumnType, bytes: Buffer, path: string): string {
  switch (type) {
    case 'uuid':
      return bytes.toString('hex');
    case 'timestamptz(3)': {
      // Columns hold milliseconds; a cursor with more was not made here.
      const micros = bytes.readBigInt64BE();
      const instant = new Date(POSTGRES_EPOCH_MS + Number(micros / 1000n));
      if (micros % 1000n !== 0n) invalid(path, 'is malformed.');
      return writable(instant, path);
    }
    case 'integer':
      return bytes.readInt32BE().toString();
    case 'bigint':
      return bytes.readBigInt64BE().toString();
    case 'boolean':
      return bytes[0] === 1 ? 'true' : 'false';
    case 'date': {
      const day = new Date(POSTGRES_EPOCH_MS + bytes.readInt32BE() * DAY_MS);
      return writable(day, path).slice(0, 10);
    }
    default:
      return decodeText(bytes, path);
  }
}

/** Columns hold the years that four digits can write; a cursor beyond them was not made here. */
function writable(instant: Date, path: string): string {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= LAST_YEAR ? instant.toISOString() : invalid(path, 'is malformed.');
}

function decodeText(bytes: Buffer, path: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\u0000')) return text;
  } catch {
    // Not UTF-8: refused below like a NUL.
  }
  return invalid(path, 'is malformed.');
}

function invalid(path: string, problem: string): never {
  throw new RapportError('CURSOR_INVALID', `${path}: this cursor ${problem}`, { field: path });
}
