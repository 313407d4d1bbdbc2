import { type BeforeHandler, reject } from '@rapport/sdk';
import { MainstreamSegment } from './mainstream-segment.record.ts';
import { MainstreamStrategy } from './mainstream-strategy.record.ts';

/** Strategies are for the mainstream; what is done for others stands in their playbooks. */
const ofTheMainstream: BeforeHandler = {
  record: MainstreamStrategy,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const [found] = await work.find(MainstreamSegment, {
      filter: { id: { eq: String(record.mainstreamSegmentId) } },
      fields: ['mainstream'],
    });
    if (found?.mainstream !== true)
      reject(`${path}.mainstreamSegmentId`, 'must be a segment that was of the mainstream of its month.');
    return undefined;
  },
};

export const mainstreamRules: readonly BeforeHandler[] = [ofTheMainstream];
