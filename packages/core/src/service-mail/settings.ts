import { defineSettings } from '@rapport/sdk';

/** Made when it is first needed. */
export const DEFAULT_REPLY_TEMPLATE = 'service-reply';

export const mailSettings = defineSettings('service-mail', {
  ownAddresses: {
    type: 'text',
    description: 'Addresses from which we send, separated by commas: what comes from them is a loop.',
    maxLength: 2_000,
  },
  replyTemplate: {
    type: 'text',
    description:
      'Template for mails that serve, by its key, in which replies go out; it takes `subject` and `body`. The one that is meant when nothing is said has nothing besides.',
    default: DEFAULT_REPLY_TEMPLATE,
    maxLength: 60,
  },
});
