import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { RapportError, traced, translateDatabaseError } from '@rapport/kernel';
import type { App } from '../app.ts';
import { StartError } from '../start-error.ts';
import { StreamEndpoint } from '../subscriptions/stream-endpoint.ts';
import { WebSocketEndpoint } from '../subscriptions/websocket-endpoint.ts';
import { answerAutomation } from './automation-endpoint.ts';
import { answerFile } from './file-endpoint.ts';
import { graphiqlFiles, PAGE_POLICY } from './graphiql.ts';
import { answerGraphQL } from './graphql-endpoint.ts';
import { answerRoute, routesOf } from './plugin-routes.ts';
import { sendError, sendJson, sendText } from './respond.ts';

export interface HttpOptions {
  /** API key put into GraphiQL; only in a demonstration. */
  readonly demoKey: string | undefined;
  readonly firstQuery: string;
  /** Figures of all processes, where this one is not alone. */
  readonly figures?: (() => Promise<string>) | undefined;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const LOCAL_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Nobody has connected at so many looks: nobody waits in the kernel, or in the process that hands connections over. */
const QUIET_LOOKS = 5;
const LOOK_MS = 10;
const MAX_UNTIL_QUIET_MS = 2_000;

/** Lets connections come in that wait already, of which a turn of the loop takes one: closing would reset them. */
async function takeWhatHasArrived(server: http.Server): Promise<void> {
  const end = performance.now() + MAX_UNTIL_QUIET_MS;
  let quietLooks = 0;
  const note = () => {
    quietLooks = -1;
  };
  server.on('connection', note);
  while (quietLooks < QUIET_LOOKS && performance.now() < end) {
    await sleep(LOOK_MS);
    // A busy loop comes here before it has asked who waits; after its turn it has.
    await nextTurn();
    quietLooks++;
  }
  server.off('connection', note);
}

const FILES = '/files/';

/** The path without its query, and of files without what they are; `/graphiql/` is `/graphiql`. */
function pathOf(request: IncomingMessage): string {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path.startsWith(FILES)) return '/files';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

type Handler = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void> | void;

/** The HTTP front: routes, origins, health, metrics. */
export class HttpServer {
  private readonly app: App;
  private readonly options: HttpOptions;
  private readonly server: http.Server;
  private readonly routes: ReadonlyMap<string, { readonly methods: readonly string[]; readonly handle: Handler }>;
  private readonly sockets: WebSocketEndpoint;
  private readonly streams: StreamEndpoint;
  private draining = false;
  /** Whatever comes now comes too late. */
  private closing = false;

  constructor(app: App, options: HttpOptions) {
    this.app = app;
    this.options = options;
    this.sockets = new WebSocketEndpoint(app);
    this.streams = new StreamEndpoint(app);
    this.routes = this.buildRoutes();
    this.server = http.createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.server.headersTimeout = HEADERS_TIMEOUT_MS;
    this.server.requestTimeout = REQUEST_TIMEOUT_MS;
  }

  /** Listens; returns the port, which the system chooses when 0 was asked for. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') return reject(error);
        reject(
          new StartError(
            'PORT_IN_USE',
            `Another program listens on ${host}:${port}.`,
            `Stop it, or choose another port: PORT=${port + 1} npm start`,
          ),
        );
      });
      this.server.listen(port, host, resolve);
    });
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** Not ready any more: a load balancer should send new requests elsewhere. */
  startDraining(): void {
    this.draining = true;
  }

  /**
   * Subscribers are told where to go on elsewhere, while whoever asks whether it is ready hears that it is not; then it
   * waits for running requests. Idle connections close at once.
   */
  async close(): Promise<void> {
    this.startDraining();
    await Promise.all([this.sockets.close(), this.streams.close()]);
    await takeWhatHasArrived(this.server);
    this.closing = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    await closed;
  }

