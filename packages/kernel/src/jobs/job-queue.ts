import type { Statement } from '../tenancy/index.ts';

/** Work to be done later, by whichever process has time. The payload names what it is about, and holds no values of records. */
export interface NewJob {
  /** Which handler does it. */
  readonly task: string;
  readonly payload: JobPayload;
  /** Not before this moment; at once when absent. */
  readonly runAt?: Date;
  /** Takes the place of a waiting job with this key. */
  readonly key?: string;
  /** Tries until it is given up; between them the pause grows. */
  readonly maxTries?: number;
}

export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** What a handler knows of the job besides its payload. */
export interface RunningJob {
  readonly tenantId: number;
  /** The how manieth try it is, from 1. */
  readonly attempt: number;
  readonly isLastTry: boolean;
  /** Aborted when the process stops and the job should be left to another one. */
  readonly signal: AbortSignal;
}

/** Does a job. It may be called twice for the same job, when a process dies. What it throws lets the job be tried again. */
export type JobHandler = (payload: JobPayload, job: RunningJob) => Promise<void>;

/** Runs jobs of all tenants in turn. Adding them is a statement of the caller's own transaction. */
export interface JobQueue {
  /** The statement that adds jobs of a tenant: they exist when its transaction is committed. */
  add(tenantId: number, jobs: readonly NewJob[]): Statement;
  /** Begins to run jobs. */
  start(handlers: ReadonlyMap<string, JobHandler>): Promise<void>;
  /** Lets running jobs come to their end for a moment, and leaves the rest to other processes. */
  stop(): Promise<void>;
}
