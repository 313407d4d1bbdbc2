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

/** What staff may do with the business of a group of segments: who serves customers sees that of his team. */
export const operationGrants = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  marketer: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  seller: { read: 'team' },
  service: { read: 'team' },
  analyst: { read: 'all' },
  automation: { read: 'all' },
} as const satisfies RecordOptions['grants'];
