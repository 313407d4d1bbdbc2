import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  field,
  Record,
  RecordBase,
  type Ref,
  type StoredFile,
} from '@rapport/sdk';
import { Queue, ServiceMessage, ServiceRequest } from '../service/index.ts';

export const InboundMailState = enumeration('InboundMailState', 'What became of a mail.', {
  RECEIVED: 'It has not been looked at yet.',
  TAKEN: 'It is a message of a request.',
  IGNORED: 'It is none: a loop, a note that nobody wrote, something that came before.',
  UNREADABLE: 'Nobody can be found who wrote it.',
});
export type InboundMailState = EnumerationValue<typeof InboundMailState>;

export const MAX_MAIL_BYTES = 30_000_000;

/** A mail as it came (O7, G3). Whatever is made of it, the original stays. */
@Record({
  prefix: 'mai',
  description:
    'A mail as it came. `POST /files/InboundMail` with its text (RFC 822) makes one; it opens a request or goes on with one. Whatever is made of it, the original stays.',
  indexes: [
    ['state', '-createdAt', '-id'],
    ['sender', '-createdAt', '-id'],
    ['requestId', '-createdAt', '-id'],
  ],
  commands: [],
  grants: {
    manager: { read: 'all' },
    service: { read: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class InboundMail extends RecordBase {
  @field.file({ description: 'The mail itself, of at most 30 MB.', maxBytes: MAX_MAIL_BYTES })
  original!: StoredFile;

  @field.enum(InboundMailState, { description: 'What became of it.', default: 'RECEIVED', writable: 'never' })
  state!: InboundMailState;

  @field.text({ description: 'Address of whoever sent it.', maxLength: 320, nullable: true, writable: 'never' })
  sender!: string | null;

  @field.text({ description: 'What it is about, as it says.', maxLength: 300, nullable: true, writable: 'never' })
  subject!: string | null;

  @field.text({ description: 'Its Message-ID.', maxLength: 500, nullable: true, writable: 'never' })
  mailId!: string | null;

  @field.text({ description: 'Why it became no message.', maxLength: 500, nullable: true, writable: 'never' })
  reason!: string | null;

  @belongsTo(() => Queue, {
    description: 'Where requests that it opens begin: the queue of the mailbox.',
    nullable: true,
    writable: 'create',
  })
  queue!: Ref<Queue> | null;

  @belongsTo(() => ServiceRequest, {
    description: 'The request that it opened or went on with.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'mails', description: 'Mails of which its messages are made.' },
  })
  request!: Ref<ServiceRequest> | null;

  @belongsTo(() => ServiceMessage, { description: 'The message that it is.', nullable: true, writable: 'never' })
  message!: Ref<ServiceMessage> | null;
}
