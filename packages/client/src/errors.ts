/** An error as the API answers it. */
export interface GraphQLFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Codes after which the same request may succeed a little later. */
export const PASSING_CODES: readonly string[] = [
  'BUSY',
  'DATABASE_UNAVAILABLE',
  'ISSUER_UNAVAILABLE',
  'RATE_LIMITED',
  'STATEMENT_TIMEOUT',
];

export interface ErrorDetails {
  readonly field?: string | undefined;
  readonly hint?: string | undefined;
  readonly errors?: readonly GraphQLFailure[];
  readonly data?: unknown;
  readonly cause?: unknown;
  readonly passes?: boolean;
}

/** Whatever went wrong: a stable code, what happened, the place in the input, and how to mend it. */
export class RapportError extends Error {
  override readonly name: string = 'RapportError';
  /** One of the codes of the API, or one of this package. */
  readonly code: string;
  /** Path of the offending input, for example `input.email`. */
  readonly field: string | undefined;
  readonly hint: string | undefined;
  /** All errors of the answer; this one is the first of them. */
  readonly errors: readonly GraphQLFailure[];
  /** What was answered all the same. */
  readonly data: unknown;
  /** Whether the same request may succeed a little later. */
  readonly passes: boolean;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    const { field, hint, errors = [], data, cause, passes } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.field = field;
    this.hint = hint;
    this.errors = errors;
    this.data = data;
    this.passes = passes ?? errors.some(({ extensions }) => PASSING_CODES.includes(String(extensions?.code)));
  }
}

/** There was no answer, or none of a Rapport. */
export class UnreachableError extends RapportError {
  override readonly name = 'UnreachableError';

  constructor(message: string, passes: boolean, cause?: unknown) {
    super('UNREACHABLE', message, { hint: 'Check the url, and whether the server is up.', passes, cause });
  }
}

/** What follows the cursor is no longer kept. Nothing was skipped: going on from another place is a choice. */
export class CursorExpiredError extends RapportError {
  override readonly name = 'CursorExpiredError';
  /** Go on after this one to get all that is still kept; what lies before it is missed. */
  readonly oldestCursor: string;
  /** Read the records anew, and go on after this one. */
  readonly eventCursor: string;

  constructor(message: string, oldestCursor: string, eventCursor: string, details: ErrorDetails) {
    super('CURSOR_EXPIRED', message, details);
    this.oldestCursor = oldestCursor;
    this.eventCursor = eventCursor;
  }
}

/** The error that an answer holds. */
export function errorIn(errors: readonly GraphQLFailure[], data?: unknown): RapportError {
  const { message, extensions = {} } = errors[0] ?? { message: 'The answer holds neither data nor errors.' };
  const { oldestCursor, eventCursor } = extensions;
  const details = { field: text(extensions.field), hint: text(extensions.hint), errors, data };
  const code = text(extensions.code) ?? 'UNKNOWN';
  if (code === 'CURSOR_EXPIRED' && typeof oldestCursor === 'string' && typeof eventCursor === 'string')
    return new CursorExpiredError(message, oldestCursor, eventCursor, details);
  return new RapportError(code, message, details);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
