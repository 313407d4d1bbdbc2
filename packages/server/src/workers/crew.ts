import cluster, { type Worker } from 'node:cluster';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { StartError, type StartErrorCode } from '../start-error.ts';
import { figuresOf, tell } from './figures.ts';
import { closeUnreceivedConnections } from './handing-over.ts';
import type { Failure, Order, ToPrimary } from './messages.ts';

/** A worker that dies sooner than this may never have worked. */
const SHORT_LIFE_MS = 10_000;
/** Short lives in a row after which no further worker is tried in that place. */
const MAX_SHORT_LIVES = 5;
const FIRST_PAUSE_MS = 100;

/** Keeps a number of workers running until it is told to stop. */
export class Crew {
  /** Rejected when the workers cannot go on. */
  readonly failed: Promise<never>;
  private readonly order: Order;
  private readonly logger: Logger;
  private readonly serving = new Set<Worker>();
  private readonly stopping = new AbortController();
  private readonly places: Promise<void>[];
  private readonly complete: Promise<void>;
  private noteServing: () => void = () => undefined;

  constructor(order: Order, logger: Logger) {
    this.order = order;
    this.logger = logger;
    cluster.setupPrimary({
      // Beside this file, compiled or not.
      exec: path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`),
      args: [],
      serialization: 'advanced',
    });
    const { processes } = order.foundation;
    this.complete = new Promise((resolve) => {
      this.noteServing = () => {
        if (this.serving.size === processes) resolve();
      };
    });
    this.places = Array.from({ length: processes }, () => this.keepPlaceFilled());
    const never = new Promise<never>(() => undefined);
    this.failed = Promise.all(this.places).then(() => never);
    // Whoever waits for something else learns of it when he asks.
    this.failed.catch(() => undefined);
  }

  /** Until every worker answers requests. */
  async ready(): Promise<void> {
    await Promise.race([this.complete, this.failed]);
  }

  /** Workers finish what is running. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const worker of Object.values(cluster.workers ?? {})) if (worker) tell(worker, { kind: 'stop' });
    await Promise.allSettled(this.places);
  }

  private async keepPlaceFilled(): Promise<void> {
    let shortLives = 0;
    while (!this.stopping.signal.aborted) {
      const started = Date.now();
      const { pid, how } = await this.employ();
      if (this.stopping.signal.aborted) return;
      shortLives = Date.now() - started < SHORT_LIFE_MS ? shortLives + 1 : 0;
      this.logger.error({ worker: pid, how }, 'a worker died');
      if (shortLives === MAX_SHORT_LIVES) throw workersDie(how);
      const pause = shortLives === 0 ? 0 : FIRST_PAUSE_MS * 2 ** (shortLives - 1);
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** The whole life of a worker; throws when it says that it cannot serve. */
  private employ(): Promise<{ pid: number | undefined; how: string }> {
    const worker = cluster.fork();
    const { pid } = worker.process;
    closeUnreceivedConnections(worker);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ToPrimary) => {
        if (message.kind === 'failed') reject(errorOf(message.failure));
        if (message.kind === 'wantFigures') this.tellFigures(worker, message.request);
        if (message.kind !== 'serving') return;
        this.serving.add(worker);
        this.logger.info({ worker: pid }, 'a worker serves');
        this.noteServing();
      });
      worker.once('exit', (code: number | null, signal: string | null) => {
        this.serving.delete(worker);
        resolve({ pid, how: signal ? `signal ${signal}` : `exit code ${code}` });
      });
      tell(worker, { kind: 'serve', order: this.order });
    });
  }

  private async tellFigures(worker: Worker, request: number): Promise<void> {
    tell(worker, { kind: 'figures', request, text: await figuresOf(this.serving) });
  }
}

function workersDie(how: string): StartError {
  return new StartError(
    'WORKERS_DIE',
    `${MAX_SHORT_LIVES} workers in a row died within ${SHORT_LIFE_MS / 1_000} seconds, the last one with ${how}.`,
    'What they wrote above says why. Without --workers, one process does the same and ends with the error.',
  );
}

function errorOf({ code, message, hint }: Failure): Error {
  return code === undefined ? new Error(message) : new StartError(code as StartErrorCode, message, hint);
}
