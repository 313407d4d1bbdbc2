import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { planningGrants } from './grants.ts';
import { MainstreamMonth } from './mainstream-month.record.ts';
import { Segment } from './segment.record.ts';

/** A segment in a month: its share of customers and of sales, and what its customers are like (E3). */
@Record({
  prefix: 'mss',
  description: 'A segment in a month that was analysed: its share of customers and of sales, and what they are like.',
  indexes: [
    ['monthId', 'rank', 'id'],
    ['segmentId', '-createdAt', '-id'],
  ],
  unique: [['monthId', 'segmentId']],
  commands: [],
  grants: planningGrants,
})
export class MainstreamSegment extends RecordBase {
  @belongsTo(() => MainstreamMonth, {
    description: 'The month.',
    writable: 'never',
    inverse: { name: 'segments', description: 'Segments that had customers in it, the mainstream and the others.' },
  })
  month!: Ref<MainstreamMonth>;

  @belongsTo(() => Segment, {
    description: 'The segment.',
    writable: 'never',
    inverse: { name: 'mainstreamMonths', description: 'What it was in the months that were analysed.' },
  })
  segment!: Ref<Segment>;

  @field.int({
    description: 'Its place, from 1, by the mean of both shares.',
    order: true,
    writable: 'never',
  })
  rank!: number;

  @field.boolean({ description: 'It was of the mainstream of the month.', writable: 'never' })
  mainstream!: boolean;

  @field.int({ description: 'How many belonged to it at the end of the month.', writable: 'never' })
  customers!: number;

  @field.decimal({ description: 'How many of a hundred customers that are.', scale: 4, writable: 'never' })
  customerPercent!: string;

  @field.money({ description: 'What these bought in the month, less what they gave back.', writable: 'never' })
  sales!: { amount: string; currency: string };

  @field.decimal({
    description: 'What part of a hundred of all sales that is; missing where nothing was sold.',
    scale: 4,
    nullable: true,
    writable: 'never',
  })
  salesPercent!: string | null;

  @field.json({
    description:
      'What they were like when it was analysed: by trait and value, how many of them. The 20 commonest values of a trait, and of all the 300 commonest.',
    writable: 'never',
  })
  traits!: unknown;
}
