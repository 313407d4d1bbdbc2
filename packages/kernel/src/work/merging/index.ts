export {
  type MergedField,
  type MergedReference,
  type MergeOptions,
  type MergeResult,
  mergeRecords,
} from './merge-records.ts';
export { type UnmergeConflict, type UnmergeOptions, type UnmergeResult, unmergeRecords } from './unmerge-records.ts';
