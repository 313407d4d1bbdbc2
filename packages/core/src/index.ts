import { calendarsPlugin } from './calendars/index.ts';
import { customersPlugin } from './customers/index.ts';
import { interactionsPlugin } from './interactions/index.ts';
import { rolesPlugin } from './roles/index.ts';
import { servicePlugin } from './service/index.ts';

export * from './calendars/index.ts';
export * from './customers/index.ts';
export * from './interactions/index.ts';
export * from './service/index.ts';
export { rolesPlugin };

/** The modules of the CRM, each a plugin. */
export const corePlugins = [rolesPlugin, customersPlugin, calendarsPlugin, interactionsPlugin, servicePlugin] as const;
