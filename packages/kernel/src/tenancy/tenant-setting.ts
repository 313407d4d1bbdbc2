/** The name of the custom setting that every row-level security policy compares with `tenant_id`. */
export const TENANT_SETTING = 'app.tenant';

/**
 * How Postgres plans our statements. The best plan of one does not hang on its values; making one anew for each would
 * cost more than it gains. Workers beside it would be started also for a walk that is not taken, and none is long.
 */
const PLANNING = { plan_cache_mode: 'force_generic_plan', max_parallel_workers_per_gather: '0' };

/** The same as options of a connection. */
export const PLANNING_OPTIONS = Object.entries(PLANNING)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

const SET_PLANS = Object.entries(PLANNING)
  .map(([name, value]) => `set_config('${name}', '${value}', true)`)
  .join(', ');

/** Sets the tenant, `$1`, until the transaction ends. */
export const SET_TENANT = `select set_config('${TENANT_SETTING}', $1, true)`;

/** The same, where nothing that was set for the connection holds. */
export const SET_TENANT_AND_PLANS = `${SET_TENANT}, ${SET_PLANS}`;

/** Begins a transaction of a tenant. His id is an integer of our own, so it may stand in the text and save a round trip. */
export const beginAsTenant = (tenantId: number): string =>
  `begin; select set_config('${TENANT_SETTING}', '${Math.trunc(tenantId)}', true), ${SET_PLANS}`;
