import { defineEvent } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

const payload = {
  segmentId: { type: 'id', description: 'The segment.' },
  segment: { type: 'text', description: 'Its name.' },
} as const;

export const segmentEntered = defineEvent({
  type: 'segments.entered',
  description: 'A customer came into a segment. Those who meet a new rule from its beginning are not announced.',
  schemaVersion: 1,
  about: () => Customer,
  payload,
});

export const segmentLeft = defineEvent({
  type: 'segments.left',
  description: 'A customer left a segment.',
  schemaVersion: 1,
  about: () => Customer,
  payload,
});
