import type { Principal } from '@rapport/kernel';
import { type App, Follower } from '@rapport/server';
import type { GraphQLAnswer } from './test-client.ts';

interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What one subscription brings: all of it in `answers`, and the next of it from `next()`. */
export class TestSubscription<Data> implements AsyncIterableIterator<GraphQLAnswer<Data>> {
  readonly answers: GraphQLAnswer<Data>[] = [];
  private readonly follower: Follower;
  private readonly leave: () => void;
  private taken = 0;
  private waiting: (() => void) | undefined;
  private ended: { readonly error?: unknown } | undefined;

  private constructor(app: App, session: Session, principal: Principal, asked: Asked, leave: () => void) {
    this.leave = leave;
    this.follower = new Follower(app, session, principal, { ...asked, operationName: undefined }, this);
    this.follower.run().then(
      () => this.end({}),
      (error: unknown) => this.end({ error }),
    );
  }

  /** Throws where the operation is refused. */
  static async open<Data>(app: App, key: string, asked: Asked): Promise<TestSubscription<Data>> {
    await app.startServing();
    const { session, leave } = await app.sessions.open(key, () => undefined);
    try {
      return new TestSubscription<Data>(app, session, await session.begin(), asked, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Takes an answer from the server. */
  send({ json }: { readonly json: string }): undefined {
    this.answers.push(JSON.parse(json) as GraphQLAnswer<Data>);
    this.waiting?.();
  }

  /** The next answer, once it is there. Throws what ended the subscription, if something did. */
  async next(): Promise<IteratorResult<GraphQLAnswer<Data>, undefined>> {
    while (this.taken === this.answers.length) {
      if (this.ended?.error) throw this.ended.error;
      if (this.ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
    return { done: false, value: this.answers[this.taken++] as GraphQLAnswer<Data> };
  }

  async return(): Promise<IteratorResult<GraphQLAnswer<Data>, undefined>> {
    this.stop();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  stop(): void {
    this.follower.stop();
  }

  private end(how: { readonly error?: unknown }): void {
    this.ended = how;
    this.leave();
    this.waiting?.();
  }
}

type Session = Awaited<ReturnType<App['sessions']['open']>>['session'];
