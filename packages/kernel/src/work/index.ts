export { MAX_BATCH_ROWS } from './batch.ts';
export type { FieldValues, RecordChange, TakenTransition } from './change.ts';
export type { ChangeOptions, TransitionStep } from './change-record.ts';
export type { NewRecord } from './create-records.ts';
export { RecordLoads } from './record-loads.ts';
export { RecordRef, ref } from './record-ref.ts';
export type { CommandContext, ExecutionContext, RequestContext } from './request-context.ts';
export { rebuildSearchIndex } from './search-index.ts';
export { type BeforeHandler, UnitOfWork, type WorkContext } from './unit-of-work.ts';
