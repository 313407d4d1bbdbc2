import net, { type AddressInfo } from 'node:net';
import type { Random } from '../../packages/server/src/demo/random.ts';

/** What goes wrong with a connection, after so many bytes of the answer. */
export const faults = ['none', 'cut', 'half-close', 'delay', 'drip', 'black hole'] as const;
export type Fault = (typeof faults)[number];

const MOST_BYTES = 40_000;
const LONGEST_DELAY_MS = 50;
const DRIP_BYTES = 40;
const DRIPS = 50;
const BLACK_HOLE_MS = 1_000;

export interface FaultProxyOptions {
  /** Port on this machine that connections go to at the moment. */
  readonly target: () => number;
  readonly random: Random;
  readonly faults?: readonly Fault[];
}

/** A TCP proxy through which connections break in every way that networks know. */
export class FaultProxy {
  /** How often each fault happened. */
  readonly happened = new Map<Fault, number>();
  private readonly options: FaultProxyOptions;
  private readonly server: net.Server;
  private readonly sockets = new Set<net.Socket>();
  /** Lets everything through once it is off. */
  off = false;

  constructor(options: FaultProxyOptions) {
    this.options = options;
    this.server = net.createServer((client) => this.carry(client));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private carry(client: net.Socket): void {
    const upstream = net.connect(this.options.target(), '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    client.pipe(upstream);
    const { random } = this.options;
    const fault = this.off ? 'none' : random.pick(this.options.faults ?? faults);
    this.answer(upstream, client, fault, random.below(MOST_BYTES)).catch(() => client.destroy());
  }

  /** Hands the answer on, up to the byte where the fault happens. */
  private async answer(upstream: net.Socket, client: net.Socket, fault: Fault, healthy: number): Promise<void> {
    let left = fault === 'none' ? Number.POSITIVE_INFINITY : healthy;
    for await (const chunk of upstream as AsyncIterable<Buffer>) {
      const good = chunk.subarray(0, Math.min(left, chunk.length));
      left -= good.length;
      if (good.length > 0) await write(client, good);
      if (left > 0) continue;
      this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1);
      await this.fail(client, fault, chunk.subarray(good.length));
      left =
        fault === 'delay' || fault === 'drip' ? this.options.random.below(MOST_BYTES) + 1 : Number.POSITIVE_INFINITY;
      if (client.destroyed) return;
    }
    client.end();
  }

  private async fail(client: net.Socket, fault: Fault, rest: Buffer): Promise<void> {
    switch (fault) {
      case 'none':
        return;
      case 'cut':
        client.destroy();
        return;
      case 'half-close':
        // What was sent arrives, and nothing more comes; the other direction stays open for a moment.
        client.end();
        await pause(LONGEST_DELAY_MS);
        client.destroy();
        return;
      case 'delay':
        await pause(this.options.random.below(LONGEST_DELAY_MS));
        await write(client, rest);
        return;
      case 'drip': {
        const slowly = rest.subarray(0, DRIP_BYTES * DRIPS);
        for (let offset = 0; offset < slowly.length; offset += DRIP_BYTES) {
          await write(client, slowly.subarray(offset, offset + DRIP_BYTES));
          await pause(1);
        }
        await write(client, rest.subarray(slowly.length));
        return;
      }
      case 'black hole':
        await pause(BLACK_HOLE_MS);
        client.destroy();
    }
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function write(socket: net.Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (bytes.length === 0) return resolve();
    if (socket.destroyed) return reject(new Error('The client is gone.'));
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
