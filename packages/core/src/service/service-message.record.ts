import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { InteractionChannel } from '../interactions/index.ts';
import { ServiceRequest } from './service-request.record.ts';

/** What passes between the customer and us about a request, through all channels (G2, G3). It never changes. */
@Record({
  prefix: 'smg',
  description: 'What the customer and we say to each other about a request, through all channels. It never changes.',
  ownership: { through: 'request' },
  indexes: [['requestId', 'saidAt', 'id']],
  unique: [['mailId']],
  commands: ['create'],
  grants: {
    manager: { read: 'all', create: 'all' },
    seller: { read: 'own', create: 'own' },
    service: { read: 'all', create: 'all' },
    marketer: { read: 'all', deny: { read: ['body'] } },
    analyst: { read: 'all', deny: { read: ['body'] } },
    automation: { read: 'all', create: 'all' },
    self: {
      read: 'self',
      create: 'self',
      only: { read: ['request', 'fromCustomer', 'channel', 'body', 'saidAt'], write: ['request', 'body'] },
    },
  },
})
export class ServiceMessage extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'What it is about.',
    writable: 'create',
    inverse: { name: 'messages', description: 'What the customer and we said to each other.' },
  })
  request!: Ref<ServiceRequest>;

  @field.boolean({ description: 'The customer said it; otherwise we did.', default: false, writable: 'create' })
  fromCustomer!: boolean;

  @field.enum(InteractionChannel, { description: 'How it came or went.', default: 'WEB', writable: 'create' })
  channel!: InteractionChannel;

  @field.longText({ description: 'What was said.', maxLength: 100_000, writable: 'create' })
  body!: string;

  @field.instant({ description: 'When; now unless it is given.', nullable: true, order: true, writable: 'create' })
  saidAt!: string | null;

  @field.boolean({
    description: 'Nobody wrote it: an out-of-office note, a receipt. It is no answer and opens nothing again.',
    default: false,
    writable: 'create',
  })
  automatic!: boolean;

  @field.text({
    description: 'Message-ID of the mail that it is, by which answers find the request.',
    maxLength: 500,
    nullable: true,
    writable: 'create',
  })
  mailId!: string | null;

  @belongsTo(() => User, {
    description: 'Who of us wrote it; whoever creates it, unless the customer said it.',
    nullable: true,
    writable: 'never',
  })
  user!: Ref<User> | null;
}
