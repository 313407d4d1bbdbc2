import { belongsTo, field, Record, RecordBase, type Ref, Team, User } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { readGrants } from './grants.ts';

/** Who was accountable for a customer, and when: one user at a time (iP1). */
@Record({
  prefix: 'own',
  description:
    'A time during which one user, or one team, was accountable for a customer. Two such times never overlap.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-startsAt', '-id'],
    ['userId', '-startsAt', '-id'],
  ],
  windows: [{ from: 'startsAt', until: 'endsAt', exclusive: { by: ['customerId'] } }],
  timelines: [{ of: 'customer', at: 'startsAt' }],
  commands: ['create'],
  grants: readGrants,
})
export class OwnerPeriod extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    staysOnMerge: true,
    inverse: { name: 'ownerPeriods', description: 'Who was accountable for the customer, and when.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, { description: 'The user who was accountable.', nullable: true, writable: 'create' })
  user!: Ref<User> | null;

  @belongsTo(() => Team, { description: 'The team that was.', nullable: true, writable: 'create' })
  team!: Ref<Team> | null;

  @field.instant({ description: 'From when on.', writable: 'create' })
  startsAt!: string;

  @field.instant({ description: 'Until when; open while it lasts.', nullable: true, writable: 'create' })
  endsAt!: string | null;
}
