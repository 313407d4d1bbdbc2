import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

/** A part of the market. The row scope `territory` reaches over a territory and all below it. */
@Record({
  prefix: 'ter',
  plural: 'territories',
  description: 'A part of the market, by region or otherwise, in a tree.',
  unique: [['name']],
  indexes: [['parentId']],
  grants: { everyone: { read: 'all' } },
})
export class Territory extends RecordBase {
  @field.text({
    description: 'Name of the territory; unique among the territories of the tenant.',
    maxLength: 200,
    order: true,
  })
  name!: string;

  @belongsTo(() => Territory, {
    description: 'The territory that contains it.',
    nullable: true,
    inverse: { name: 'children', description: 'The territories directly within it.' },
  })
  parent!: Ref<Territory> | null;
}
