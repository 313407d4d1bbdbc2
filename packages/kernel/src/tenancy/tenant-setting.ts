/** The name of the custom setting that every row-level security policy compares with `tenant_id`. */
export const TENANT_SETTING = 'app.tenant';

/** The best plan of our statements does not hang on their values; making one anew for each would cost more than it gains. */
export const GENERIC_PLANS = 'force_generic_plan';

const SET_PLANS = `set_config('plan_cache_mode', '${GENERIC_PLANS}', true)`;

/** Sets the tenant, `$1`, until the transaction ends. */
export const SET_TENANT = `select set_config('${TENANT_SETTING}', $1, true)`;

/** The same, where nothing that was set for the connection holds. */
export const SET_TENANT_AND_PLANS = `${SET_TENANT}, ${SET_PLANS}`;

/** Begins a transaction of a tenant. His id is an integer of our own, so it may stand in the text and save a round trip. */
export const beginAsTenant = (tenantId: number): string =>
  `begin; select set_config('${TENANT_SETTING}', '${Math.trunc(tenantId)}', true), ${SET_PLANS}`;
