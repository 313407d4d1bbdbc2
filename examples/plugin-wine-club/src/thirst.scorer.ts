import { Customer } from '@rapport/core';
import { defineScorer, fact } from '@rapport/sdk';
import { WineClubOrder } from './order.record.ts';

/** How likely it is that somebody orders again, with the orders that say so. */
export const thirst = defineScorer({
  id: 'thirst',
  version: 1,
  description: 'How likely it is that the customer orders again.',
  subject: () => Customer,
  inputs: {
    bottles: fact.number({
      description: 'Bottles of the last 180 days that were not called off.',
      reads: [
        { record: () => WineClubOrder, fields: ['customerId', 'bottles', 'state', 'createdAt'], via: 'customer' },
      ],
      sql: `select o.customer_id as id, sum(o.bottles) as value,
          (array_agg(o.id order by o.created_at desc))[1:5] as evidence
        from {WineClubOrder} o join {subjects} s on s.id = o.customer_id
        where o.state <> 'CANCELED' and o.created_at > {asOf} - interval '180 days' group by 1`,
      otherwise: 0,
      ages: true,
      evidence: () => WineClubOrder,
    }),
    canceled: fact.number({
      description: 'Orders that were called off.',
      reads: [{ record: () => WineClubOrder, fields: ['customerId', 'state'], via: 'customer' }],
      sql: `select o.customer_id as id, count(*) as value
        from {WineClubOrder} o join {subjects} s on s.id = o.customer_id where o.state = 'CANCELED' group by 1`,
      otherwise: 0,
    }),
  },
  params: {
    perBottle: { description: 'For each bottle.', default: 3, min: 0, max: 20 },
    perCanceled: { description: 'For each order that was called off.', default: -10, min: -100, max: 0 },
  },
  bands: { LOW: 0, MEDIUM: 25, HIGH: 60 },
  score: ({ bottles, canceled }, { perBottle, perCanceled }) => ({
    base: 5,
    terms: [
      { name: 'bottles', input: 'bottles', weight: perBottle, contribution: bottles * perBottle },
      { name: 'canceled', input: 'canceled', weight: perCanceled, contribution: canceled * perCanceled },
    ],
  }),
});
