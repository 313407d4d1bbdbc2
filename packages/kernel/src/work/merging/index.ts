export {
  type MergedField,
  type MergeOptions,
  type MergeResult,
  mergeRecords,
} from './merge-records.ts';
export type { MergedReference } from './moves.ts';
export { type UnmergeConflict, type UnmergeOptions, type UnmergeResult, unmergeRecords } from './unmerge-records.ts';
