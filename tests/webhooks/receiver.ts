import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What somebody outside got. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly id: string;
  readonly message: Message;
}

export interface Message {
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly id: string;
    readonly cursor: string;
    readonly sequence: string;
    readonly kind: string;
    readonly recordId: string | null;
    readonly changedFields: readonly string[];
    readonly patch: Readonly<Record<string, unknown>> | null;
    readonly record: Readonly<Record<string, unknown>> | null;
  };
}

type Answer = (response: ServerResponse, delivery: Delivery) => void;
const OK: Answer = (response) => response.writeHead(204).end();

/** Somebody who receives webhooks, and answers as he is told. */
export class Receiver {
  readonly deliveries: Delivery[] = [];
  answer = OK;
  private readonly server: http.Server;
  private readonly wakers = new Set<() => void>();

  constructor() {
    this.server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const message = JSON.parse(body) as Message;
      const delivery = { headers: request.headers, body, id: String(request.headers['webhook-id']), message };
      this.deliveries.push(delivery);
      for (const wake of this.wakers) wake();
      this.wakers.clear();
      this.answer(response, delivery);
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/events`;
  }

  get titles(): unknown[] {
    return this.deliveries.map(({ message }) => message.data.patch?.title);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.wakers.add(resolve));
  }

  /** Once it has got so many. */
  async has(count: number): Promise<readonly Delivery[]> {
    await this.until(() => this.deliveries.length >= count);
    return this.deliveries;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** What the reference library makes of a delivery; throws where the signature is not good. */
export function verify(secret: string, { body, headers }: Pick<Delivery, 'body' | 'headers'>): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
