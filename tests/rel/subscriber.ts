import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

const FOLLOW = 'subscription($after: String) { changes(after: $after) { kind cursor sequence } }';

/** One that is given up before it is open says so by an error, which nobody has to hear. */
class Socket extends WebSocket {
  constructor(address: string, protocols: string[]) {
    super(address, protocols);
    this.on('error', () => undefined);
  }
}

interface Received {
  readonly data?: { readonly changes: { readonly kind: string; readonly cursor: string; readonly sequence: string } };
}

/** A client that comes back after every break, behind the last event that it received. */
export class Subscriber {
  /** Numbers of the events in the order in which they came. */
  readonly sequence: number[] = [];
  breaks = 0;
  private readonly url: string;
  private readonly key: string;
  private cursor: string;
  private client: Client | undefined;
  private stopped = false;

  constructor(url: string, key: string, cursor: string) {
    this.url = url;
    this.key = key;
    this.cursor = cursor;
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      await this.connect().catch(() => undefined);
      this.breaks++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  stop(): void {
    this.stopped = true;
    this.client?.terminate();
  }

  private async connect(): Promise<void> {
    let alive: NodeJS.Timeout | undefined;
    const client = createClient({
      url: this.url,
      webSocketImpl: Socket,
      connectionParams: { authorization: `Bearer ${this.key}` },
      retryAttempts: 0,
      // A network that swallows everything looks like silence.
      keepAlive: 500,
      on: {
        ping: (received) => {
          if (!received) alive = setTimeout(() => client.terminate(), 500);
        },
        pong: (received) => {
          if (received) clearTimeout(alive);
        },
      },
    });
    this.client = client;
    // A connection that is not made within a second is given up.
    const connecting = setTimeout(() => client.terminate(), 1_000);
    client.on('connected', () => clearTimeout(connecting));
    try {
      for await (const result of client.iterate({ query: FOLLOW, variables: { after: this.cursor } })) {
        const change = (result as Received).data?.changes;
        if (!change) throw new Error(`The subscription was refused: ${JSON.stringify(result)}`);
        this.cursor = change.cursor;
        if (change.kind !== 'CHECKPOINT') this.sequence.push(Number(change.sequence));
        if (this.stopped) return;
      }
    } finally {
      clearTimeout(connecting);
      clearTimeout(alive);
      client.terminate();
    }
  }
}
