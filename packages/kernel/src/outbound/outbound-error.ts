/** Why nothing was answered. Nothing of what the other side sent is in it. */
export type OutboundFailure = 'ADDRESS_REFUSED' | 'NAME_UNRESOLVED' | 'CONNECTION_FAILED' | 'TLS_FAILED' | 'TIMEOUT';

export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly failure: OutboundFailure;

  constructor(failure: OutboundFailure, options?: ErrorOptions) {
    super(failure, options);
    this.failure = failure;
  }
}
