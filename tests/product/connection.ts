import { once } from 'node:events';
import http from 'node:http';

/** Longer than any answer takes; shorter than a test waits. */
const TIMEOUT_MS = 8_000;

export interface Answer {
  readonly status: number;
  readonly body: {
    data?: Record<string, never> | null;
    errors?: { message: string; extensions: { code: string } }[];
    extensions?: { cost: { requested: number } };
  };
}

/** A client that keeps to one connection, and so to one worker, as long as that lives. */
export class Connection {
  private readonly url: string;
  private readonly key: string;
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, key: string) {
    this.url = url;
    this.key = key;
  }

  /** Fails when the connection breaks, or when nothing comes back. */
  async post(body: object): Promise<Answer> {
    const request = http.request(`${this.url}/graphql`, {
      method: 'POST',
      agent: this.agent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
    });
    request.end(JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
    return { status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] };
  }

  close(): void {
    this.agent.destroy();
  }
}
