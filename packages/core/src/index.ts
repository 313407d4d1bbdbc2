import { campaignsPlugin } from './campaigns/index.ts';
import { customersPlugin } from './customers/index.ts';
import { interactionsPlugin } from './interactions/index.ts';
import { rolesPlugin } from './roles/index.ts';
import { segmentsPlugin } from './segments/index.ts';

export * from './campaigns/index.ts';
export * from './customers/index.ts';
export * from './interactions/index.ts';
export * from './segments/index.ts';
export { rolesPlugin };

/** The modules of the CRM, each a plugin. */
export const corePlugins = [rolesPlugin, customersPlugin, interactionsPlugin, segmentsPlugin, campaignsPlugin] as const;
