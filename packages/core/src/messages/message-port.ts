import { type MessagePort, RapportError } from '@rapport/sdk';
import { ContactChannel } from '../customers/index.ts';
import { sendMessage, templateByKey } from './message.service.ts';
import { MessagePurpose, type SendRule } from './message-terms.ts';
import { messageSettings } from './settings.ts';

/** How automations send messages: by the same rules as everybody, so a journey is an automation. */
export const messagePort: MessagePort = {
  channels: Object.keys(ContactChannel),
  purposes: Object.keys(MessagePurpose),
  send: async ({ key, recordId, channel, purpose, template, variables }, { work, settings }) => {
    const { tenant } = work.context;
    const known = await templateByKey(work, tenant.id, template, 'template');
    if (known.purpose !== purpose)
      throw new RapportError('INPUT_INVALID', `purpose: the template "${template}" is for ${known.purpose}.`, {
        field: 'purpose',
      });
    if (channel !== null && known.channel !== channel)
      throw new RapportError('INPUT_INVALID', `channel: the template "${template}" is for ${known.channel}.`, {
        field: 'channel',
      });
    const { timeZone } = await settings(messageSettings);
    const message = { customerId: recordId, template, variables, key: `automation/${key}` };
    const { id, refusedBy } = await sendMessage(work, message, timeZone);
    return refusedBy === null ? { state: 'QUEUED', id } : { state: 'REFUSED', id, rule: refusedBy satisfies SendRule };
  },
};
