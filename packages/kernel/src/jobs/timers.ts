import type { StatementRunner, TenantDatabase } from '../tenancy/index.ts';
import type { JobPayload, JobQueue } from './job-queue.ts';

/** A job that is to be added at a later moment. */
export interface Timer {
  /** One timer per key and tenant; another one takes its place. */
  readonly key: string;
  readonly dueAt: Date;
  readonly task: string;
  readonly payload: JobPayload;
}

/** Due timers of a tenant that become jobs at once. */
const BATCH = 500;
const POLL_MS = 1_000;

/** Sets a timer in the caller's transaction. */
export async function setTimer(runner: StatementRunner, tenantId: number, timer: Timer): Promise<void> {
  await runner.run({
    text: `
insert into timer (tenant_id, key, due_at, task, payload) values ($1, $2, $3, $4, $5)
on conflict (tenant_id, key) do update set due_at = excluded.due_at, task = excluded.task, payload = excluded.payload`,
    values: [tenantId, timer.key, timer.dueAt, timer.task, JSON.stringify(timer.payload)],
  });
}

/** True when there was one. */
export async function cancelTimer(runner: StatementRunner, tenantId: number, key: string): Promise<boolean> {
  const text = 'delete from timer where tenant_id = $1 and key = $2 returning 1';
  return (await runner.run({ text, values: [tenantId, key] })).length > 0;
}

export interface TimerParts {
  readonly database: TenantDatabase;
  readonly queue: JobQueue;
  readonly report: (error: unknown, message: string) => void;
}

/** Makes jobs of timers that are due. Any number of processes may do so: a timer becomes one job. */
export class Timers {
  private readonly parts: TimerParts;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(parts: TimerParts) {
    this.parts = parts;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.promote()
        .catch((error: unknown) => this.parts.report(error, 'timers wait'))
        .finally(() => {
          this.running = undefined;
        });
    }, POLL_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Makes jobs of all timers that are due by now. */
  async promote(): Promise<void> {
    const { database } = this.parts;
    const [found] = await database.withoutTenant<{ tenants: readonly number[] }>({
      text: 'select tenants_with_due_timers() as tenants',
      values: [],
    });
    for (const tenantId of found?.tenants ?? []) while ((await this.promoteSome(tenantId)) === BATCH);
  }

  private promoteSome(tenantId: number): Promise<number> {
    const { database, queue } = this.parts;
    return database.transaction(tenantId, async (transaction) => {
      const due = await transaction.run<Pick<Timer, 'task' | 'payload'>>({
        text: `
delete from timer where tenant_id = $1 and key in (
  select key from timer where tenant_id = $1 and due_at <= now() order by due_at limit ${BATCH} for update skip locked)
returning task, payload`,
        values: [tenantId],
      });
      if (due.length > 0) await transaction.run(queue.add(tenantId, due));
      return due.length;
    });
  }
}
