import { defineSettings } from '@rapport/sdk';

/** What an administrator can tell the plugin, for his tenant. */
export const settings = defineSettings('wine-club', {
  pointsPerBottle: { type: 'int', description: 'Points for a bottle.', min: 0, max: 1_000, default: 10 },
  goldFrom: { type: 'int', description: 'Points from which a member is gold.', min: 1, default: 100 },
});
