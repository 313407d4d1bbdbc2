export { answerResolver } from './answer-field.ts';
export type { Board } from './board-roots.ts';
export { Computed, type ComputedOptions } from './computed.decorator.ts';
export * from './declarations.ts';
export { FOLLOW, type Follow, type FollowArguments } from './event-roots.ts';
export { type ShownEvent, showCheckpoint, showEvent } from './event-types.ts';
export { explainOperation, type OperationExplanation } from './explain-operation.ts';
export {
  type CompiledPlan,
  type CreationPlan,
  type KnownOperation,
  OperationPlans,
  type Plan,
  writeCreation,
} from './operation-plans.ts';
export { MAX_MUTATION_FIELDS, measureOperation, type OperationSize, operationLimits } from './operation-size.ts';
export { readCondition } from './record-condition.ts';
export { RecordInputType } from './record-input.ts';
export { MAX_NODE_IDS } from './record-roots.ts';
export { type AnswerWarning, warningsOf } from './warnings.ts';
