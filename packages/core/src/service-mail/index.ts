import { definePlugin } from '@rapport/sdk';
import { InboundMail } from './inbound-mail.record.ts';
import { mailReply } from './mail-reply.service.ts';
import { createInboundMail } from './migrations/0001-create-inbound-mail.ts';
import { mailSettings } from './settings.ts';
import { takeMail } from './take-mail.service.ts';

export { InboundMail, InboundMailState } from './inbound-mail.record.ts';

export const serviceMailPlugin = definePlugin({
  id: 'service-mail',
  version: '0.1.0',
  requires: ['service', 'messages'],
  settings: mailSettings,
  rights: {
    Customer: { read: 'all', create: 'all' },
    ContactPoint: { read: 'all' },
    ServiceMessage: { read: 'all' },
  },
  records: [InboundMail],
  migrations: [createInboundMail],
  after: [
    {
      id: 'take-mail',
      events: ['inboundMail.created'],
      run: async ({ recordId }, context) => {
        if (recordId) await takeMail(recordId, context);
      },
    },
    {
      id: 'mail-replies',
      events: ['serviceMessage.created'],
      run: async ({ recordId }, context) => {
        if (recordId) await mailReply(recordId, context);
      },
    },
  ],
});
