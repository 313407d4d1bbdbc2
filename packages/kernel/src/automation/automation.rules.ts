import type { BeforeHandler, UnitOfWork } from '../work/unit-of-work.ts';
import { AutomationRun } from './automation-run.record.ts';
import { endWaiting, runJob } from './runs.ts';

/** What somebody asks of a run: it waits no longer, and goes on unless it is cancelled. */
const steerRun: BeforeHandler = {
  record: AutomationRun,
  on: ['updated'],
  run: async ({ uuid, transition }, work) => {
    if (!transition) return undefined;
    work.afterWrite(transition.name === 'cancel' ? stopWaiting : goOn, uuid);
    if (transition.name === 'cancel') return { waitsUntil: null, endedAt: new Date().toISOString() };
    return { waitsUntil: null, endedAt: null, reason: null, errorCode: null };
  },
};

async function stopWaiting(work: UnitOfWork, uuids: readonly string[]): Promise<void> {
  for (const uuid of uuids) await endWaiting(work, work.context.tenant.id, uuid);
}

async function goOn(work: UnitOfWork, uuids: readonly string[]): Promise<void> {
  const { id } = work.context.tenant;
  for (const uuid of uuids) {
    // What it waited for did not come.
    await work.run({
      text: `
update automation_run_step set state = 'DONE', output = '{"timedOut":true}', version = version + 1, updated_at = now()
where tenant_id = $1 and run_id = $2 and state = 'BEGUN'`,
      values: [id, uuid],
    });
    await endWaiting(work, id, uuid);
    await work.run(runJob(id, uuid));
  }
}

export const automationRules: readonly BeforeHandler[] = [steerRun];
