/** Names of what a plugin has several of: jobs, handlers, steps, automations. */
export const PART_ID = /^[a-z][a-z0-9-]{0,59}$/;
