/**
 * Lets the transaction end without waiting for the disk: a crash of the database may undo it, half a second later at
 * most. For what is done again then without harm; a from item, so that it is asked for before rows are written.
 */
export const LAZY_COMMIT = "(select set_config('synchronous_commit', 'off', true)) lazily";
