import type { Migration } from '../../plugins/plugin.ts';
import { createSearchTokens } from '../../records/search/token-table.ts';

/** The index of searches. `rapport search rebuild` fills it for records that were there before. */
export const searchTokens: Migration = { id: '0005-search-tokens', sql: createSearchTokens };
