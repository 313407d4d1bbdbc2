import { definePlugin } from '@rapport/sdk';
import { createPartners } from './migrations/0001-create-partners.ts';
import { Partner } from './partner.record.ts';
import { PartnerShare } from './partner-share.record.ts';
import { ShareWithPartnerResolver, sharePermission } from './share-with-partner.resolver.ts';

export { Partner, SharedAttribute } from './partner.record.ts';
export { PartnerShare } from './partner-share.record.ts';

export const partnersPlugin = definePlugin({
  id: 'partners',
  version: '0.1.0',
  requires: ['customers'],
  records: [Partner, PartnerShare],
  resolvers: [ShareWithPartnerResolver],
  permissions: [sharePermission],
  migrations: [createPartners],
});
