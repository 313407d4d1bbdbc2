import { checkCron } from '../jobs/cron.ts';
import { partNames } from './part-id.ts';
import type { PluginDefinition } from './plugin.ts';

/** Jobs have names of their own within their plugin, and are due some time. */
export function checkJobs(plugins: readonly PluginDefinition[]): void {
  for (const { id: plugin, jobs = [] } of plugins) {
    const take = partNames(plugin, 'job');
    for (const job of jobs) checkCron(job, take(job.id));
  }
}
