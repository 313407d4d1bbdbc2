import { DISABLED_PLUGINS } from '../access/load-tenant.ts';
import type { PluginFailures } from '../plugins/failures.ts';
import { newUuid } from '../records/record-id.ts';
import type { TenantDatabase, Transaction } from '../tenancy/index.ts';
import { type DueAlarm, dueAlarms, type OwnedAlarm, ringing } from './alarm.ts';
import { dueTimes, nextTime, timeZoneOf } from './cron.ts';
import type { JobQueue } from './job-queue.ts';
import { type OwnedJob, runOf } from './plugin-jobs.ts';
import type { Timer } from './timer.ts';

export interface SchedulerParts {
  readonly database: TenantDatabase;
  readonly queue: JobQueue;
  /** Those of all installed plugins. */
  readonly jobs: readonly OwnedJob[];
  readonly alarms: readonly OwnedAlarm[];
  readonly failures: PluginFailures;
  /** Told of each tenant once, before anything else is done for it. */
  readonly onTenant: (tenantId: number) => Promise<void>;
  readonly report: (error: unknown, message: string) => void;
}

/** Due timers of a tenant that become jobs at once. */
const BATCH = 500;
const POLL_MS = 1_000;

/**
 * Makes jobs of what is due: timers, alarms, and the jobs of plugins at their times. Any number of processes may do so;
 * what is due becomes a job once.
 */
export class Scheduler {
  private readonly parts: SchedulerParts;
  private readonly known = new Set<number>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(parts: SchedulerParts) {
    this.parts = parts;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.look()
        .catch((error: unknown) => this.parts.report(error, 'what is due waits'))
        .finally(() => {
          this.running = undefined;
        });
    }, POLL_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Makes jobs of all that is due by now, in every tenant. */
  async look(): Promise<void> {
    const [found] = await this.parts.database.withoutTenant<{ due: readonly number[]; tenants: readonly number[] }>({
      text: 'select due, tenants from tenants_with_due_work()',
      values: [],
    });
    for (const tenantId of found?.tenants ?? [])
      if (!this.known.has(tenantId))
        await this.introduce(tenantId).catch((error: unknown) =>
          this.parts.report(error, `the tenant ${tenantId} waits for its jobs`),
        );
    for (const tenantId of found?.due ?? []) {
      while ((await this.promoteTimers(tenantId)) === BATCH);
      await this.promoteJobs(tenantId);
    }
    await this.ringAlarms();
  }

  private async ringAlarms(): Promise<void> {
    const { database, queue, failures } = this.parts;
    const alarms = this.parts.alarms.filter(({ plugin }) => !failures.plugins.includes(plugin));
    if (alarms.length === 0) return;
    for (const due of await database.withoutTenant<DueAlarm>(dueAlarms(alarms)))
      await database.forTenant(due.tenantId).run(queue.add(due.tenantId, [ringing(due)]));
  }

  /** Lets a tenant have every job; one whose rule is another now is due by that. */
  private async introduce(tenantId: number): Promise<void> {
    const { database, jobs, onTenant } = this.parts;
    await onTenant(tenantId);
    const now = new Date();
    const rows = jobs.map((job) => ({
      id: newUuid(),
      plugin: job.plugin,
      job: job.id,
      cron: job.cron,
      time_zone: timeZoneOf(job),
      next_at: job.atOnce ? now : nextTime(job, now),
    }));
    await database.forTenant(tenantId).run({
      text: `
insert into scheduled_job as s (tenant_id, id, plugin, job, cron, time_zone, next_at)
select $1, j.id, j.plugin, j.job, j.cron, j.time_zone, j.next_at
from jsonb_to_recordset($2) j(id uuid, plugin text, job text, cron text, time_zone text, next_at timestamptz)
on conflict (tenant_id, plugin, job) where deleted_at is null
do update set cron = excluded.cron, time_zone = excluded.time_zone, next_at = excluded.next_at
where s.next_at is null or (s.cron, s.time_zone) <> (excluded.cron, excluded.time_zone)`,
      values: [tenantId, JSON.stringify(rows)],
    });
    this.known.add(tenantId);
  }

  private promoteTimers(tenantId: number): Promise<number> {
    return this.parts.database.transaction(tenantId, async (transaction) => {
      const due = await transaction.run<Pick<Timer, 'task' | 'payload'>>({
        text: `
delete from timer where tenant_id = $1 and key in (
  select key from timer where tenant_id = $1 and due_at <= now() order by due_at limit ${BATCH} for update skip locked)
returning task, payload`,
        values: [tenantId],
      });
      if (due.length > 0) await transaction.run(this.parts.queue.add(tenantId, due));
      return due.length;
    });
  }

  private promoteJobs(tenantId: number): Promise<void> {
    return this.parts.database.transaction(tenantId, async (transaction) => {
      const due = await transaction.run<{ plugin: string; job: string; next_at: Date }>({
        text: `
select plugin, job, next_at from scheduled_job
where tenant_id = $1 and next_at <= now() and deleted_at is null and plugin <> all(${DISABLED_PLUGINS}) and plugin <> all($2)
for update skip locked`,
        values: [tenantId, this.parts.failures.plugins],
      });
      for (const { plugin, job: id, next_at } of due) {
        const job = this.parts.jobs.find((one) => one.plugin === plugin && one.id === id);
        const { due: times, next } = job ? dueTimes(job, next_at, new Date()) : { due: [], next: undefined };
        if (job && times.length > 0)
          await transaction.run(
            this.parts.queue.add(
              tenantId,
              times.map((time) => runOf(job, time)),
            ),
          );
        await postpone(transaction, tenantId, plugin, id, next);
      }
    });
  }
}

/** Without a time it waits until its plugin is there again. */
async function postpone(transaction: Transaction, tenantId: number, plugin: string, job: string, next?: Date) {
  await transaction.run({
    text: `
update scheduled_job set next_at = $4, version = version + 1, updated_at = now()
where tenant_id = $1 and plugin = $2 and job = $3 and deleted_at is null`,
    values: [tenantId, plugin, job, next ?? null],
  });
}
