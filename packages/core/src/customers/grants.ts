import type { RecordOptions } from '@rapport/sdk';

type Grants = RecordOptions['grants'];

/** What staff may do with what belongs to a customer: whoever cares for him keeps it, the others read it. */
export const careGrants = {
  manager: { read: 'all', create: 'all', update: 'team', delete: 'team' },
  seller: { read: 'own', create: 'own', update: 'own', delete: 'own' },
  service: { read: 'all', create: 'all', update: 'all' },
  marketer: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const satisfies Grants;

/** What only code writes: staff read it. */
export const readGrants = {
  manager: { read: 'all' },
  seller: { read: 'own' },
  service: { read: 'all' },
  marketer: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all' },
} as const satisfies Grants;
