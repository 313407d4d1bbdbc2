import type { Migration } from '../../plugins/plugin.ts';
import { createScores } from '../../scoring/score-tables.ts';

/** Scores, what tenants say of scorers, and runs over all records. */
export const scores: Migration = { id: '0020-scores', sql: createScores };
