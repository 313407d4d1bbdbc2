import type { Access } from '../access/access.ts';
import { loadUserPrincipal } from '../access/principal.ts';
import { RapportError } from '../errors/index.ts';
import { addJobs } from '../jobs/graphile-queue.ts';
import { cancelTimer } from '../jobs/timer.ts';
import type { Composition } from '../plugins/composition.ts';
import type { Installation } from '../plugins/installation.ts';
import { accessIn, type Place } from '../plugins/plugin-runner.ts';
import type { FilterInput } from '../records/filter.ts';
import { idOf } from '../records/ids.ts';
import type { StatementRunner, Transaction } from '../tenancy/index.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { Automation } from './automation.record.ts';
import { AutomationRun } from './automation-run.record.ts';
import { readFilter, subjectTypeOf } from './check-automation.ts';
import { type AutomationDefinition, readDefinition } from './definition.ts';

/** Tasks of the job queue. */
export const RUN_TASK = 'automation-run';
export const WAKE_TASK = 'automation-wake';
export const CRON_TASK = 'automation-cron';

/** An automation with the version that is in force, or that a run follows. */
export interface LoadedAutomation {
  /** Database form. */
  readonly id: string;
  readonly key: string;
  readonly plugin: string | null;
  readonly owner_id: string | null;
  readonly number: number;
  readonly definition: AutomationDefinition;
}

export const AUTOMATION_COLUMNS = 'a.id, a.key, a.plugin, a.owner_id, v.number, v.definition';
const AUTOMATION_IN_FORCE = `
select ${AUTOMATION_COLUMNS} from automation a
join automation_version v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = a.current_version
where a.tenant_id = $1 and a.deleted_at is null`;

interface AutomationRow extends Omit<LoadedAutomation, 'definition'> {
  readonly definition: string;
}

export const loaded = (row: AutomationRow): LoadedAutomation => ({
  ...row,
  definition: readDefinition(JSON.parse(row.definition)),
});

/** What somebody may have written who means events of this type. */
export const patternsOf = (type: string): string[] => [type, `${type.split('.')[0]}.*`];

/** Active automations that may begin with an event of this type. */
export async function startedBy(runner: StatementRunner, tenantId: number, type: string): Promise<LoadedAutomation[]> {
  const text = `${AUTOMATION_IN_FORCE} and a.state = 'ACTIVE' and a.trigger_event = any($2) order by a.id`;
  return (await runner.run<AutomationRow>({ text, values: [tenantId, patternsOf(type)] })).map(loaded);
}

export async function loadAutomation(
  runner: StatementRunner,
  tenantId: number,
  uuid: string,
): Promise<(LoadedAutomation & { readonly state: string }) | undefined> {
  const text = AUTOMATION_IN_FORCE.replace('select ', 'select a.state, ');
  const [row] = await runner.run<AutomationRow & { state: string }>({
    text: `${text} and a.id = $2`,
    values: [tenantId, uuid],
  });
  return row && { ...loaded(row), state: row.state };
}

/** What this process does not have another one may: the error says nothing of the run, which is tried again. */
export function assertInstalled({ plugins }: Pick<Installation, 'plugins'>, id: string): void {
  if (!plugins.some((plugin) => plugin.id === id)) throw new Error(`This process has no plugin "${id}".`);
}

/** With whose rights an automation acts: those of its plugin, or of the user who wrote it last. */
export async function actorOf(
  { tenant, composition }: Place,
  { key, plugin, owner_id: owner }: Pick<LoadedAutomation, 'key' | 'plugin' | 'owner_id'>,
  installation: Installation,
  runner: StatementRunner,
): Promise<Access> {
  const name = `automation:${key}`;
  if (plugin !== null) {
    assertInstalled(installation, plugin);
    return accessIn(composition, plugin).actingAs(name);
  }
  const principal = owner === null ? undefined : await loadUserPrincipal(runner, installation, tenant.id, owner);
  if (!principal)
    throw new RapportError('FORBIDDEN', `Whoever wrote the automation "${key}" is no longer an active user.`, {
      hint: 'Let an active user write a new version: `changeAutomation`.',
    });
  return principal.access.actingAs(name);
}

