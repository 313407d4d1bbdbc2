import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Visit } from './visit.record.ts';

/** Somebody else who is to be at a visit. */
@Record({
  prefix: 'vat',
  description: 'Somebody besides customer and user who is to be at a visit.',
  ownership: { through: 'visit' },
  indexes: [
    ['visitId', '-createdAt', '-id'],
    ['userId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'own', create: 'own', update: 'own', delete: 'own' },
    service: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class VisitAttendee extends RecordBase {
  @belongsTo(() => Visit, {
    description: 'The visit.',
    writable: 'create',
    inverse: { name: 'attendees', description: 'Who else is to be there.' },
  })
  visit!: Ref<Visit>;

  @belongsTo(() => Customer, {
    description: 'A customer; or a user or a name is given.',
    nullable: true,
    writable: 'create',
  })
  customer!: Ref<Customer> | null;

  @belongsTo(() => User, {
    description: 'One of us.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'attendances', description: 'Visits of others at which the user is to be.' },
  })
  user!: Ref<User> | null;

  @field.text({
    description: 'Name of somebody of whom there is no record.',
    maxLength: 200,
    nullable: true,
    writable: 'create',
  })
  name!: string | null;

  @field.boolean({ description: 'Was there.', nullable: true })
  came!: boolean | null;
}
