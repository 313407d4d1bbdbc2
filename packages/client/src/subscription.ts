import type { FormattedExecutionResult } from 'graphql';
import type { CursorStore } from './cursor-store.ts';
import { type AnyVariables, type Operation, takesCursor } from './document.ts';
import { CursorExpiredError, errorIn, RapportError } from './errors.ts';
import { Feed } from './feed.ts';
import { RecentIds } from './recent-ids.ts';
import { RefusedError, type Socket } from './socket.ts';
import { backoff, sleep } from './waiting.ts';

/** A token may have run out a moment ago by the server's clock and not yet by ours. */
const REFUSALS = 3;

export interface SubscribeOptions {
  readonly variables?: AnyVariables;
  /** Where to begin when the store holds no cursor; now when not given. */
  readonly after?: string;
  /** Where the cursor of the last handled event is kept. */
  readonly store?: CursorStore;
  /** Ends the subscription once the event that is being handled is done. */
  readonly signal?: AbortSignal;
  /** Chooses the cursor to go on after when the old one has expired. Without it, CursorExpiredError is thrown. */
  readonly onExpired?: (expired: CursorExpiredError) => string | Promise<string>;
  /** Told of every fault that the subscription gets over by itself. */
  readonly onInterrupted?: (error: RapportError) => void;
}

/** What of an event the client itself looks at. */
interface Handle {
  /** Null for a checkpoint. */
  readonly id: string | null;
  readonly cursor: string;
}

/**
 * The events of a subscription in order, without a gap and without a repetition, over any number of connections.
 * An event is handled when the next one is asked for: its cursor is kept then, and a new connection goes on after it.
 */
export function subscribe<Data>(
  socket: Socket,
  operation: Operation,
  options: SubscribeOptions,
): AsyncIterableIterator<Data, void, undefined> {
  if (!takesCursor(operation)) throw notResumable('declares no variable `after`');
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const events = follow<Data>(socket, operation, options, signal);
  return {
    next: () => events.next(),
    // A generator alone would let whoever leaves wait for the next event.
    return: () => {
      stop.abort();
      return events.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* follow<Data>(
  socket: Socket,
  { query }: Operation,
  { variables, after, store, onExpired, onInterrupted }: SubscribeOptions,
  signal: AbortSignal,
): AsyncGenerator<Data, void, undefined> {
  const recent = new RecentIds();
  let handled = (await store?.get()) ?? after;
  const goOnAfter = async (cursor: string) => {
    handled = cursor;
    await store?.set(cursor);
  };
  let attempt = 0;
  let refusals = 0;
  while (!signal.aborted) {
    const feed = new Feed(socket, { query, variables: { ...variables, after: handled } }, signal);
    try {
      for await (const result of feed) {
        const { id, cursor } = handleOf(result);
        attempt = 0;
        refusals = 0;
        if (id !== null && recent.isNew(id)) yield result.data as Data;
        await goOnAfter(cursor);
      }
      if (feed.isFull) continue;
    } catch (error) {
      if (error instanceof CursorExpiredError && onExpired) {
        await goOnAfter(await onExpired(error));
      } else if (error instanceof RefusedError) {
        if (!error.wasLetIn && ++refusals === REFUSALS) throw error;
      } else if (!(error instanceof RapportError && error.passes)) {
        throw error;
      }
      onInterrupted?.(error);
    }
    await sleep(backoff(attempt++), signal);
  }
}

/** Finds the event in a result. Throws the errors that came instead of it, or with it. */
function handleOf({ data, errors }: FormattedExecutionResult): Handle {
  if (errors) throw errorIn(errors, data);
  const [event] = Object.values(data ?? {}) as (Partial<Handle> | null)[];
  const { id, cursor } = event ?? {};
  if (id === undefined || cursor === undefined) throw notResumable('does not select `id` and `cursor` of the event');
  return { id, cursor };
}

const notResumable = (why: string) =>
  new RapportError('SUBSCRIPTION_NOT_RESUMABLE', `The subscription ${why}.`, {
    hint: 'For example: subscription ($after: String) { changes(after: $after) { id cursor type } }',
  });
