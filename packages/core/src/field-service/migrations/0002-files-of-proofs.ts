import type { Migration } from '@rapport/sdk';

export const filesOfProofs: Migration = {
  id: '0002-files-of-proofs',
  sql: `alter table "job_proof" add column "file" jsonb;`,
};
