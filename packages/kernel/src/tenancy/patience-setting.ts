import type { Statement } from './statement.ts';

/** Lets the statements of a transaction take longer than those for which somebody waits. */
export const patience = (seconds: number): Statement => ({
  text: "select set_config('statement_timeout', $1, true)",
  values: [`${seconds}s`],
});
