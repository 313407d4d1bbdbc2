import { RapportError } from '../errors/index.ts';
import { isDatabaseError, type Meter } from '../tenancy/index.ts';

/** What a piece of a plugin's code may use up. */
export interface Limits {
  readonly milliseconds: number;
  /** Rows that its statements return or write. */
  readonly rows: number;
}

/** Whose code it is, for errors: `loyalty` and `the job expire-points`. */
export interface PluginPart {
  readonly plugin: string;
  readonly part: string;
}

/**
 * Runs code of a plugin within limits (GU21). What takes too long or touches too many rows is stopped, and what it
 * throws comes out as an error that names it. Code that never lets go of the thread cannot be stopped from within:
 * plugins are trusted not to.
 */
export class Budget implements Meter {
  private readonly of: PluginPart;
  private readonly limits: Limits;
  private readonly controller = new AbortController();
  private rows = 0;
  private exceeded: RapportError | undefined;

  constructor(of: PluginPart, limits: Limits) {
    this.of = of;
    this.limits = limits;
  }

  /** Aborted when the budget is used up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  beforeStatement(): void {
    if (this.exceeded) throw this.exceeded;
  }

  touched(rows: number): void {
    this.rows += rows;
    if (this.rows > this.limits.rows) throw this.exceed(`touched more than ${this.limits.rows} rows`);
  }

  /** The result of the code; throws PLUGIN_OVER_BUDGET, PLUGIN_FAILED, or what the code refuses with a RapportError. */
  async run<Result>(code: () => Result | Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      const { milliseconds } = this.limits;
      timer = setTimeout(() => reject(this.exceed(`did not end within ${milliseconds / 1_000} s`)), milliseconds);
    });
    try {
      const result = await Promise.race([Promise.resolve().then(code), tooLong]);
      this.beforeStatement();
      return result;
    } catch (error) {
      throw this.exceeded ?? this.explain(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private exceed(what: string): RapportError {
    const { plugin, part } = this.of;
    this.exceeded ??= new RapportError(
      'PLUGIN_OVER_BUDGET',
      `The plugin "${plugin}": ${part} ${what} and was stopped.`,
      this.of as { plugin: string; part: string },
    );
    this.controller.abort(this.exceeded);
    return this.exceeded;
  }

  private explain(error: unknown): unknown {
    if (error instanceof RapportError) return error;
    const { plugin, part } = this.of;
    // What the database says may hold values.
    const reason = isDatabaseError(error) ? 'a statement was refused' : messageOf(error);
    const failed = new RapportError('PLUGIN_FAILED', `The plugin "${plugin}": ${part} failed: ${reason}`, {
      plugin,
      part,
    });
    failed.cause = error;
    return failed;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
