import http, { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { types } from 'node:util';
import { OutboundError } from './outbound-error.ts';

const { isNativeError } = types;

export interface LookupAddress {
  readonly address: string;
  readonly family: number;
}

/** What the other side answered. Its body is nobody's business. */
export interface OutboundAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

export interface OutboundRequest {
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  /** Until the answer begins. */
  readonly timeoutMs: number;
  /** Gives the request up; the promise is rejected with the signal's reason. */
  readonly signal: AbortSignal;
}

/** A body that is longer, or that takes longer, costs the connection and not the answer. */
const MAX_ANSWER_BYTES = 64 * 1024;
const ANSWER_MS = 1_000;

/**
 * Sends to one address, over a connection that is kept. Every new connection dials only what `resolve` lets through
 * at that moment. Redirects are not followed.
 */
export class OutboundConnection {
  private readonly url: URL;
  private readonly agent: http.Agent;
  private readonly resolve: (hostname: string) => Promise<LookupAddress[]>;

  constructor(url: URL, resolve: (hostname: string) => Promise<LookupAddress[]>) {
    this.url = url;
    this.resolve = resolve;
    const options = { keepAlive: true, maxSockets: 1, lookup: this.lookup };
    this.agent = url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }

  /** Posts; throws OutboundError when there is no answer. */
  async post(request: OutboundRequest): Promise<OutboundAnswer> {
    request.signal.throwIfAborted();
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = AbortSignal.any([deadline, request.signal]);
    try {
      // Numbers are dialled without a lookup.
      if (isIP(this.url.hostname.replace(/^\[|\]$/g, ''))) await this.resolve(this.url.hostname);
      return await this.send(request, signal);
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof OutboundError) throw error;
      throw new OutboundError(deadline.aborted ? 'TIMEOUT' : failureOf(error), { cause: error });
    }
  }

  close(): void {
    this.agent.destroy();
  }

  /** Once more when a kept connection turns out to have been closed meanwhile. */
  private async send(request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const first = this.begin(request, signal);
    try {
      return await answerTo(first);
    } catch (error) {
      if (!first.reusedSocket || signal.aborted) throw error;
      return answerTo(this.begin(request, signal));
    }
  }

  private begin({ headers, body }: OutboundRequest, signal: AbortSignal): ClientRequest {
    const { request } = this.url.protocol === 'https:' ? https : http;
    const length = Buffer.byteLength(body);
    const options = { method: 'POST', agent: this.agent, signal, headers: { ...headers, 'content-length': length } };
    return request(this.url, options).end(body);
  }

  private readonly lookup: LookupFunction = (hostname, { all }, callback) => {
    this.resolve(hostname).then(
      (addresses) => {
        if (all) return callback(null, [...addresses]);
        const [first] = addresses;
        return callback(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function answerTo(request: ClientRequest): Promise<OutboundAnswer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      drain(response).then(() => resolve({ status, retryAfter: headers['retry-after'] }));
    });
  });
}

/** Reads the body away, so that the connection can be used again; lets go of the connection where that takes too much. */
function drain(response: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let length = 0;
    const timer = setTimeout(() => response.destroy(), ANSWER_MS);
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) response.destroy();
    });
    response.on('error', () => undefined);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function failureOf(error: unknown): 'TLS_FAILED' | 'CONNECTION_FAILED' {
  // Errors of sockets may come from another realm than our own, where `instanceof` does not know them.
  const code = isNativeError(error) && 'code' in error ? String(error.code) : '';
  return /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)/.test(code)
    ? 'TLS_FAILED'
    : 'CONNECTION_FAILED';
}
