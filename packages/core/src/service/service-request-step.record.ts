import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { readGrants } from '../customers/index.ts';
import { ServiceRequest } from './service-request.record.ts';
import { ServiceRequestState } from './service-request.states.ts';

/** A step of a request, with its moment: clocks can be worked out from them (iS1), and a request traced (O7). */
@Record({
  prefix: 'srs',
  description:
    'A step of a service request: from which state to which, when, by whom and why. The first one has no state before.',
  ownership: { through: 'request' },
  indexes: [['requestId', 'takenAt', 'id']],
  commands: [],
  grants: readGrants,
})
export class ServiceRequestStep extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'The request.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'steps', description: 'The steps that it took.' },
  })
  request!: Ref<ServiceRequest>;

  @field.enum(ServiceRequestState, { description: 'The state before.', nullable: true, writable: 'never' })
  fromState!: ServiceRequestState | null;

  @field.enum(ServiceRequestState, { description: 'The state after.', writable: 'never' })
  toState!: ServiceRequestState;

  @field.instant({ description: 'When it was taken.', writable: 'never' })
  takenAt!: string;

  @field.text({ description: 'Why, in a line.', maxLength: 500, nullable: true, writable: 'never' })
  reason!: string | null;

  @belongsTo(() => User, {
    description: 'Who took it; nobody when it went by itself.',
    nullable: true,
    writable: 'never',
  })
  user!: Ref<User> | null;
}
