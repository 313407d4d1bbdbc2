import { Customer } from '@rapport/core';
import { type BeforeHandler, reject } from '@rapport/sdk';
import { WineClubOrder } from './order.record.ts';

/** Only members order. It runs in the transaction of the order, with the rights of whoever takes it down. */
export const membersOnly: BeforeHandler = {
  record: WineClubOrder,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const [member] = await work.find(Customer, {
      filter: { id: { eq: String(record.customerId) }, wineClub: { joinedOn: { isNull: false } } },
      fields: ['id'],
    });
    if (!member) reject(`${path}.customerId`, 'is no member of the wine club.');
    return undefined;
  },
};
