import type { StatementRunner } from '../tenancy/index.ts';
import type { JobPayload } from './job-queue.ts';

/** A job that is to be added at a later moment. */
export interface Timer {
  /** One timer per key and tenant; another one takes its place. */
  readonly key: string;
  readonly dueAt: Date;
  readonly task: string;
  readonly payload: JobPayload;
}

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
