import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RapportError } from '@rapport/kernel';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { type Context, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { App } from '../app.ts';
import { tokenIn } from '../http/bearer-token.ts';
import { requestIn } from '../http/named-document.ts';
import { isTooDeep } from '../http/nesting.ts';
import { checkQuery, MAX_BODY_BYTES } from '../http/read-body.ts';
import { errorsOf, showErrors } from './errors.ts';
import { Follower, inTime } from './follower.ts';
import type { Session } from './session.ts';
import { findOperation } from './subscription.ts';
import type { Message } from './topic.ts';

/** Of the graphql-transport-ws protocol. */
const FORBIDDEN = 4403;
const BAD_REQUEST = 4400;
const INTERNAL_ERROR = 4500;
/** Of RFC 6455. */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

const INIT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 12_000;
export const SUBSCRIPTIONS_PER_SOCKET = 100;
/** Bytes that wait in this process for one socket before it is taken to be slow. */
const HIGH_WATER = 64 * 1024;

/** What is known of one socket. */
interface Peer {
  readonly socket: WebSocket;
  /** What it stands on. */
  readonly stream: Duplex;
  /** Something was sent a moment ago and waits for what follows at once. */
  gathers: boolean;
  readonly followers: Map<string, Follower>;
  session: Session | undefined;
  leave: () => void;
}

type PeerContext = Context<Record<string, unknown>, Peer>;

/** An iterator that graphql-ws waits for, while answers go straight to the socket: they are written down once for all sockets. */
function silentUntil(ended: Promise<void>, stop: () => void): AsyncGenerator<never> {
  const done = { done: true as const, value: undefined };
  const generator: AsyncGenerator<never> = {
    next: async () => {
      await ended;
      return done;
    },
    return: async () => {
      stop();
      return done;
    },
    throw: async (error) => {
      stop();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => stop(),
  };
  return generator;
}

/** GraphQL over WebSocket, by the protocol of graphql-ws. */
export class WebSocketEndpoint {
  private readonly app: App;
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  private readonly peers = new Map<WebSocket, Peer>();
  private readonly silent = new WeakSet<WebSocket>();
  private readonly keepAlive: NodeJS.Timeout;
  private readonly protocol = this.makeProtocol();

  constructor(app: App) {
    this.app = app;
    this.keepAlive = setInterval(() => this.pingAll(), KEEP_ALIVE_MS).unref();
    app.metrics.gauge('rapport_websockets', 'Open WebSockets.', () => this.peers.size);
  }

  /** Takes over a connection that asks for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (opened) => this.open(opened, socket));
  }

  /** Tells every subscriber his cursor, then closes. */
  async close(): Promise<void> {
    clearInterval(this.keepAlive);
    await Promise.all(
      [...this.peers.values()].map(async ({ socket, followers }) => {
        await inTime(Promise.allSettled([...followers.values()].map((follower) => follower.finish())));
        socket.close(GOING_AWAY, 'Going away');
      }),
    );
    const gone = Promise.all([...this.peers.keys()].map((one) => new Promise((resolve) => one.once('close', resolve))));
    await inTime(gone);
    for (const socket of this.peers.keys()) socket.terminate();
    this.server.close();
  }

  private open(socket: WebSocket, stream: Duplex): void {
    const peer: Peer = {
      socket,
      stream,
      gathers: false,
      followers: new Map(),
      session: undefined,
      leave: () => undefined,
    };
    this.peers.set(socket, peer);
    socket.on('pong', () => this.silent.delete(socket));
    // What breaks a frame's rules has been answered by a close code already.
    socket.on('error', () => socket.terminate());
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => this.sendText(peer, text) ?? Promise.resolve(),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', async (data) => {
            const text = String(data);
            if (isTooDeep(text)) return socket.close(BAD_REQUEST, 'Invalid message received');
            try {
              await receive(text);
            } catch (error) {
              this.fault(socket, error);
            }
          }),
      },
      peer,
    );
    socket.once('close', (code, reason) => {
      this.peers.delete(socket);
      for (const follower of peer.followers.values()) follower.stop();
      peer.leave();
      closed(code, String(reason)).catch((error: unknown) => this.app.logger.error({ err: error }, 'internal error'));
    });
  }

  private fault(socket: WebSocket, error: unknown): void {
    if (error instanceof RapportError) {
      const passing = error.code === 'TOO_MANY_SUBSCRIPTIONS' || error.code.endsWith('_UNAVAILABLE');
      socket.close(passing ? TRY_AGAIN_LATER : BAD_REQUEST, error.code);
      return;
    }
    this.app.logger.error({ err: error }, 'internal error');
    socket.close(INTERNAL_ERROR, 'Internal server error');
  }

  private makeProtocol() {
    return makeServer<Record<string, unknown>, Peer>({
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: (context) => this.letIn(context),
      onSubscribe: (context, id, payload) => this.begin(context, id, payload),
      execute: (args) => (args as Begun).perform() as never,
      subscribe: (args) => (args as Begun).perform() as never,
      // Answers of queries and mutations are in their final form.
      onNext: (_context, _id, _payload, _args, result) => result,
      onError: (_context, _id, _payload, errors) => showErrors(errors, randomUUID(), this.app.logger),
    });
  }

  private async letIn({ connectionParams, extra: peer }: PeerContext): Promise<boolean> {
    const token = tokenIn(connectionParams?.authorization ?? connectionParams?.Authorization);
    try {
      const end = () => peer.socket.close(FORBIDDEN, 'Forbidden');
      const { session, leave } = await this.app.sessions.open(token, end);
      peer.session = session;
      peer.leave = leave;
      if (peer.socket.readyState !== peer.socket.OPEN) leave();
      return true;
    } catch (error) {
      if (error instanceof RapportError && error.code === 'UNAUTHENTICATED') return false;
      throw error;
    }
  }

  private async begin(
    context: PeerContext,
    id: string,
    payload: SubscribePayload,
  ): Promise<Begun | readonly GraphQLError[]> {
    const { extra: peer, subscriptions } = context;
    const requestId = randomUUID();
    try {
      const { session } = peer;
      if (!session) throw new RapportError('UNAUTHENTICATED', 'The connection carries no credential.');
      if (Object.keys(subscriptions).length > SUBSCRIPTIONS_PER_SOCKET)
        throw new RapportError(
          'TOO_MANY_SUBSCRIPTIONS',
          `There are ${SUBSCRIPTIONS_PER_SOCKET} operations on this connection.`,
        );
      const request = await requestIn(payload, this.app.documents);
      checkQuery(request.query);
      const principal = await session.begin();
      const { schema, document, operation } = findOperation(this.app, principal, request);
      const args = { schema, document, operationName: request.operationName, rootValue: undefined };
      if (operation.operation !== 'subscription') {
        return { ...args, perform: () => this.app.execute(principal, request, requestId) };
      }
      const frame = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
      const sink = { send: ({ json }: Message) => this.sendText(peer, `${frame}${json}}`) };
      const follower = new Follower(this.app, session, principal, request, sink);
      await this.app.charge(principal, follower.cost);
      return { ...args, perform: () => this.follow(peer, id, follower) };
    } catch (error) {
      return errorsOf(error);
    }
  }

  private follow({ followers, socket }: Peer, id: string, follower: Follower): AsyncGenerator<never> {
    followers.set(id, follower);
    const ended = follower
      .run()
      .catch((error: unknown) => {
        // Whoever may not follow any longer is told by the close code.
        if (error instanceof RapportError && error.code === 'UNAUTHENTICATED') socket.close(FORBIDDEN, 'Forbidden');
        else throw error;
      })
      .finally(() => followers.delete(id));
    ended.catch(() => undefined);
    return silentUntil(ended, () => follower.stop());
  }

  /** Returns what to wait for when the socket does not take more at the moment. */
  private sendText(peer: Peer, text: string): Promise<void> | undefined {
    const { socket } = peer;
    if (socket.readyState !== socket.OPEN) return undefined;
    this.gather(peer);
    if (socket.bufferedAmount + text.length < HIGH_WATER) {
      socket.send(text);
      return undefined;
    }
    return new Promise((resolve) => socket.send(text, () => resolve()));
  }

  /** Each write is a call of the system, so what is sent to a socket at once goes out together. */
  private gather(peer: Peer): void {
    if (peer.gathers) return;
    peer.gathers = true;
    peer.stream.cork();
    queueMicrotask(() => {
      peer.gathers = false;
      peer.stream.uncork();
    });
  }

  /** Whoever has not answered the last ping is gone, or reads nothing; his cursor is good for coming back. */
  private pingAll(): void {
    for (const socket of this.peers.keys()) {
      if (this.silent.has(socket)) {
        socket.terminate();
        continue;
      }
      this.silent.add(socket);
      socket.ping();
    }
  }
}

/** What graphql-ws carries out: it looks at the document, and we do the rest. */
interface Begun extends ExecutionArgs {
  readonly perform: () => unknown;
}
