import net, { type AddressInfo, type Socket } from 'node:net';

/** A TCP line to a server that can be cut, half closed, slowed down, or made silent. */
export class FaultyLine {
  /** Bytes that came from the server. */
  received = 0;
  /** Connections that were ever made. */
  connections = 0;
  /** Bytes pass only this long after they came. */
  delayMs = 0;
  private port: number;
  private readonly pairs = new Set<readonly [client: Socket, server: Socket]>();
  private readonly listener = net.createServer({ allowHalfOpen: true }, (client) => this.connect(client));

  private constructor(url: string) {
    this.port = Number(new URL(url).port);
  }

  static async to(url: string): Promise<FaultyLine> {
    const line = new FaultyLine(url);
    await new Promise<void>((resolve) => line.listener.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** New connections go there from now on. */
  leadTo(url: string): void {
    this.port = Number(new URL(url).port);
  }

  /** Breaks every connection off, wherever it is. */
  cut(): void {
    for (const pair of this.pairs) for (const end of pair) end.resetAndDestroy();
  }

  /** The server's direction ends in order, the client's stays open. */
  halfClose(): void {
    for (const [client] of this.pairs) client.end();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.listener.close(() => resolve()));
  }

  private connect(client: Socket): void {
    this.connections++;
    const server = net.connect({ port: this.port, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, client] as const]) {
      from.on('data', (bytes) => {
        if (from === server) this.received += bytes.length;
        if (this.delayMs > 0) setTimeout(() => to.write(bytes), this.delayMs);
        else if (!to.write(bytes)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
    }
  }
}