  private buildRoutes() {
    const routes = new Map<string, { methods: readonly string[]; handle: Handler }>();
    routes.set('/graphql', {
      methods: ['GET', 'POST'],
      handle: (request, response, id) => answerGraphQL(this.app, request, response, id),
    });
    routes.set('/graphql/stream', {
      methods: ['GET', 'POST'],
      handle: (request, response, id) =>
        this.draining ? sendJson(response, 503, { status: 'draining' }) : this.streams.answer(request, response, id),
    });
    routes.set('/automations', {
      methods: ['POST'],
      handle: (request, response, id) => answerAutomation(this.app, request, response, id),
    });
    routes.set('/files', {
      methods: ['GET', 'POST'],
      handle: (request, response, id) => answerFile(this.app, request, response, id),
    });
    routes.set('/health/live', {
      methods: ['GET'],
      handle: (_request, response) => sendJson(response, 200, { status: 'live' }),
    });
    routes.set('/health/ready', { methods: ['GET'], handle: (_request, response) => this.answerReady(response) });
    routes.set('/metrics', {
      methods: ['GET'],
      handle: async (_request, response) => {
        const { registry } = this.app.metrics;
        const figures = await (this.options.figures ? this.options.figures() : registry.metrics());
        sendText(response, 200, registry.contentType, figures);
      },
    });
    for (const [path, owned] of routesOf(this.app))
      routes.set(path, {
        methods: owned.route.methods,
        handle: (request, response) => answerRoute(this.app, owned, request, response),
      });
    for (const [path, { type, body }] of graphiqlFiles(this.options.demoKey, this.options.firstQuery)) {
      routes.set(path, {
        methods: ['GET'],
        handle: (_request, response) => {
          response.setHeader('content-security-policy', PAGE_POLICY);
          response.setHeader('referrer-policy', 'no-referrer');
          sendText(response, 200, type, body);
        },
      });
    }
    return routes;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const started = performance.now();
    const path = pathOf(request);
    const route = this.routes.get(path);
    response.setHeader('x-request-id', requestId);
    // Kept alive, it would hold up the stop for seconds.
    if (this.draining) response.shouldKeepAlive = false;
    response.once('close', () => {
      if (this.closing) this.server.closeIdleConnections();
      this.app.metrics.request(route ? path : 'other', response.statusCode);
      if (!this.app.logger.isLevelEnabled('debug')) return;
      this.app.logger.debug(
        {
          requestId,
          method: request.method,
          path,
          status: response.statusCode,
          ms: Math.round(performance.now() - started),
        },
        'request',
      );
    });
    request.on('error', () => response.destroy());
    try {
      this.assertHost(request);
      if (this.answerCors(request, response)) return;
      if (!route)
        return sendJson(response, 404, {
          error: 'There is nothing at this path. GraphQL is at /graphql, GraphiQL at /graphiql.',
        });
      if (!route.methods.includes(request.method ?? '')) {
        response.setHeader('allow', route.methods.join(', '));
        throw new RapportError('METHOD_NOT_ALLOWED', `${path} takes ${route.methods.join(' and ')}.`);
      }
      await traced(`${request.method} ${path}`, { 'rapport.request_id': requestId }, async () =>
        route.handle(request, response, requestId),
      );
    } catch (error) {
      this.answerError(response, translateDatabaseError(error), requestId);
    }
  }

  /** WebSockets are on the same path as the rest of GraphQL, and let in from the same sites. */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refuse = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    if (pathOf(request) !== '/graphql') return void refuse('404 Not Found');
    if (this.draining) return void refuse('503 Service Unavailable');
    try {
      this.assertHost(request);
      this.assertOrigin(request);
    } catch {
      return void refuse('403 Forbidden');
    }
    this.sockets.upgrade(request, socket, head);
  }

  /** A browser tells which site wants to connect; nothing else keeps others from it. */
  private assertOrigin({ headers }: IncomingMessage): void {
    const { origin, host } = headers;
    const { corsOrigins } = this.app.config;
    if (origin === undefined || corsOrigins.includes(origin) || corsOrigins.includes('*')) return;
    if (URL.parse(origin)?.host === host) return;
    throw new RapportError('ORIGIN_REFUSED', `The site ${origin} may not connect.`);
  }

  private answerError(response: ServerResponse, error: unknown, requestId: string): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (!(error instanceof RapportError)) this.app.logger.error({ requestId, err: error }, 'internal error');
    const shown =
      error instanceof RapportError
        ? error
        : new RapportError('INTERNAL_SERVER_ERROR', 'Something went wrong on the server.');
    sendError(response, shown, requestId);
  }

  private async answerReady(response: ServerResponse): Promise<void> {
    if (this.draining) return sendJson(response, 503, { status: 'draining' });
    try {
      await this.app.pool.query('select 1');
      sendJson(response, 200, { status: 'ready' });
    } catch {
      sendJson(response, 503, { status: 'database unreachable' });
    }
  }

  /** A demonstration hands out its key, so it must not answer a name that a foreign site points at this machine. */
  private assertHost(request: IncomingMessage): void {
    if (this.options.demoKey === undefined || LOCAL_HOSTS.test(request.headers.host ?? '')) return;
    throw new RapportError('ORIGIN_REFUSED', 'A demonstration answers only as localhost.');
  }

  /** Lets the listed web sites in; answers their preflight. Returns true when the request is answered. */
  private answerCors(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    const { corsOrigins } = this.app.config;
    const allowed = origin !== undefined && (corsOrigins.includes(origin) || corsOrigins.includes('*'));
    if (allowed) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
    }
    response.setHeader('vary', 'origin');
    if (request.method !== 'OPTIONS') return false;
    if (allowed) {
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader(
        'access-control-allow-headers',
        'authorization, content-type, idempotency-key, apollo-require-preflight',
      );
      response.setHeader('access-control-max-age', '600');
    }
    response.writeHead(204).end();
    return true;
  }
}
