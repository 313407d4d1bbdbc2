import { pluginContract, type TestTenant } from '@rapport/testing';
import wineClub from './index.ts';

/** Only members may order, which no field says: so the contract is told how a customer of an order is made. */
const member = (tenant: TestTenant) => tenant.customer({ wineClub: { joinedOn: '2024-05-01' } });

pluginContract(wineClub, {
  samples: { WineClubOrder: async (tenant) => ({ customerId: await member(tenant) }) },
  exercise: async ({ alpha }) => {
    const { id } = await alpha.admin.create('WineClubOrder', {
      label: 'Riesling',
      bottles: 12,
      customerId: await member(alpha),
    });
    await alpha.admin.get('mutation($id: ID!) { sendWineClubOrder(id: $id) { id } }', { id });
  },
});
