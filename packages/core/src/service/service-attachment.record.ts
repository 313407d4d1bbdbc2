import { belongsTo, field, Record, RecordBase, type Ref, type StoredFile } from '@rapport/sdk';
import { ServiceMessage } from './service-message.record.ts';
import { ServiceRequest } from './service-request.record.ts';

export const MAX_ATTACHMENT_BYTES = 25_000_000;

/** A file that belongs to a request: a photograph, an invoice (O7). Whoever may read the request may read it. */
@Record({
  prefix: 'sat',
  description:
    'A file that belongs to a service request. `POST /files/ServiceAttachment` makes one; whoever may read the request may read it.',
  ownership: { through: 'request' },
  indexes: [
    ['requestId', '-createdAt', '-id'],
    ['messageId', '-createdAt', '-id'],
  ],
  commands: ['delete'],
  grants: {
    manager: { read: 'all', create: 'all', delete: 'all' },
    seller: { read: 'own', create: 'own' },
    service: { read: 'all', create: 'all' },
    automation: { read: 'all', create: 'all' },
    self: { read: 'self', create: 'self', only: { read: ['request', 'file'], write: ['request'] } },
  },
})
export class ServiceAttachment extends RecordBase {
  @field.file({ description: 'The file, of at most 25 MB.', maxBytes: MAX_ATTACHMENT_BYTES })
  file!: StoredFile;

  @belongsTo(() => ServiceRequest, {
    description: 'The request.',
    writable: 'create',
    inverse: { name: 'attachments', description: 'Files that belong to it.' },
  })
  request!: Ref<ServiceRequest>;

  @belongsTo(() => ServiceMessage, {
    description: 'The message with which it came.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'attachments', description: 'Files that came with it.' },
  })
  message!: Ref<ServiceMessage> | null;
}
