import type { IncomingMessage, ServerResponse } from 'node:http';
import { RapportError } from '@rapport/kernel';
import type { App } from '../app.ts';
import { bearerToken } from '../http/bearer-token.ts';
import { requestIn } from '../http/named-document.ts';
import { checkQuery, isJson, readJsonBody } from '../http/read-body.ts';
import { errorsOf, showErrors } from './errors.ts';
import { Follower, inTime } from './follower.ts';
import { findOperation } from './subscription.ts';
import type { Message } from './topic.ts';

const KEEP_ALIVE_MS = 12_000;
/** Whoever takes nothing for this long is gone. */
const STALLED_MS = 30_000;

/** GraphQL over server-sent events: one operation per connection, as graphql-sse and `curl -N` ask for it. */
export class StreamEndpoint {
  private readonly app: App;
  private readonly streams = new Set<EventStream>();

  constructor(app: App) {
    this.app = app;
    app.metrics.gauge('rapport_event_streams', 'Open streams of server-sent events.', () => this.streams.size);
  }

  async answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { app } = this;
    const stream = new EventStream(response);
    const { session, leave } = await app.sessions.open(bearerToken(request), () => stream.end());
    response.once('close', leave);
    const asked = await requestIn(await bodyOf(request), app.documents);
    checkQuery(asked.query);
    const principal = await session.begin();
    stream.begin();
    this.streams.add(stream);
    try {
      const { operation } = findOperation(app, principal, asked);
      if (operation.operation !== 'subscription') {
        stream.write(JSON.stringify(await app.execute(principal, asked, requestId)));
        return;
      }
      const follower = new Follower(app, session, principal, asked, stream, lastEventId(request));
      await app.charge(principal, follower.cost);
      stream.follower = follower;
      response.once('close', () => follower.stop());
      await follower.run();
    } catch (error) {
      if (error instanceof RapportError && error.code === 'UNAUTHENTICATED') return;
      stream.write(JSON.stringify({ errors: showErrors(errorsOf(error), requestId, app.logger) }));
    } finally {
      this.streams.delete(stream);
      stream.complete();
    }
  }

  /** Tells every subscriber his cursor, then ends. */
  async close(): Promise<void> {
    await inTime(Promise.allSettled([...this.streams].map((stream) => stream.follower?.finish())));
    for (const stream of this.streams) stream.end();
  }
}

/** What is sent to one client. */
class EventStream {
  follower: Follower | undefined;
  private readonly response: ServerResponse;
  private keepAlive: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  begin(): void {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      // Proxies would keep it back otherwise.
      'x-accel-buffering': 'no',
    });
    this.response.write(':\n\n');
    this.keepAlive = setInterval(() => this.response.write(':\n\n'), KEEP_ALIVE_MS).unref();
    this.response.once('close', () => clearInterval(this.keepAlive));
  }

  send({ json, cursor }: Message): Promise<void> | undefined {
    return this.put(`id: ${cursor}\nevent: next\ndata: ${json}\n\n`);
  }

  write(json: string): void {
    this.put(`event: next\ndata: ${json}\n\n`);
  }

  complete(): void {
    if (!this.response.writableEnded) this.put('event: complete\ndata:\n\n');
    this.end();
  }

  end(): void {
    clearInterval(this.keepAlive);
    this.response.end();
  }

  private put(text: string): Promise<void> | undefined {
    const { response } = this;
    if (response.writableEnded || response.destroyed || response.write(text)) return undefined;
    return new Promise((resolve) => {
      const stalled = setTimeout(() => response.destroy(), STALLED_MS);
      const go = () => {
        clearTimeout(stalled);
        response.off('drain', go);
        response.off('close', go);
        resolve();
      };
      response.once('drain', go);
      response.once('close', go);
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    if (!isJson(request)) throw new RapportError('BAD_REQUEST', 'The body is not JSON.');
    return readJsonBody(request);
  }
  const body: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'documentId']) body[name] = searchParams.get(name) ?? undefined;
  for (const name of ['variables', 'extensions']) {
    const text = searchParams.get(name);
    if (text !== null) body[name] = parseJson(name, text);
  }
  return body;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RapportError('BAD_REQUEST', `The parameter "${name}" is not JSON.`);
  }
}

/** Where a browser's EventSource comes back to. */
function lastEventId({ headers }: IncomingMessage): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}
