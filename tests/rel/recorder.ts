/** What a client did, and what it was told. Instants are milliseconds of one clock. */
export interface Operation {
  readonly key: string;
  readonly invoked: number;
  /** Undefined as long as nobody has answered. */
  completed: number | undefined;
  /** What was acknowledged. */
  id: string | undefined;
  version: number | undefined;
}

/** Everything that the writers of a run did. */
export class Recorder {
  readonly operations: Operation[] = [];

  begin(key: string): Operation {
    const operation: Operation = {
      key,
      invoked: performance.now(),
      completed: undefined,
      id: undefined,
      version: undefined,
    };
    this.operations.push(operation);
    return operation;
  }

  get acknowledged(): Operation[] {
    return this.operations.filter(({ completed }) => completed !== undefined);
  }

  /** Operations that were on their way at this moment. */
  get inFlight(): number {
    return this.operations.filter(({ completed }) => completed === undefined).length;
  }
}
