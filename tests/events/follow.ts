import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** An event as the tests select it. */
export interface Event {
  readonly id: string | null;
  readonly cursor: string;
  readonly sequence: string;
  readonly kind: string;
  readonly type: string | null;
  readonly recordId: string | null;
  readonly changedFields: readonly string[];
  readonly patch: Readonly<Record<string, unknown>> | null;
  readonly node: { readonly id: string; readonly name?: string } | null;
}

export const EVENT =
  'id cursor sequence kind type recordId changedFields patch node { id ... on Team { name } ... on Customer { name } }';
export const CHANGES = `subscription($after: String, $types: [String!], $filter: EventFilter) { changes(after: $after, types: $types, filter: $filter) { ${EVENT} } }`;

export function connect(url: string, key: string): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
}

/** What one subscription brings. */
export class Followed {
  readonly events: Event[] = [];
  /** What ended it; undefined as long as it goes on. */
  ended: { readonly error?: unknown } | undefined;
  readonly stop: () => void;
  private readonly wakers = new Set<() => void>();

  constructor(client: Client, query: string, variables: Record<string, unknown> = {}) {
    this.stop = client.subscribe<Record<string, Event>>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) this.end({ error: errors });
          for (const event of Object.values(data ?? {})) this.events.push(event);
          this.wake();
        },
        error: (error) => this.end({ error }),
        complete: () => this.end({}),
      },
    );
  }

  /** Without those that only say how far the log has come. */
  get changes(): Event[] {
    return this.events.filter(({ kind }) => kind !== 'CHECKPOINT');
  }

  async until(condition: (followed: this) => boolean): Promise<this> {
    while (!condition(this)) {
      if (this.ended) throw new Error(`The subscription ended: ${JSON.stringify(this.ended)}`);
      await new Promise<void>((resolve) => this.wakers.add(resolve));
    }
    return this;
  }

  /** Once it has brought so many changes. */
  has(count: number): Promise<this> {
    return this.until(({ changes }) => changes.length >= count);
  }

  private end(how: { readonly error?: unknown }): void {
    this.ended ??= how;
    this.wake();
  }

  private wake(): void {
    for (const wake of this.wakers) wake();
    this.wakers.clear();
  }
}
