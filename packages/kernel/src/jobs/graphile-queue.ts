import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Runner, TaskList, WorkerEvents, WorkerPool } from 'graphile-worker';
import pg from 'pg';
import { RapportError } from '../errors/index.ts';
import { type Statement, translateDatabaseError } from '../tenancy/index.ts';
import { FairTurns } from './fair-turns.ts';
import type { JobHandler, JobPayload, JobQueue, NewJob } from './job-queue.ts';
import { patientPool } from './patient-pool.ts';

export interface GraphileQueueOptions {
  /** What the API connects with. */
  readonly connection: pg.PoolConfig;
  /** Jobs that this process runs at once. */
  readonly concurrency: number;
  /** False behind a pooler that hands each transaction another connection. */
  readonly named: boolean;
  /** Told of what went wrong; the queue goes on by itself. */
  readonly report: (error: unknown, message: string) => void;
}

/** Connections of the queue itself: one hears of new jobs. */
export const JOB_CONNECTIONS = 3;
/** Finds what became due and what no notification told of. */
const POLL_MS = 1_000;
const HEARTBEAT_MS = 5_000;
/** A process that has not been heard of for so long is dead, and its jobs are another's. */
const DEAD_AFTER_SECONDS = 30;
/** How long a stop waits for running jobs. */
const GRACE_MS = 3_000;
const DEFAULT_TRIES = 12;

interface Envelope {
  readonly tenantId: number;
  readonly payload: JobPayload;
}

/** The tenant of a job, in the form in which the queue can pass jobs over. */
const flagOf = (tenantId: number) => `tenant:${tenantId}`;

/** Jobs in the tables of graphile-worker, in the same database. */
export class GraphileQueue implements JobQueue {
  private readonly options: GraphileQueueOptions;
  private readonly turns = new FairTurns();
  private readonly events: WorkerEvents = new EventEmitter();
  private readonly stopping = new AbortController();
  private pool: pg.Pool | undefined;
  private runner: Runner | undefined;
  private workers: WorkerPool | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  /** Jobs by id that run here, or of which it is being noted what became of them: each as it is at its latest try. */
  private readonly held = new Map<string, Job>();

  constructor(options: GraphileQueueOptions) {
    this.options = options;
  }

  add(tenantId: number, jobs: readonly NewJob[]): Statement {
    return addJobs(tenantId, jobs);
  }

