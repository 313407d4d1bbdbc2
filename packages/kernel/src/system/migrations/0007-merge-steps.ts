import type { Migration } from '../../plugins/plugin.ts';
import { isolateTenants } from '../../tenancy/index.ts';
import { createMergeSteps } from '../../work/merging/merge-steps.ts';

/** What merges did, so that they can be taken back. The API may only add to it. */
export const mergeSteps: Migration = {
  id: '0007-merge-steps',
  sql: [createMergeSteps, isolateTenants('merge_step', ['select', 'insert'])].join('\n'),
};
