import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

export const ProxyRole = enumeration('ProxyRole', 'As what somebody acts for another.', {
  SECRETARY: 'Secretary or assistant.',
  SPOUSE: 'Husband or wife.',
  PARENT: 'Mother or father.',
  CHILD: 'Daughter or son.',
  AGENT: 'Agent on commission.',
  GUARDIAN: 'Guardian by law.',
});
export type ProxyRole = EnumerationValue<typeof ProxyRole>;

/** Somebody who asks or books for a customer, who is the one that uses it (E11). Each has preferences of his own. */
@Record({
  prefix: 'prx',
  description: 'Somebody who asks or books for a customer. Both are customers with contact preferences of their own.',
  plural: 'customerProxies',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['proxyId', '-createdAt', '-id'],
  ],
  windows: [{ from: 'startsOn', until: 'endsOn', exclusive: { by: ['customerId', 'proxyId', 'role'] } }],
  grants: careGrants,
})
export class CustomerProxy extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer who is represented: the one that travels, lives in it, pays.',
    writable: 'create',
    inverse: { name: 'proxies', description: 'Who asks or books for the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => Customer, {
    description: 'Who acts for him: the one that books.',
    writable: 'create',
    inverse: { name: 'represents', description: 'For whom the customer asks or books.' },
  })
  proxy!: Ref<Customer>;

  @field.enum(ProxyRole, { description: 'As what.', writable: 'create' })
  role!: ProxyRole;

  @field.text({ description: 'For what, in a line.', maxLength: 300, nullable: true })
  matter!: string | null;

  @field.date({ description: 'First day; open when it is not known.', nullable: true })
  startsOn!: string | null;

  @field.date({ description: 'First day on which it no longer holds; open while it does.', nullable: true })
  endsOn!: string | null;
}
