import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { planningGrants } from './grants.ts';
import { MainstreamSegment } from './mainstream-segment.record.ts';

/** What is done for a segment of the mainstream because of what a month showed (E4). Campaigns that carry it out refer to it. */
@Record({
  prefix: 'mst',
  description:
    'What is done for a segment of the mainstream because of what a month showed. Its campaigns, and the month that follows, tell what came of it.',
  unique: [['mainstreamSegmentId']],
  grants: planningGrants,
})
export class MainstreamStrategy extends RecordBase {
  @belongsTo(() => MainstreamSegment, {
    description: 'The segment in its month. It must be of the mainstream.',
    writable: 'create',
    inverse: { name: 'strategies', description: 'What is done for it; at most one.' },
  })
  mainstreamSegment!: Ref<MainstreamSegment>;

  @field.longText({ description: 'How it is promoted to them.', maxLength: 4_000 })
  promotion!: string;

  @field.longText({ description: 'What is put before them: goods, services, in which variety.', maxLength: 4_000 })
  assortment!: string;

  @field.longText({ description: 'At which prices, and which of them stand beside each other.', maxLength: 4_000 })
  priceMix!: string;
}
