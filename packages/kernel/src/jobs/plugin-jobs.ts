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

export const PLUGIN_JOB = 'plugin-job';
const TRIES = 5;
const LIMITS: Limits = { milliseconds: 300_000, rows: 200_000 };

export function runOf({ plugin, id }: OwnedJob, dueAt: Date): NewJob {
  const due = dueAt.toISOString();
  return {
    task: PLUGIN_JOB,
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

/** Runs jobs of plugins, and notes how they went. */
export function pluginJobHandler({ jobs, plugins, database }: PluginJobParts): JobHandler {
  const note = (tenantId: number, { plugin, job }: JobPayload, fault: string | null) =>
    database.forTenant(tenantId).run({
      text: `
update scheduled_job set ended_at = now(), fault = left($4, 1000), version = version + 1, updated_at = now()
where tenant_id = $1 and plugin = $2 and job = $3 and deleted_at is null`,
      values: [tenantId, plugin, job, fault],
    });
  return async (payload, { tenantId, signal }) => {
    const { plugin, id, run } = jobs.find((one) => one.plugin === payload.plugin && one.id === payload.job) ?? {};
    // Whoever takes the plugin out does not want its jobs done.
    if (!plugin || !run) return;
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
}
