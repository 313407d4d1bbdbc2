import { type ErrorCode, RapportError } from '../errors/index.ts';

/** A record at which a warning points. */
export interface WarningCandidate {
  /** As the API shows it; always of a record in sight of the actor. */
  readonly id: string;
  /** What it has in common with what was to be written. */
  readonly matchedOn: readonly string[];
  /** Sum of the terms, from 0 to 1. */
  readonly score: number;
  readonly terms: readonly { readonly name: string; readonly points: number }[];
}

export interface Warning {
  readonly code: ErrorCode;
  readonly message: string;
  /** Where the input stands in the request. */
  readonly field: string;
  readonly candidates: readonly WarningCandidate[];
}

/**
 * Refuses a change on which the caller may insist. Only for handlers that say `warns`: they are not asked when the
 * command is sent again with `insist: true`.
 */
export function warn({ code, message, field, candidates }: Warning): never {
  throw new RapportError(code, message, { field, candidates });
}
