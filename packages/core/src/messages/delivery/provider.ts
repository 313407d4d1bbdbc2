import type { ContactChannel } from '../../customers/index.ts';

/** A message as whoever delivers gets it. */
export interface OutgoingMessage {
  /** The same at every try: whoever knows it already has the message. */
  readonly id: string;
  readonly channel: ContactChannel;
  /** Address, number or account. */
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  /** Further headers of a mail. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What became of it. `later`: it was not taken, and may be tried again. `bounced`: there is nobody at the address.
 * `refused`: it will never be taken. `unknown`: nobody knows whether it was.
 */
export type Outcome =
  | { readonly kind: 'sent'; readonly reference: string | null }
  | { readonly kind: 'later' | 'bounced' | 'refused' | 'unknown'; readonly reason: string };

/** Somebody who delivers messages. */
export interface MessageProvider {
  /** Answers for every message; never throws. */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}
