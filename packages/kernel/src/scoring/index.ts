export { ScorerSetting, ScorerTuning, ScoringRun } from './scorer.record.ts';
export {
  type AnyScorer,
  defineScorer,
  type FactInput,
  type FactSource,
  type FactsOf,
  type FactValue,
  fact,
  type GivenScore,
  type GivenTerm,
  type ParamsOf,
  type Scorer,
  type ScorerParam,
} from './scorer.ts';
export { type ScoreAt, scoresAt } from './scores-at.ts';
export { scoringConsumers } from './scoring-consumers.ts';
export { SCORING_RUN, scoringRunHandler } from './scoring-run.ts';
