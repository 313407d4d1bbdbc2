import type { ErrorCode } from './catalogue.ts';

export interface ErrorDetails {
  /** Path of the offending input, for example `input.email` or `filter.and[0].name`. */
  readonly field?: string | undefined;
  /** How to mend it, when the catalogue's general advice can be made more exact. */
  readonly hint?: string | undefined;
  readonly [detail: string]: unknown;
}

/** An error that the caller may see: a stable code, what happened, where, and how to mend it. */
export class RapportError extends Error {
  override readonly name = 'RapportError';
  readonly code: ErrorCode;
  /** Read by graphql-js: becomes `extensions` of the GraphQL error. */
  readonly extensions: ErrorDetails & { readonly code: ErrorCode };

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.extensions = { code, ...details };
  }
}
