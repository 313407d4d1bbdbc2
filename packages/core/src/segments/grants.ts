import type { RecordOptions } from '@rapport/sdk';

/** What staff may do with plans for many customers: marketers make them, everybody sees them. */
export const planningGrants = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  marketer: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  seller: { read: 'all' },
  service: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const satisfies RecordOptions['grants'];
