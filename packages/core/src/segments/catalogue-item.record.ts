import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { operationGrants } from './grants.ts';
import { SegmentGroup } from './segment-group.record.ts';

/** Something that the customers of a group of segments can have, and others cannot have there (E8). */
@Record({
  prefix: 'sgi',
  description: 'Something in the catalogue of a group of segments, with its price and the terms that hold for it.',
  ownership: { through: 'group' },
  indexes: [['groupId', 'offer', 'id']],
  windows: [{ from: 'startsOn', until: 'endsOn', exclusive: { by: ['groupId', 'offer'] } }],
  grants: operationGrants,
})
export class CatalogueItem extends RecordBase {
  @belongsTo(() => SegmentGroup, {
    description: 'The group.',
    writable: 'create',
    inverse: { name: 'catalogue', description: 'What its customers can have.' },
  })
  group!: Ref<SegmentGroup>;

  @field.text({
    description: 'What it is: a product, a tariff, a line.',
    maxLength: 200,
    writable: 'create',
    order: true,
  })
  offer!: string;

  @field.money({ description: 'What it costs there.', nullable: true })
  price!: { amount: string; currency: string } | null;

  @field.longText({ description: 'Terms that hold in place of those of the group.', maxLength: 4_000, nullable: true })
  terms!: string | null;

  @field.date({ description: 'The first day.', nullable: true })
  startsOn!: string | null;

  @field.date({ description: 'The first day on which it is no longer to be had.', nullable: true })
  endsOn!: string | null;
}
