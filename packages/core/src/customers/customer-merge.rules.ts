import { type BeforeHandler, RapportError, uuidOf } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { CustomerMerge } from './customer-merge.record.ts';

/** A person is never an organisation, whatever they have in common. */
const refuseDifferentKinds: BeforeHandler = {
  record: CustomerMerge,
  on: ['created'],
  run: async ({ record }, work) => {
    const both = [record.survivorId, record.mergedId].map((id) => uuidOf(Customer, id));
    const kinds = await work.run({
      text: 'select distinct kind from customer where tenant_id = $1 and id = any($2::uuid[])',
      values: [work.context.tenant.id, both],
    });
    if (kinds.length > 1)
      throw new RapportError('MERGE_REFUSED', 'A person and an organisation cannot be one customer.', {
        field: 'mergedId',
      });
    return undefined;
  },
};

export const customerMergeRules: readonly BeforeHandler[] = [refuseDifferentKinds];
