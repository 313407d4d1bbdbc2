import { nextTime, type OwnedJob, runOf } from '@rapport/kernel';
import type { TestApp } from './test-app.ts';

const DURATION = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;
/** Of things that become due in one tick; more of them would take minutes. */
const MAX_STEPS = 500;

/** Columns with the moment at which something is due. Time passes for them by being moved back. */
const DUE = {
  timer: 'due_at',
  failed_event: 'next_try_at',
  event_progress: 'resume_at',
  'graphile_worker._private_jobs': 'run_at',
} as const;

/** Milliseconds until the next of them is due. */
const NEXT = `
select (extract(epoch from min(due) - now()) * 1000)::float8 as after from (
  ${Object.entries(DUE)
    .map(([table, column]) => `select ${column} as due from ${table}`)
    .join(' union all ')}) d
where due > now()`;

interface Due {
  readonly after: number;
  readonly jobs: readonly OwnedJob[];
}

/** The time of a test: it passes when the test says so. */
export class TestClock {
  private readonly app: TestApp;
  /** How far the test is ahead of the clock, in milliseconds. */
  private ahead = 0;

  constructor(app: TestApp) {
    this.app = app;
  }

  async tick(duration: string): Promise<void> {
    if (!DURATION.test(duration)) throw new Error(`"${duration}" is no duration by ISO 8601, such as P14D or PT90M.`);
    await this.app.drain();
    const [row] = await this.app.sql<{ length: number }>(
      'select (extract(epoch from (now() + $1::interval) - now()) * 1000)::float8 as length',
      [duration],
    );
    let left = row?.length ?? 0;
    let now = Date.now() + this.ahead;
    for (let step = 0; left > 0; step++) {
      if (step === MAX_STEPS) throw new Error(`More than ${MAX_STEPS} things are due within ${duration}: tick less.`);
      const { after, jobs } = await this.next(new Date(now), left);
      await this.pass(after);
      this.ahead += after;
      now += after;
      left -= after;
      await this.run(jobs, new Date(now));
      await this.app.drain();
    }
  }

  /** What is due next, or the end. */
  private async next(now: Date, end: number): Promise<Due> {
    const [row] = await this.app.sql<{ after: number | null }>(NEXT);
    const times = this.app.app.installation.whole.jobs.map((job) => ({ job, after: +nextTime(job, now) - +now }));
    const after = Math.min(end, row?.after ?? end, ...times.map((time) => time.after));
    return { after, jobs: times.flatMap((time) => (time.after === after ? [time.job] : [])) };
  }

  private async pass(milliseconds: number): Promise<void> {
    for (const [table, column] of Object.entries(DUE))
      await this.app.sql(
        `update ${table} set ${column} = ${column} - make_interval(secs => $1) where ${column} > now()`,
        [milliseconds / 1_000],
      );
  }

  /** Lets jobs of plugins be done for a moment, in every tenant that has the plugin switched on. */
  private async run(jobs: readonly OwnedJob[], dueAt: Date): Promise<void> {
    const { database, background } = this.app.app;
    for (const job of jobs) {
      const tenants = await this.app.sql<{ id: number }>(
        `select tenant_id as id from tenant t where not exists (
           select from plugin_switch s where s.tenant_id = t.tenant_id and s.plugin = $1 and not s.enabled and s.deleted_at is null)`,
        [job.plugin],
      );
      for (const { id } of tenants) await database.forTenant(id).run(background.queue.add(id, [runOf(job, dueAt)]));
    }
  }
}
