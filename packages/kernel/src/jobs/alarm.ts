import type { PluginContext, PluginRunner } from '../plugins/plugin-runner.ts';
import type { RecordClass } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { quoteIdentifier, SCHEDULER_ROLE, type Statement } from '../tenancy/index.ts';
import type { Limits } from '../work/budget.ts';
import type { JobHandler, NewJob } from './job-queue.ts';

/** What a plugin does when the moment comes that a field of one of its records names, within about a second of it. */
export interface PluginAlarm {
  /** Its name within the plugin: `ring-clocks`. */
  readonly id: string;
  readonly record: RecordClass;
  /** A field with an instant and an index that begins with it. A record is due as long as this is past, so what runs must change it. */
  readonly at: string;
  /** Does what is due in one tenant; called again while anything is. Two processes may do so at once. */
  readonly run: (context: PluginContext) => Promise<void>;
}

/** An alarm, and the plugin that it is of. */
export interface OwnedAlarm extends PluginAlarm {
  readonly plugin: string;
}

/** Each alarm is a task of its own, so that a process takes only those that it has. */
const taskOf = (plugin: string, alarm: string): string => `alarm ${plugin}/${alarm}`;
const LIMITS: Limits = { milliseconds: 60_000, rows: 200_000 };

/** For a plugin's migration: lets the scheduler see when records of a table are due, and nothing else of them. */
export function alarmAccess(table: string, column: string): string {
  const [name, at, scheduler] = [table, column, SCHEDULER_ROLE].map(quoteIdentifier);
  return `
create policy scheduling on ${name} for select to ${scheduler} using (true);
grant select (tenant_id, ${at}, deleted_at) on ${name} to ${scheduler};`;
}

/** Which alarms are due in which tenants. */
export function dueAlarms(alarms: readonly OwnedAlarm[]): Statement {
  const asked = alarms.map(({ plugin, id, record, at }) => {
    const type = recordTypeOf(record);
    return { plugin, alarm: id, table: type.table, column: fieldOf(type, at).columns[0] };
  });
  return {
    text: 'select tenant_id as "tenantId", plugin, alarm from due_alarms($1)',
    values: [JSON.stringify(asked)],
  };
}

export interface DueAlarm {
  readonly tenantId: number;
  readonly plugin: string;
  readonly alarm: string;
}

/** While one waits there is no other; while one runs the next may wait. */
export const ringing = ({ plugin, alarm }: DueAlarm): NewJob => ({
  task: taskOf(plugin, alarm),
  key: `${plugin}/${alarm}`,
  payload: { plugin, alarm },
  maxTries: 1,
});

/** Runs alarms; by their tasks. */
export function alarmHandlers(alarms: readonly OwnedAlarm[], plugins: PluginRunner): ReadonlyMap<string, JobHandler> {
  const handlerOf =
    ({ plugin, id, run }: OwnedAlarm): JobHandler =>
    (_payload, { tenantId, signal }) =>
      plugins.run({ tenantId, plugin, part: `the alarm ${id}`, limits: LIMITS, signal }, run);
  return new Map(alarms.map((alarm) => [taskOf(alarm.plugin, alarm.id), handlerOf(alarm)]));
}
