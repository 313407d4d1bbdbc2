import { setTimeout as sleep } from 'node:timers/promises';
import { dueAlarms } from '@rapport/kernel';
import type { TestApp } from './test-app.ts';

const LOOK_MS = 10;
const PATIENCE_MS = 100_000;

/** Switched off plugins handle nothing, and their jobs are not due. */
const isOff = (table: string) =>
  `exists (select from plugin_switch s where s.tenant_id = ${table}.tenant_id and s.plugin = ${table}.plugin and not s.enabled and s.deleted_at is null)`;

/** What is left to be done by now, in words. What follows from a thing is there before the thing is gone. */
const LEFT = `
select array_remove(array[
  case when exists (select from outbox) then 'events wait for their place in the log' end,
  case when exists (
    select from event_progress p join event_head h using (tenant_id)
    where p.leased_by is not null or ((h.seq > p.seq or h.epoch <> p.epoch) and not ${isOff('p')})) then 'events wait for their handlers' end,
  case when exists (
    select from failed_event f
    where f.state = 'WAITING' and f.next_try_at <= now() and f.deleted_at is null and not ${isOff('f')} and not exists (
      select from failed_event e
      where e.tenant_id = f.tenant_id and e.plugin = f.plugin and e.handler = f.handler and e.record_id = f.record_id
        and e.id < f.id and e.state = 'WAITING' and e.deleted_at is null)) then 'events wait for another try' end,
  case when exists (select from timer where due_at <= now()) then 'timers are due' end,
  case when exists (
    select from scheduled_job j where j.next_at <= now() and j.deleted_at is null and not ${isOff('j')}) then 'jobs are due' end,
  (select 'jobs wait to be done: ' || string_agg(task_identifier || case when locked_at is null then '' else ' (running)' end, ', ')
    from graphile_worker.jobs where locked_at is not null or (run_at <= now() and attempts < max_attempts))
], null) as left`;

/** Waits until nothing is left to be done. Throws where that takes too long, and says what is left. */
export async function drain(testApp: TestApp): Promise<void> {
  const { events, background, installation } = testApp.app;
  const alarms = dueAlarms(installation.whole.alarms);
  const deadline = Date.now() + PATIENCE_MS;
  while (true) {
    const [row] = await testApp.sql<{ left: readonly string[] }>(LEFT);
    const ringing = await testApp.sql(alarms.text, [...alarms.values]);
    const left = [...(row?.left ?? []), ...(ringing.length > 0 ? ['alarms ring'] : [])];
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`After ${PATIENCE_MS / 1_000} s: ${left.join('; ')}.`);
    events.onCommit();
    await background.scheduler.look();
    await sleep(LOOK_MS);
  }
}
