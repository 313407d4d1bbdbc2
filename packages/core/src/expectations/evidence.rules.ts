import { type BeforeHandler, reject, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { CustomerNeed } from './customer-need.record.ts';
import { CustomerPromise } from './customer-promise.record.ts';

/** What one customer said proves nothing of another. */
const ownEvidence = (record: BeforeHandler['record']): BeforeHandler => ({
  record,
  on: ['created', 'updated'],
  fields: ['interactionId'],
  run: async ({ record: { interactionId, customerId }, path }, work) => {
    if (interactionId == null) return undefined;
    const [own] = await work.run({
      text: 'select 1 from interaction where tenant_id = $1 and id = $2 and customer_id = $3',
      values: [work.context.tenant.id, uuidOf(Interaction, interactionId), uuidOf(Customer, customerId)],
    });
    if (!own) reject(`${path}.interactionId`, 'must be an interaction with the same customer.');
    return undefined;
  },
});

export const evidenceRules: readonly BeforeHandler[] = [ownEvidence(CustomerNeed), ownEvidence(CustomerPromise)];
