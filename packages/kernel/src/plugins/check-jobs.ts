import { PluginError } from '../errors/index.ts';
import { checkCron } from '../jobs/cron.ts';
import { PART_ID } from './part-id.ts';
import type { PluginDefinition } from './plugin.ts';

/** Jobs have names of their own within their plugin, and are due some time. */
export function checkJobs(plugins: readonly PluginDefinition[]): void {
  for (const { id: plugin, jobs = [] } of plugins) {
    const names = new Set<string>();
    for (const job of jobs) {
      const what = `The plugin "${plugin}": the job "${job.id}"`;
      if (!PART_ID.test(job.id))
        throw new PluginError(
          `${what} must have a name of up to 60 lower-case letters, digits or hyphens.`,
          'Correct its `id`.',
        );
      if (names.has(job.id)) throw new PluginError(`${what} is declared twice.`, 'Rename one of them.');
      names.add(job.id);
      checkCron(job, what);
    }
  }
}
