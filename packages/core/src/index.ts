import { advocatesPlugin } from './advocates/index.ts';
import { assetsPlugin } from './assets/index.ts';
import { calendarsPlugin } from './calendars/index.ts';
import { campaignsPlugin } from './campaigns/index.ts';
import { customerPathPlugin } from './customer-path/index.ts';
import { customersPlugin } from './customers/index.ts';
import { dealReasonsPlugin } from './deal-reasons/index.ts';
import { encyclopediaPlugin } from './encyclopedia/index.ts';
import { expectationsPlugin } from './expectations/index.ts';
import { fieldServicePlugin } from './field-service/index.ts';
import { interactionsPlugin } from './interactions/index.ts';
import { leadsPlugin } from './leads/index.ts';
import { memberTargetsPlugin } from './member-targets/index.ts';
import { messagesPlugin } from './messages/index.ts';
import { orderTrackingPlugin } from './order-tracking/index.ts';
import { paperworkPlugin } from './paperwork/index.ts';
import { partnersPlugin } from './partners/index.ts';
import { productLifePlugin } from './product-life/index.ts';
import { reputationPlugin } from './reputation/index.ts';
import { responsesPlugin } from './responses/index.ts';
import { rolesPlugin } from './roles/index.ts';
import { segmentsPlugin } from './segments/index.ts';
import { servicePlugin } from './service/index.ts';
import { serviceMailPlugin } from './service-mail/index.ts';
import { serviceMeasuresPlugin } from './service-measures/index.ts';
import { solutionsPlugin } from './solutions/index.ts';
import { surveyMailPlugin } from './survey-mail/index.ts';
import { surveysPlugin } from './surveys/index.ts';

export * from './advocates/index.ts';
export * from './assets/index.ts';
export * from './calendars/index.ts';
export * from './campaigns/index.ts';
export * from './customer-path/index.ts';
export * from './customers/index.ts';
export * from './deal-reasons/index.ts';
export * from './encyclopedia/index.ts';
export * from './expectations/index.ts';
export * from './field-service/index.ts';
export * from './interactions/index.ts';
export * from './leads/index.ts';
export * from './member-targets/index.ts';
export * from './messages/index.ts';
export * from './order-tracking/index.ts';
export * from './paperwork/index.ts';
export * from './partners/index.ts';
export * from './product-life/index.ts';
export * from './reputation/index.ts';
export * from './responses/index.ts';
export * from './segments/index.ts';
export * from './service/index.ts';
export * from './service-mail/index.ts';
export * from './solutions/index.ts';
export * from './survey-mail/index.ts';
export * from './surveys/index.ts';
export { rolesPlugin };

/** The modules of the CRM, each a plugin. */
export const corePlugins = [
  rolesPlugin,
  customersPlugin,
  calendarsPlugin,
  interactionsPlugin,
  segmentsPlugin,
  messagesPlugin,
  campaignsPlugin,
  servicePlugin,
  assetsPlugin,
  fieldServicePlugin,
  orderTrackingPlugin,
  paperworkPlugin,
  surveysPlugin,
  surveyMailPlugin,
  leadsPlugin,
  serviceMailPlugin,
  solutionsPlugin,
  serviceMeasuresPlugin,
  expectationsPlugin,
  encyclopediaPlugin,
  partnersPlugin,
  advocatesPlugin,
  responsesPlugin,
  memberTargetsPlugin,
  productLifePlugin,
  customerPathPlugin,
  dealReasonsPlugin,
  reputationPlugin,
] as const;