  async start(handlers: ReadonlyMap<string, JobHandler>): Promise<void> {
    const { connection, concurrency, named, report } = this.options;
    // Loaded where it is needed: most tests and commands run no jobs.
    const { run, Logger } = await import('graphile-worker');
    this.pool = new pg.Pool({ ...connection, max: JOB_CONNECTIONS });
    onLost(this.pool, (error) => report(error, 'a connection of the job queue broke'));
    this.events.on('pool:create', ({ workerPool }) => {
      this.workers = workerPool;
    });
    this.events.on('job:start', ({ job }) => {
      for (const flag of Object.keys(job.flags ?? {})) this.turns.take(flag);
      this.held.set(job.id, job);
    });
    this.events.on('job:complete', ({ job }) => {
      const letGo = () => {
        // It may run again by then.
        if (this.held.get(job.id) === job) this.held.delete(job.id);
      };
      setTimeout(letGo, 2 * HEARTBEAT_MS).unref();
    });
    this.events.on('worker:getJob:empty', ({ worker }) => {
      if (this.turns.endRound()) worker.nudge();
    });
    this.events.on('job:error', ({ error, job }) => report(error, `the job ${job.task_identifier} failed`));
    this.events.on('worker:getJob:error', ({ error }) => report(error, 'the job queue could not look for a job'));
    const taskList = this.taskList(handlers);
    await register(this.pool, Object.keys(taskList));
    this.runner = await run({
      pgPool: patientPool(this.pool, this.stopping.signal),
      concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      noPreparedStatements: !named,
      forbiddenFlags: () => this.turns.waiting,
      events: this.events,
      logger: new Logger(() => () => undefined),
      taskList,
    });
    await this.beat();
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    const { runner, workers, pool } = this;
    if (!runner || !pool) return;
    const stopped = runner.stop();
    const grace = new AbortController();
    await Promise.race([stopped, sleep(GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
    grace.abort();
    this.stopping.abort();
    await stopped.catch((error: unknown) => this.options.report(error, 'the job queue did not stop in order'));
    // What was given up is another's at once.
    if (workers) await this.leave(workers.id);
    await pool.end();
  }

  private taskList(handlers: ReadonlyMap<string, JobHandler>): TaskList {
    const { signal } = this.stopping;
    return Object.fromEntries(
      [...handlers].map(([task, handle]) => [
        task,
        async (envelope: unknown, { job }: { job: { attempts: number; max_attempts: number } }) => {
          const { tenantId, payload } = envelope as Envelope;
          const { attempts: attempt, max_attempts: tries } = job;
          await handle(payload, { tenantId, attempt, isLastTry: attempt >= tries, signal });
        },
      ]),
    );
  }

  /** Says that this process lives, and frees what dead ones held. */
  private async beat(): Promise<void> {
    await this.pool
      ?.query({ text: BEAT, values: [this.workers?.id] })
      .then(() => this.pool?.query(FREE))
      .then(() => this.pool?.query({ text: FREE_OWN, values: [this.workers?.id, [...this.held.keys()]] }))
      .catch((error: unknown) => this.options.report(error, 'the job queue could not say that it lives'));
  }

  private async leave(id: string): Promise<void> {
    await this.pool
      ?.query({ text: LEAVE, values: [id] })
      .catch((error: unknown) => this.options.report(error, 'jobs of this process wait for another one to free them'));
  }
}

const BEAT = `
with gone as (delete from job_worker where seen_at < now() - interval '${DEAD_AFTER_SECONDS} seconds' and id <> $1)
insert into job_worker (id) values ($1) on conflict (id) do update set seen_at = now()`;

/** Whoever holds a job for longer than a heartbeat takes, and is not heard of, is dead. */
const FREE = `
select graphile_worker.force_unlock_workers(array(
  select distinct j.locked_by from graphile_worker.jobs j
  where j.locked_at < now() - interval '${(2 * HEARTBEAT_MS) / 1_000} seconds' and j.locked_by not in (select w.id from job_worker w)))`;

/** This process was given them by an answer that never came. */
const FREE_OWN = `
update graphile_worker._private_jobs set locked_at = null, locked_by = null
where locked_by = $1 and locked_at < now() - interval '${(2 * HEARTBEAT_MS) / 1_000} seconds' and id <> all($2::bigint[])`;

const LEAVE = `
with gone as (delete from job_worker where id = $1 returning id)
select graphile_worker.force_unlock_workers(array(select id from gone))`;

/**
 * A transaction that adds the first job of a task holds its name until it ends, and the library, once refused the lock,
 * never takes a job again. So the names stand before it looks for them, in order, for two starts not to wait in a ring.
 */
async function register(pool: pg.Pool, tasks: readonly string[]): Promise<void> {
  for (;;) {
    try {
      await pool.query({ text: REGISTER, values: [tasks] });
      return;
    } catch (error) {
      const reason = translateDatabaseError(error);
      if (!(reason instanceof RapportError) || reason.code !== 'BUSY') throw error;
    }
  }
}

const REGISTER = `
insert into graphile_worker._private_tasks (identifier)
select task from unnest($1::text[]) task order by task
on conflict do nothing`;

/** The library insists on being told of connections that break, also while one is in use. */
export function onLost(pool: pg.Pool, tell: (error: unknown) => void): void {
  pool.on('error', tell);
  pool.on('connect', (client) => client.on('error', tell));
}

/** Adds jobs in the transaction that runs it. */
export function addJobs(tenantId: number, jobs: readonly NewJob[]): Statement {
  const rows = jobs.map(({ task, payload, runAt, key, maxTries = DEFAULT_TRIES }) => ({
    task,
    payload: { tenantId, payload } satisfies Envelope,
    run_at: runAt?.toISOString() ?? null,
    key: key === undefined ? null : `${tenantId} ${key}`,
    tries: maxTries,
  }));
  return {
    text: `
select count(*) from graphile_worker.add_jobs(array(
  select row(j.task, j.payload, null, j.run_at, j.tries, j.key, null, array[$1::text])::graphile_worker.job_spec
  from jsonb_to_recordset($2) j(task text, payload json, run_at timestamptz, key text, tries smallint)))`,
    values: [flagOf(tenantId), JSON.stringify(rows)],
  };
}
