import { types } from 'node:util';
import { RapportError } from '../errors/index.ts';

/** SQLSTATE classes that mean: the connection is gone, or the server is starting, stopping or full. */
const UNAVAILABLE = /^(08(?!P01)|53|57P)/;
/** What pg says, without a code, of a connection that is gone: at once, and to whoever asks through it afterwards. */
const LOST = /Connection terminated|not queryable|timeout exceeded when trying to connect/;
const CONNECTION_FAILURES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

// Errors of sockets may come from another realm than our own, where `instanceof` does not know them.
const { isNativeError } = types;

interface DatabaseError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
}

export function isDatabaseError(error: unknown): error is DatabaseError {
  return isNativeError(error) && typeof (error as DatabaseError).code === 'string';
}

/** Turns faults of the connection, the budget and locking into coded errors; leaves every other error as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof RapportError) return error;
  const code = isDatabaseError(error) ? (error.code ?? '') : '';
  if (code === '57014') return new RapportError('STATEMENT_TIMEOUT', 'The statement was stopped before it finished.');
  // Raised by `refuse_sort` with the names of the fields.
  if (code === 'RP001' && isNativeError(error))
    return new RapportError('SORT_NEEDS_FILTER', `There are too many records to sort by ${error.message}.`, {
      field: 'orderBy',
    });
  if (code === '55P03')
    return new RapportError('BUSY', 'The write waited too long for a record that another is changing.');
  if (code === '40P01' || code === '40001') return new RapportError('BUSY', 'The write met another one and gave way.');
  const lost = isNativeError(error) && LOST.test(error.message);
  if (UNAVAILABLE.test(code) || CONNECTION_FAILURES.has(code) || lost) {
    return new RapportError('DATABASE_UNAVAILABLE', 'The database cannot be reached.');
  }
  return error;
}

/** Whether a translated error says that the database cannot be reached. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof RapportError && error.code === 'DATABASE_UNAVAILABLE';
