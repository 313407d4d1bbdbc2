import { definePlugin } from '@rapport/sdk';

export default definePlugin({ id: 'real-estate', version: '0.1.0', requires: ['customers', 'interactions'] });
