import { definePlugin } from '@rapport/sdk';
import { Interaction } from './interaction.record.ts';
import { createInteractions } from './migrations/0001-create-interactions.ts';

export { Interaction, InteractionChannel, InteractionDirection, InteractionOutcome } from './interaction.record.ts';

export const interactionsPlugin = definePlugin({
  id: 'interactions',
  version: '0.1.0',
  requires: ['customers'],
  records: [Interaction],
  migrations: [createInteractions],
});
