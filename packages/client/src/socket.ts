import type { FormattedExecutionResult } from 'graphql';
import { createClient, type Client as Protocol, type Sink, type SubscribePayload } from 'graphql-ws/client';
import { errorIn, type GraphQLFailure, RapportError, UnreachableError } from './errors.ts';

const CONNECT_MS = 15_000;
const PING_MS = 10_000;
const PONG_MS = 10_000;

/** Close codes of the graphql-transport-ws protocol: what was wrong once is wrong again, but for these. */
const FORBIDDEN = 4403;
const MAY_PASS = [4408, 4499, 4500, 4504, 4005];

export interface WebSocketConstructor {
  new (url: string, protocols?: string | string[]): unknown;
}

/** The connection credentials are not good (any more). A new token may be. */
export class RefusedError extends RapportError {
  /** Whether it was accepted at first, and has expired or was revoked since. */
  readonly wasLetIn: boolean;

  constructor(wasLetIn: boolean) {
    super('UNAUTHENTICATED', 'The server does not let this key or token in.', {
      hint: 'It is unknown, expired or revoked. `rapport key create` makes a key.',
    });
    this.wasLetIn = wasLetIn;
  }
}

/** One WebSocket for all subscriptions, open as long as there are any. */
export class Socket {
  private readonly protocol: Protocol;
  private isLetIn = false;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, key: () => Promise<string>, webSocketImpl: WebSocketConstructor | undefined) {
    const calm = () => clearTimeout(this.watchdog);
    this.protocol = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl,
      connectionParams: async () => ({ authorization: `Bearer ${await key()}` }),
      // Its own retries would begin where the subscription once began.
      retryAttempts: 0,
      keepAlive: PING_MS,
      on: {
        connecting: () => {
          this.isLetIn = false;
          this.expectWithin(CONNECT_MS);
        },
        connected: () => {
          this.isLetIn = true;
          calm();
        },
        ping: (received) => {
          if (!received && this.isLetIn) this.expectWithin(PONG_MS);
        },
        pong: (received) => {
          if (received) calm();
        },
        closed: calm,
      },
    });
  }

  /** Begins an operation; returns how to end it. Errors are RapportErrors. */
  subscribe(payload: SubscribePayload, sink: Sink<FormattedExecutionResult>): () => void {
    return this.protocol.subscribe(payload, {
      next: (result) => sink.next(result as FormattedExecutionResult),
      error: (error) => sink.error(this.explain(error)),
      complete: () => sink.complete(),
    });
  }

  /** A connection that has died without a word is given up. */
  private expectWithin(ms: number): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.protocol.terminate(), ms);
  }

  private explain(error: unknown): RapportError {
    if (error instanceof RapportError) return error;
    if (Array.isArray(error)) return errorIn(error as GraphQLFailure[]);
    const { code, reason } = error as { code?: unknown; reason?: unknown };
    if (code === FORBIDDEN) return new RefusedError(this.isLetIn);
    if (typeof code === 'number' && code >= 4400 && code < 4500 && !MAY_PASS.includes(code)) {
      return new RapportError(String(reason), `The server closes the connection with code ${code}: ${reason}.`);
    }
    const how = typeof code === 'number' ? ` (${code}${reason ? ` ${reason}` : ''})` : '';
    return new UnreachableError(`The connection is lost${how}.`, true, error);
  }
}
