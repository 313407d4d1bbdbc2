import { createContext, Script } from 'node:vm';
import { RapportError } from '../errors/index.ts';
import type { OwnedScorer } from './scorer.ts';
import { type Evidence, type Facts, ScoreFault, type SettledScore, settleScore } from './settle-score.ts';

/** What is known of one subject. */
export interface SubjectFacts {
  readonly facts: Facts;
  readonly evidence: Evidence;
}

const BASE_MS = 1_000;

const context = createContext(Object.create(null));
const call = new Script('run()');

/**
 * Scores of subjects in their order; an error in the place of each that the scorer failed with. Also code that never
 * lets go of the thread is stopped: all that is left of the batch fails then.
 */
export function scoreGuarded(
  owned: OwnedScorer,
  params: Readonly<Record<string, number>>,
  subjects: readonly SubjectFacts[],
): (SettledScore | RapportError)[] {
  const { scorer } = owned;
  const results: (SettledScore | RapportError)[] = [];
  const run = () => {
    while (results.length < subjects.length) {
      const { facts, evidence } = subjects[results.length] as SubjectFacts;
      try {
        results.push(settleScore(scorer, scorer.score(facts as never, params as never), evidence));
      } catch (error) {
        results.push(failure(owned, error));
      }
    }
  };
  try {
    Object.assign(context, { run });
    call.runInContext(context, { timeout: BASE_MS + subjects.length });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const stopped = new RapportError('SCORER_FAILED', `${named(owned)} did not come to an end and was stopped.`, {
      ...detailsOf(owned),
      isEndless: true,
    });
    while (results.length < subjects.length) results.push(stopped);
  }
  return results;
}

function failure(owned: OwnedScorer, error: unknown): RapportError {
  const what =
    error instanceof ScoreFault ? error.message : `threw: ${error instanceof Error ? error.message : String(error)}`;
  const failed = new RapportError('SCORER_FAILED', `${named(owned)} ${what}.`, detailsOf(owned));
  failed.cause = error;
  return failed;
}

const named = ({ plugin, scorer }: OwnedScorer) =>
  `The plugin "${plugin}": version ${scorer.version} of the scorer "${scorer.id}"`;

const detailsOf = ({ plugin, scorer }: OwnedScorer) => ({ plugin, scorer: scorer.id });
