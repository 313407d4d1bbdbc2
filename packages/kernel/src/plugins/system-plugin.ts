/** Id of the plugin that every installation has. */
export const SYSTEM_PLUGIN = 'system';
