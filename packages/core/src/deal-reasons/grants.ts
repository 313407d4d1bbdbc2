import type { RecordOptions } from '@rapport/sdk';

/** Whoever sold, or did not, says why; everybody may learn from it who sees everything. */
export const dealGrants = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  seller: { read: 'own', create: 'own', update: 'own' },
  service: { read: 'all', create: 'all', update: 'all' },
  marketer: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const satisfies RecordOptions['grants'];
