import type { ConsumerName, EventConsumer, HandledEvent } from '../consumers/consumer.ts';
import type { Installation } from '../plugins/installation.ts';
import { accessIn, type PluginRunner } from '../plugins/plugin-runner.ts';
import type { Limits } from '../work/budget.ts';
import { affectedSubjects } from './affected-subjects.ts';
import { scoreSubjects } from './score-subjects.ts';
import { type OwnedScorer, type ScorerOwner, versionsByName } from './scorer.ts';

const LIMITS: Limits = { milliseconds: 30_000, rows: 200_000 };
/** A merge may concern many; they need not be locked for longer than this many take. */
const CHUNK = 500;

/** Name under which a scorer follows the log. */
export const scoringConsumer = ({ plugin, scorer }: OwnedScorer): ConsumerName => ({
  plugin,
  handler: `score-${scorer.id}`,
});

export const scoringConsumerNames = (plugins: readonly ScorerOwner[]): ConsumerName[] =>
  [...versionsByName(plugins).values()].flatMap(([owned]) => (owned ? [scoringConsumer(owned)] : []));

/** Scorers that follow the log, and give those records new scores whose facts may have changed. */
export function scoringConsumers(
  { plugins: installed, catalogue }: Installation,
  plugins: PluginRunner,
): EventConsumer[] {
  return [...versionsByName(installed).values()].map((versions) => {
    const owned = versions[0] as OwnedScorer;
    const affected = affectedSubjects(versions, catalogue);
    const handleAll = async (tenantId: number, events: readonly HandledEvent[], signal: AbortSignal) => {
      const { plugin, scorer } = owned;
      const run = { tenantId, plugin, part: `the scorer ${scorer.id}`, limits: LIMITS, signal };
      await plugins.run(run, async ({ transaction, ...context }) => {
        const subjects = await transaction((work) => affected.of(events, work.transaction, tenantId));
        for (let begin = 0; begin < subjects.length; begin += CHUNK) {
          const { failures } = await transaction(({ transaction: runner, context: { catalogue: types, requestId } }) =>
            scoreSubjects(
              runner,
              versions,
              { given: subjects.slice(begin, begin + CHUNK) },
              { tenantId: context.tenant.id, catalogue: types, requestId },
              { announceFirst: true },
            ),
          );
          const [failure] = failures;
          if (failure) throw failure.error;
        }
      });
    };
    return {
      ...scoringConsumer(owned),
      // Which fields it may read was looked at when the product started; merges concern it in any case.
      accessOf: (composition) => accessIn(composition, owned.plugin).unlimited,
      wantsType: (type) => affected.eventTypes.has(type),
      handle: (tenantId, event, signal) => handleAll(tenantId, [event], signal),
      handleAll,
    };
  });
}
