import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { planningGrants } from './grants.ts';
import { Segment } from './segment.record.ts';

/** What is offered to a segment, under which brand, with which words (E2, E8). */
@Record({
  prefix: 'sgo',
  description: 'What is offered to the customers of a segment, under which brand, by whose mouth and with which words.',
  indexes: [
    ['segmentId', '-createdAt', '-id'],
    ['brand', 'id'],
  ],
  windows: [{ from: 'startsOn', until: 'endsOn', exclusive: { by: ['segmentId', 'brand', 'offer'] } }],
  grants: planningGrants,
})
export class SegmentOffer extends RecordBase {
  @belongsTo(() => Segment, {
    description: 'The segment.',
    writable: 'create',
    inverse: { name: 'offers', description: 'What is offered to it.' },
  })
  segment!: Ref<Segment>;

  @field.text({ description: 'The brand under which it is offered.', maxLength: 100 })
  brand!: string;

  @field.text({ description: 'What is offered: a product, a tariff, a line.', maxLength: 200 })
  offer!: string;

  @field.text({ description: 'The words that stand for it.', maxLength: 300, nullable: true })
  slogan!: string | null;

  @field.text({ description: 'Who speaks for it.', maxLength: 100, nullable: true })
  spokesperson!: string | null;

  @field.text({ description: 'The catalogue that is shown.', maxLength: 200, nullable: true })
  catalogue!: string | null;

  @field.text({ description: 'The terms that hold.', maxLength: 1_000, nullable: true })
  terms!: string | null;

  @field.date({ description: 'The first day.', nullable: true })
  startsOn!: string | null;

  @field.date({ description: 'The first day on which it no longer holds.', nullable: true })
  endsOn!: string | null;
}
