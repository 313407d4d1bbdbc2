import { type BeforeHandler, reject } from '@rapport/sdk';
import { CampaignResponse } from './campaign-response.record.ts';

/** Somebody who is known is one. */
export const countKnown: BeforeHandler = {
  record: CampaignResponse,
  on: ['created', 'updated'],
  run: async ({ record, path }) => {
    if (record.customerId != null && Number(record.people) > 1)
      reject(`${path}.people`, 'must be 1 where the customer is known.');
    if (Date.parse(String(record.respondedAt)) > Date.now() + 60_000)
      reject(`${path}.respondedAt`, 'must not be in the future.');
    return undefined;
  },
};
