import { type AnyVariables, type Document, isKeyed, readDocument } from './document.ts';
import { Http } from './http.ts';
import { Socket, type WebSocketConstructor } from './socket.ts';
import { type SubscribeOptions, subscribe } from './subscription.ts';

export interface ClientOptions {
  /** Address of the installation, for example `https://crm.example.com`. */
  readonly url: string;
  /** API key, or a function that gets an access token; it is asked before every request and every connection. */
  readonly key: string | (() => string | Promise<string>);
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Instead of the global `WebSocket`. */
  readonly webSocket?: WebSocketConstructor;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface MutationOptions extends RequestOptions {
  /** Made anew for every call when not given. Give one that is made of the cause, so that the same cause takes effect once. */
  readonly idempotencyKey?: string;
}

/** Variables may be left out where none is required. */
type Rest<Variables, Options> =
  Record<never, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

/** Variables without `after`: that one is set by the client. */
type SubscribeRest<Variables> =
  Record<never, never> extends Variables
    ? [options?: SubscribeOptions & { readonly variables?: Variables }]
    : [options: SubscribeOptions & { readonly variables: Variables }];

/** A typed client: queries, commands and subscriptions that resume. All methods throw RapportError. */
export class Client {
  private readonly http: Http;
  private readonly socket: Socket;

  constructor({ url, key, fetch = (...args) => globalThis.fetch(...args), webSocket }: ClientOptions) {
    const endpoint = `${url.replace(/\/+$/, '')}/graphql`;
    const token = async () => (typeof key === 'string' ? key : key());
    this.http = new Http(endpoint, token, fetch);
    this.socket = new Socket(endpoint, token, webSocket);
  }

  /** Data of a query. Faults that pass are tried again. */
  async query<Data, Variables = AnyVariables>(
    document: Document<Data, Variables>,
    ...[variables, { signal } = {}]: Rest<Variables, RequestOptions>
  ): Promise<Data> {
    const { query } = readDocument(document);
    return (await this.http.send({ query, variables, repeatable: true, signal })) as Data;
  }

  /** Data of a mutation. It is sent again after faults that pass, if an idempotency key stands for every field of it. */
  async mutate<Data, Variables = AnyVariables>(
    document: Document<Data, Variables>,
    ...[variables, { idempotencyKey = randomKey(), signal } = {}]: Rest<Variables, MutationOptions>
  ): Promise<Data> {
    const operation = readDocument(document);
    const repeatable = isKeyed(operation, variables ?? {});
    return (await this.http.send({ query: operation.query, variables, idempotencyKey, repeatable, signal })) as Data;
  }

  /** Events in order, without a gap and without a repetition. The document declares `$after` and selects `id` and `cursor`. */
  subscribe<Data, Variables = AnyVariables>(
    document: Document<Data, Variables>,
    ...[options = {}]: SubscribeRest<Omit<Variables, 'after'>>
  ): AsyncIterableIterator<Data, void, undefined> {
    return subscribe<Data>(this.socket, readDocument(document), options);
  }
}

export function createClient(options: ClientOptions): Client {
  return new Client(options);
}

/** `crypto.randomUUID` is missing on pages without TLS. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
