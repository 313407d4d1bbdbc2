import type { Installation } from '../plugins/installation.ts';
import { accessIn, type PluginRunner } from '../plugins/plugin-runner.ts';
import type { Limits } from '../work/budget.ts';
import type { EventConsumer } from './consumer.ts';

const LIMITS: Limits = { milliseconds: 30_000, rows: 10_000 };

/** The `after` handlers of all plugins. */
export function afterHandlers({ plugins: installed, events }: Installation, plugins: PluginRunner): EventConsumer[] {
  return installed.flatMap(({ id: plugin, after = [] }) =>
    after.map(({ id: handler, events: patterns, run, runAll, sees }) => {
      const part = `the handler ${handler}`;
      return {
        plugin,
        handler,
        accessOf: (composition) => {
          const access = accessIn(composition, plugin);
          return sees === 'everything' ? access.unlimited : access;
        },
        wantsType: events.matcher(patterns, 'events'),
        handle: (tenantId, event, signal) =>
          plugins.run({ tenantId, plugin, part, limits: LIMITS, signal }, (context) => run(event, context)),
        ...(runAll && {
          handleAll: (tenantId, all, signal) =>
            plugins.run({ tenantId, plugin, part, limits: LIMITS, signal }, (context) => runAll(all, context)),
        }),
      } satisfies EventConsumer;
    }),
  );
}
