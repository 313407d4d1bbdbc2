import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';

/** What we say to each other about a request; the customer never sees it (O11). */
@Record({
  prefix: 'snt',
  description: 'What we say to each other about a request, also across departments. The customer never sees it.',
  ownership: { through: 'request' },
  indexes: [['requestId', '-createdAt', '-id']],
  commands: ['create', 'update'],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own' },
    service: { read: 'all', create: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class ServiceNote extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'What it is about.',
    writable: 'create',
    inverse: { name: 'notes', description: 'What we say to each other.' },
  })
  request!: Ref<ServiceRequest>;

  @field.longText({ description: 'What there is to know.', maxLength: 20_000 })
  body!: string;

  @belongsTo(() => User, { description: 'Whoever writes it.', nullable: true, orActor: true, writable: 'never' })
  user!: Ref<User> | null;
}
