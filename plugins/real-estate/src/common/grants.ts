import type { RecordOptions } from '@rapport/sdk';

type Grants = RecordOptions['grants'];

/** What everybody in the house knows and managers keep: projects, units, prices. */
export const stockGrants = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  seller: { read: 'all' },
  service: { read: 'all' },
  marketer: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const satisfies Grants;

/** What a consultant does with his customers. Others see that a unit is taken, not by whom. */
export const saleGrants = {
  manager: { read: 'all', create: 'all', update: 'all' },
  seller: { read: 'own', create: 'own', update: 'own' },
  service: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const satisfies Grants;

/** What the care of owners does; consultants see it of their customers. */
export const careGrants = {
  manager: { read: 'all', create: 'all', update: 'all' },
  seller: { read: 'own' },
  service: { read: 'all', create: 'all', update: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const satisfies Grants;

/** What only code writes. */
export const keptGrants = {
  manager: { read: 'all' },
  seller: { read: 'own' },
  service: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all' },
} as const satisfies Grants;
