import { definePlugin } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { createCustomers } from './migrations/0001-create-customers.ts';

export { Customer, CustomerKind, CustomerLifecycleState } from './customer.record.ts';

export const customersPlugin = definePlugin({
  id: 'customers',
  version: '0.1.0',
  requires: ['system', 'roles'],
  records: [Customer],
  migrations: [createCustomers],
});
