import pg from 'pg';
import utils from 'pg/lib/utils.js';
import { serialize } from 'pg-protocol';

/** The part of pg's connection that a query writes to; pg does not type it. */
export interface ProtocolConnection {
  readonly stream: { write(bytes: Buffer): void };
}

/** A statement of one connection under its name there. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  /** True for the first use: the server does not know the name yet. */
  readonly isNew: boolean;
}

interface Step {
  readonly statement: NamedStatement;
  readonly values: readonly unknown[];
}

type Callback = (error: Error | null, value: string | null) => void;

const Query = pg.Query as unknown as new (config: { text: string }) => object;

/**
 * Two statements in one round trip, of which the second yields one text.
 *
 * Everything up to Sync is one implicit transaction, so a setting of the first holds for exactly the second:
 * afterwards it is empty. The answer is not described, because it is known to be a text.
 */
export class TextQuery extends Query {
  private readonly first: Step;
  private readonly second: Step;
  private readonly done: Callback;
  private completed = 0;
  private value: string | null = null;

  constructor(first: Step, second: Step, done: Callback) {
    super({ text: second.statement.text });
    this.first = first;
    this.second = second;
    this.done = done;
  }

  // pg asks this of every query, and sends it by the simple protocol otherwise.
  requiresPreparation(): boolean {
    return true;
  }

  /** One write for all messages: each costs a call of the system. */
  prepare({ stream }: ProtocolConnection): void {
    const messages: Buffer[] = [];
    for (const { statement, values } of [this.first, this.second]) {
      const { name, text, isNew } = statement;
      if (isNew) messages.push(serialize.parse({ text, name }));
      messages.push(serialize.bind({ statement: name, values: [...values], valueMapper: utils.prepareValue }));
      messages.push(serialize.execute());
    }
    messages.push(serialize.sync());
    stream.write(Buffer.concat(messages));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.completed === 1) this.value = fields[0] ?? null;
  }

  handleCommandComplete(): void {
    this.completed++;
  }

  handleError(error: Error): void {
    this.done(error, null);
  }

  handleReadyForQuery(): void {
    if (this.completed === 2) this.done(null, this.value);
  }
}
