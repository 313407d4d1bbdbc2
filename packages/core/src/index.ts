import { calendarsPlugin } from './calendars/index.ts';
import { campaignsPlugin } from './campaigns/index.ts';
import { customersPlugin } from './customers/index.ts';
import { interactionsPlugin } from './interactions/index.ts';
import { rolesPlugin } from './roles/index.ts';
import { segmentsPlugin } from './segments/index.ts';
import { servicePlugin } from './service/index.ts';
import { serviceMailPlugin } from './service-mail/index.ts';
import { serviceMeasuresPlugin } from './service-measures/index.ts';
import { solutionsPlugin } from './solutions/index.ts';

export * from './calendars/index.ts';
export * from './campaigns/index.ts';
export * from './customers/index.ts';
export * from './interactions/index.ts';
export * from './segments/index.ts';
export * from './service/index.ts';
export * from './service-mail/index.ts';
export * from './solutions/index.ts';
export { rolesPlugin };

/** The modules of the CRM, each a plugin. */
export const corePlugins = [
  rolesPlugin,
  customersPlugin,
  calendarsPlugin,
  interactionsPlugin,
  segmentsPlugin,
  campaignsPlugin,
  servicePlugin,
  serviceMailPlugin,
  solutionsPlugin,
  serviceMeasuresPlugin,
] as const;