/** What a run begins with. */
export interface Beginning {
  readonly trigger: string;
  readonly dedupeKey: string;
  readonly subjectId: string | null;
  readonly event: unknown;
  readonly input: unknown;
  /** Keys of automations that led to it. */
  readonly causes: readonly string[];
}

/**
 * Begins a run, with the job that takes its steps. Undefined when it began before. Automations that let each other begin
 * in a circle are stopped here: the run that would close the circle has failed from its beginning.
 */
export async function beginRun(
  work: UnitOfWork,
  automation: LoadedAutomation,
  { trigger, dedupeKey, subjectId, event, input, causes }: Beginning,
): Promise<RecordRef | undefined> {
  const { tenant } = work.context;
  const [known] = await work.run({
    text: 'select 1 from automation_run where tenant_id = $1 and automation_id = $2 and dedupe_key = $3 and deleted_at is null',
    values: [tenant.id, automation.id, dedupeKey],
  });
  if (known) return undefined;
  const circle = causes.includes(automation.key) ? [...causes, automation.key].join(' -> ') : undefined;
  const [first] = automation.definition.steps;
  const run = await work.unlimited.create(AutomationRun, {}, 'run', {
    automationId: idOf(Automation, automation.id),
    versionNumber: automation.number,
    state: circle ? 'FAILED' : 'RUNNING',
    subjectId,
    trigger,
    dedupeKey,
    given: JSON.stringify({ event, input }),
    causes: [...causes],
    position: 0,
    stepId: first?.id ?? null,
    ...(circle && {
      errorCode: 'AUTOMATION_LOOP',
      reason: `Automations let each other begin in a circle: ${circle}.`,
      endedAt: new Date().toISOString(),
    }),
  });
  if (!circle) await work.run(runJob(tenant.id, run.uuid));
  return run;
}

export const runJob = (tenantId: number, runUuid: string) =>
  addJobs(tenantId, [{ task: RUN_TASK, key: `run ${runUuid}`, payload: { run: runUuid } }]);

export const timerKey = (runUuid: string): string => `automation run ${runUuid}`;

/** A run waits no longer, for whatever it was. */
export async function endWaiting(
  transaction: Pick<Transaction, 'run'>,
  tenantId: number,
  runUuid: string,
): Promise<void> {
  await cancelTimer(transaction, tenantId, timerKey(runUuid));
  await transaction.run({
    text: 'delete from automation_wait where tenant_id = $1 and run_id = $2',
    values: [tenantId, runUuid],
  });
}

/** Request ids of what a run writes, by which what follows from it is known. */
export const requestOfRun = (runUuid: string): string => `automation ${runUuid}`;

/** Keys of the automations that led to an event: those that led to the run that wrote it, and its own. */
export async function causesOf(runner: StatementRunner, tenantId: number, requestId: string): Promise<string[]> {
  const [, uuid] = /^automation ([0-9a-f-]{36})$/.exec(requestId) ?? [];
  if (uuid === undefined) return [];
  const [row] = await runner.run<{ causes: string[]; key: string }>({
    text: `
select r.causes, a.key from automation_run r join automation a on a.tenant_id = r.tenant_id and a.id = r.automation_id
where r.tenant_id = $1 and r.id = $2`,
    values: [tenantId, uuid],
  });
  return row ? [...row.causes, row.key] : [];
}

/** Whether the record that an automation is about is in its sight and matches a filter; without a filter it does. */
export async function subjectMatches(
  work: UnitOfWork,
  definition: AutomationDefinition,
  composition: Composition,
  subjectId: string | null,
  given: FilterInput | undefined,
): Promise<boolean> {
  if (given === undefined) return true;
  const type = subjectTypeOf(definition, composition);
  if (!type || subjectId === null) return false;
  const filter = readFilter(given, type, composition.schemaFor(work.context.access), 'filter');
  const found = await work.find(type.class, { filter: { and: [{ id: { eq: subjectId } }, filter] }, fields: ['id'] });
  return found.length > 0;
}
