import { Customer } from '@rapport/core';
import { type AfterHandler, defineEvent, type PluginContext } from '@rapport/sdk';
import type { ClubLevel } from './customer-fields.ts';
import { WineClubOrder } from './order.record.ts';
import { settings } from './settings.ts';

/** An event that the plugin publishes itself. Whoever may read the customer may read it. */
export const levelReached = defineEvent({
  type: 'wineClub.levelReached',
  description: 'A member has another level.',
  schemaVersion: 1,
  payload: { level: { type: 'text', description: 'SILVER or GOLD.' } },
  about: () => Customer,
});

/** Orders of one member that are counted. */
const MAX_ORDERS = 200;

/** When an order was sent, its member has more points. */
export const awardPoints: AfterHandler = {
  id: 'award-points',
  events: ['wineClubOrder.updated'],
  run: async ({ recordId, changedFields }, context) => {
    if (changedFields.includes('state')) await countPoints(context, String(recordId));
  },
};

/** An event can come twice: points are counted from the orders, and never added to what was there before. */
async function countPoints(context: PluginContext, orderId: string): Promise<void> {
  const { pointsPerBottle, goldFrom } = await context.settings(settings);
  await context.transaction(async (work) => {
    const [order] = await work.find(WineClubOrder, { filter: { id: { eq: orderId } }, fields: ['customerId'] });
    if (!order) return;
    const customerId = String(order.customerId);
    const before = await work.lock(Customer, customerId);
    const sent = await work.find(WineClubOrder, {
      filter: { customerId: { eq: customerId }, state: { eq: 'SENT' } },
      fields: ['bottles'],
      first: MAX_ORDERS,
    });
    const points = sent.reduce((sum, { bottles }) => sum + Number(bottles) * pointsPerBottle, 0);
    const level: ClubLevel = points >= goldFrom ? 'GOLD' : 'SILVER';
    const customer = await work.update(Customer, customerId, {}, { kept: { wineClub: { points, level } } });
    if (before['wineClub.level'] !== level) await work.publish(levelReached, { level }, customer);
  });
}
