import { operatorAccess } from '../access/operator.ts';
import type { EventConsumer, HandledEvent } from '../consumers/consumer.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import { seeEvents } from '../events/event-view.ts';
import { RecordSights } from '../events/record-sights.ts';
import { dueTimes, nextTime } from '../jobs/cron.ts';
import type { JobHandler } from '../jobs/job-queue.ts';
import { setTimer } from '../jobs/timer.ts';
import type { Composition } from '../plugins/composition.ts';
import type { Installation } from '../plugins/installation.ts';
import type { PluginRunner } from '../plugins/plugin-runner.ts';
import { SYSTEM_PLUGIN } from '../plugins/system-plugin.ts';
import type { StatementRunner, TenantDatabase, Transaction } from '../tenancy/index.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import type { Trigger } from './definition.ts';
import { wakeRun } from './executor.ts';
import {
  actorOf,
  beginRun,
  CRON_TASK,
  causesOf,
  type LoadedAutomation,
  loadAutomation,
  runJob,
  startedBy,
  subjectMatches,
} from './runs.ts';

/** The consumer that lets automations begin. */
export const AUTOMATIONS = { plugin: SYSTEM_PLUGIN, handler: 'automations' } as const;

export interface TriggerParts {
  readonly installation: Installation;
  readonly database: TenantDatabase;
  readonly plugins: PluginRunner;
  readonly onCommit: () => void;
}

/** Lets automations begin, and those that wait for an event go on. */
export class Triggers {
  private readonly parts: TriggerParts;

  constructor(parts: TriggerParts) {
    this.parts = parts;
  }

  /** Follows the log of every tenant. What runs write of themselves lets nothing begin. */
  get consumer(): EventConsumer {
    return {
      ...AUTOMATIONS,
      accessOf: () => operatorAccess,
      wantsType: (type) => !type.startsWith('automation'),
      handle: (tenantId, event, _signal, logged) => this.handle(tenantId, event, logged),
    };
  }

  private async handle(tenantId: number, event: HandledEvent, logged: LoggedEvent): Promise<void> {
    const { database, onCommit } = this.parts;
    const runner = database.forTenant(tenantId);
    const waiting = await waitingFor(runner, tenantId, event);
    const automations = await startedBy(runner, tenantId, event.type);
    if (waiting.length === 0 && automations.length === 0) return;
    for (const run of waiting) {
      await database.transaction(tenantId, async (transaction) => {
        if (await wakeRun(transaction, tenantId, run, { event })) await transaction.run(runJob(tenantId, run));
      });
    }
    for (const automation of automations) await this.beginWith(tenantId, automation, event, logged);
    onCommit();
  }

  private async beginWith(
    tenantId: number,
    automation: LoadedAutomation,
    event: HandledEvent,
    logged: LoggedEvent,
  ): Promise<void> {
    await this.inPlace(tenantId, automation, async (work, composition, transaction) => {
      const { trigger } = automation.definition;
      const { access, tenant } = work.context;
      const { changedFields = null } = trigger as Extract<Trigger, { event: string }>;
      const question = { wantsType: () => true, filter: { changedFields } };
      const sights = new RecordSights(transaction, tenant, access);
      const { catalogue, events } = composition;
      const [seen] = await seeEvents([logged], question, { sights, access, catalogue, events });
      if (!seen || (seen.kind === 'REMOVED' && logged.operation !== 'deleted')) return;
      const shown = { ...event, changedFields: seen.changedFields, patch: seen.patch ?? null };
      const { definition } = automation;
      if (!(await subjectMatches(work, definition, composition, event.recordId, definition.condition))) return;
      await beginRun(work, automation, {
        trigger: event.type,
        dedupeKey: event.id,
        subjectId: event.recordId,
        event: shown,
        input: null,
        causes: await causesOf(transaction, tenantId, logged.requestId),
      });
    });
  }

  /** What a rule in time lets begin. */
  readonly cron: JobHandler = async ({ automation: uuid, due }, { tenantId }) => {
    const { database } = this.parts;
    const automation = await loadAutomation(database.forTenant(tenantId), tenantId, String(uuid));
    const trigger = automation?.definition.trigger;
    if (automation?.state !== 'ACTIVE' || !trigger || !('cron' in trigger)) return;
    const { due: times, next } = dueTimes({ catchUp: 'skip', ...trigger }, new Date(String(due)), new Date());
    await this.inPlace(tenantId, automation, async (work, _composition, transaction) => {
      for (const time of times) {
        const dedupeKey = `cron ${time.toISOString()}`;
        await beginRun(work, automation, {
          trigger: 'cron',
          dedupeKey,
          subjectId: null,
          event: null,
          input: null,
          causes: [],
        });
      }
      await setCronTimer(transaction, tenantId, automation, next);
    });
  };

  private async inPlace(
    tenantId: number,
    automation: LoadedAutomation,
    use: (work: UnitOfWork, composition: Composition, transaction: Transaction) => Promise<unknown>,
  ): Promise<void> {
    const { database, plugins, installation } = this.parts;
    await database.transaction(tenantId, async (transaction) => {
      const place = await plugins.placeOf(transaction, tenantId);
      const isOn = automation.plugin === null || place.composition.plugins.some(({ id }) => id === automation.plugin);
      if (!isOn) return;
      const access = await actorOf(place, automation, installation, transaction);
      await use(plugins.workOf(access, place, transaction), place.composition, transaction);
    });
  }
}

async function waitingFor(runner: StatementRunner, tenantId: number, event: HandledEvent): Promise<string[]> {
  const rows = await runner.run<{ run_id: string }>({
    text: `
select run_id from automation_wait
where tenant_id = $1 and event_type = $2 and (record_id is null or record_id = $3) order by run_id`,
    values: [tenantId, event.type, event.recordId],
  });
  return rows.map(({ run_id }) => run_id);
}

const cronKey = (uuid: string): string => `automation ${uuid}`;

/** Sets when an automation begins next; one that does not begin at certain times has no timer. */
export async function setCronTimer(
  runner: StatementRunner,
  tenantId: number,
  { id, definition: { trigger } }: Pick<LoadedAutomation, 'id' | 'definition'>,
  at?: Date,
): Promise<void> {
  if (!('cron' in trigger)) return;
  const dueAt = at ?? nextTime(trigger, new Date());
  await setTimer(runner, tenantId, {
    key: cronKey(id),
    dueAt,
    task: CRON_TASK,
    payload: { automation: id, due: dueAt.toISOString() },
  });
}
