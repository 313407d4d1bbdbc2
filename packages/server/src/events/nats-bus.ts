import type { NatsConnection } from '@nats-io/transport-node';
import { type EventBus, type Heads, HintGate, readHeads, writeHeads } from '@rapport/kernel';

const SUBJECT = 'rapport.events';
const PAUSE_MS = 5;
const RECONNECT_MS = 500;

/** Hints by NATS, core protocol: nothing is kept there, and a server that is away is only waited for. */
export class NatsBus implements EventBus {
  private readonly address: string;
  private readonly report: (error: unknown) => void;
  private readonly gate = new HintGate(PAUSE_MS, (heads) => this.publish(heads));
  private connection: NatsConnection | undefined;
  private closed = false;

  constructor(address: string, report: (error: unknown) => void) {
    this.address = address;
    this.report = report;
  }

  async listen(hear: (heads: Heads) => void): Promise<void> {
    // Nobody waits for the broker: what it would have told is found without it.
    this.connect(hear).catch(this.report);
  }

  tell(heads: Heads): void {
    this.gate.add(heads);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.gate.close();
    await this.connection?.close();
  }

  private async connect(hear: (heads: Heads) => void): Promise<void> {
    // Loaded where it is needed: most installations have no broker.
    const { connect } = await import('@nats-io/transport-node');
    const { username, password, host } = new URL(this.address);
    const connection = await connect({
      servers: host,
      ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
      ...(this.address.startsWith('tls:') && { tls: {} }),
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      // What its own process told it knows already.
      noEcho: true,
    });
    if (this.closed) return connection.close();
    this.connection = connection;
    connection.subscribe(SUBJECT, {
      callback: (error, message) => (error ? this.report(error) : hear(readHeads(message.string()))),
    });
  }

  private publish(heads: Heads): void {
    try {
      this.connection?.publish(SUBJECT, writeHeads(heads));
    } catch {
      // It is away; the sweeps of the others find what it would have told.
    }
  }
}
