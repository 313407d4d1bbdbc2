import { type BeforeHandler, type EnumerationValue, enumeration, type RecordClass } from '@rapport/sdk';

export const ValueSource = enumeration('ValueSource', 'Where a value comes from.', {
  SELF: 'The customer gave it himself, by self-service.',
  TOLD: 'The customer told one of us.',
  STAFF: 'One of us found or observed it.',
  PARTNER: 'A partner passed it on.',
  PUBLIC: 'A public register or publication.',
  IMPORT: 'It came with an import from another system.',
  INFERRED: 'It was worked out from what is known.',
});
export type ValueSource = EnumerationValue<typeof ValueSource>;

/** What a customer enters himself has himself as its source, whatever else is said (B10). */
export const markSelfService = (record: RecordClass): BeforeHandler => ({
  record,
  on: ['created', 'updated'],
  run: async (_change, { context: { access } }) => (access.actor.kind === 'SELF' ? { source: 'SELF' } : undefined),
});
