import { definePlugin } from '@rapport/sdk';
import { createSegments } from './migrations/0001-create-segments.ts';
import { Segment } from './segment.record.ts';

export { planningGrants } from './grants.ts';
export { Segment, SegmentKind, SegmentState } from './segment.record.ts';

export const segmentsPlugin = definePlugin({
  id: 'segments',
  version: '0.1.0',
  requires: ['customers', 'interactions'],
  records: [Segment],
  migrations: [createSegments],
});
