import { createJobTables } from '../../jobs/job-tables.ts';
import type { Migration } from '../../plugins/plugin.ts';

/** Who runs jobs, and what becomes a job later. */
export const jobs: Migration = { id: '0010-jobs', sql: createJobTables };
