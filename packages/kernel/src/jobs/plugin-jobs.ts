import type { PluginContext, PluginRunner } from '../plugins/plugin-runner.ts';
import type { TenantDatabase } from '../tenancy/index.ts';
import type { Limits } from '../work/budget.ts';
import type { CronRule } from './cron.ts';
import type { JobHandler, JobPayload, NewJob } from './job-queue.ts';

/** What a job of a plugin knows. */
export interface PluginJobContext extends PluginContext {
  /** The time for which it is done: when it is late, that is in the past. The same at every try. */
  readonly dueAt: Date;
}

/** What a plugin does again and again, in each tenant. A run that fails is tried again, so it may be done twice. */
export interface PluginJob extends CronRule {
  /** Its name within the plugin: `expire-points`. */
  readonly id: string;
  readonly run: (context: PluginJobContext) => Promise<void>;
}

/** A job, and the plugin that it is of. */
export interface OwnedJob extends PluginJob {
  readonly plugin: string;
  /** It is due as soon as a tenant has it, and then by its rule. */
  readonly atOnce?: true;
}

const TRIES = 5;
const LIMITS: Limits = { milliseconds: 300_000, rows: 200_000 };

/** Each job is a task of its own, so that a process takes only those that it has. */
const taskOf = ({ plugin, id }: Pick<OwnedJob, 'plugin' | 'id'>): string => `plugin-job ${plugin}/${id}`;

export function runOf(job: Pick<OwnedJob, 'plugin' | 'id'>, dueAt: Date): NewJob {
  const { plugin, id } = job;
  const due = dueAt.toISOString();
  return {
    task: taskOf(job),
    key: `${plugin}/${id}/${due}`,
    payload: { plugin, job: id, dueAt: due },
    maxTries: TRIES,
  };
}

export interface PluginJobParts {
  readonly jobs: readonly OwnedJob[];
  readonly plugins: PluginRunner;
  readonly database: TenantDatabase;
}

/** Runs jobs of plugins, and notes how they went; by their tasks. */
export function pluginJobHandlers({ jobs, plugins, database }: PluginJobParts): ReadonlyMap<string, JobHandler> {
  const note = (tenantId: number, { plugin, job }: JobPayload, fault: string | null) =>
    database.forTenant(tenantId).run({
      text: `
update scheduled_job set ended_at = now(), fault = left($4, 1000), version = version + 1, updated_at = now()
where tenant_id = $1 and plugin = $2 and job = $3 and deleted_at is null`,
      values: [tenantId, plugin, job, fault],
    });
  const handlerOf =
    ({ plugin, id, run }: OwnedJob): JobHandler =>
    async (payload, { tenantId, signal }) => {
      const dueAt = new Date(String(payload.dueAt));
      try {
        await plugins.run({ tenantId, plugin, part: `the job ${id}`, limits: LIMITS, signal }, (context) =>
          run({ ...context, dueAt }),
        );
      } catch (error) {
        await note(tenantId, payload, error instanceof Error ? error.message : String(error));
        throw error;
      }
      await note(tenantId, payload, null);
    };
  return new Map(jobs.map((job) => [taskOf(job), handlerOf(job)]));
}
