import type { FormattedExecutionResult } from 'graphql';
import type { SubscribePayload } from 'graphql-ws/client';
import type { Socket } from './socket.ts';

/** Results that may wait for a slow consumer before the subscription is ended, to be taken up again later. */
export const MAX_WAITING = 200;

/** What one subscription brings until it ends, fails, is stopped, or has brought more than may wait. */
export class Feed implements AsyncIterable<FormattedExecutionResult> {
  /** It ended because too much was waiting. */
  isFull = false;
  private readonly waiting: FormattedExecutionResult[] = [];
  private readonly signal: AbortSignal;
  private readonly end: () => void;
  private hasEnded = false;
  private failure: unknown;
  private wake: () => void = () => undefined;

  constructor(socket: Socket, payload: SubscribePayload, signal: AbortSignal) {
    this.signal = signal;
    const unsubscribe = socket.subscribe(payload, {
      next: (result) => this.take(result),
      error: (error) => {
        this.failure = error;
        this.end();
      },
      complete: () => this.end(),
    });
    this.end = () => {
      this.hasEnded = true;
      signal.removeEventListener('abort', this.end);
      unsubscribe();
      this.wake();
    };
    signal.addEventListener('abort', this.end);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FormattedExecutionResult, void, undefined> {
    try {
      while (!this.signal.aborted) {
        const result = this.waiting.shift();
        if (result) yield result;
        else if (this.failure !== undefined) throw this.failure;
        else if (this.hasEnded) return;
        else await this.somethingNew();
      }
    } finally {
      this.end();
    }
  }

  private take(result: FormattedExecutionResult): void {
    if (this.hasEnded) return;
    this.waiting.push(result);
    this.isFull = this.waiting.length >= MAX_WAITING;
    if (this.isFull) this.end();
    else this.wake();
  }

  private somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
