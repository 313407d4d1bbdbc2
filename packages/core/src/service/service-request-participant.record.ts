import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';
import { ServiceRequest } from './service-request.record.ts';

export const RequestRole = enumeration('RequestRole', 'What somebody has to do with a request.', {
  REQUESTER: 'Speaks for the customer.',
  AFFECTED: 'It concerns him, too.',
  HELPER: 'Helps whoever answers for it, from whichever department.',
  WATCHER: 'Wants to know what becomes of it.',
});
export type RequestRole = EnumerationValue<typeof RequestRole>;

/** Somebody else who has to do with a request (O11). */
@Record({
  prefix: 'srp',
  description:
    'Somebody else who has to do with a service request: a customer, a user, or somebody of whom there is no record.',
  ownership: { through: 'request' },
  indexes: [
    ['requestId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['userId', '-createdAt', '-id'],
  ],
  grants: careGrants,
})
export class ServiceRequestParticipant extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'The request.',
    writable: 'create',
    inverse: { name: 'participants', description: 'Who else has to do with it.' },
  })
  request!: Ref<ServiceRequest>;

  @field.enum(RequestRole, { description: 'What he has to do with it.' })
  role!: RequestRole;

  @belongsTo(() => Customer, {
    description: 'The customer, if he is one.',
    nullable: true,
    writable: 'create',
    inverse: {
      name: 'participatedServiceRequests',
      description: 'Requests of others with which the customer has to do.',
    },
  })
  customer!: Ref<Customer> | null;

  @belongsTo(() => User, {
    description: 'The user, if he is one.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'participatedServiceRequests', description: 'Requests of others with which the user has to do.' },
  })
  user!: Ref<User> | null;

  @field.text({
    description: 'Name of somebody of whom there is no record.',
    maxLength: 200,
    nullable: true,
    writable: 'create',
  })
  name!: string | null;
}
