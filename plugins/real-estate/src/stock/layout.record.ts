import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { stockGrants } from '../common/grants.ts';
import { EstateProject } from './project.record.ts';

/** A kind of unit (RESO PropertyUnitTypes). */
@Record({
  prefix: 'relt',
  description: 'A kind of unit: rooms and areas (戶型; RESO PropertyUnitTypes).',
  indexes: [['projectId', '-createdAt', '-id']],
  unique: [['projectId', 'name']],
  grants: stockGrants,
})
export class EstateLayout extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'layouts', description: 'Kinds of its units.' },
  })
  project!: Ref<EstateProject>;

  @field.text({ description: 'Its name, for example `A2`.', maxLength: 50, order: true })
  name!: string;

  @field.int({ description: 'Bedrooms (RESO BedroomsTotal).', min: 0, max: 50 })
  bedroomsTotal!: number;

  @field.int({ description: 'Bathrooms (RESO BathroomsTotalInteger).', min: 0, max: 50, default: 1 })
  bathroomsTotalInteger!: number;

  @field.decimal({
    description: 'Usual gross area in m² (建築面積; RESO BuildingAreaTotal).',
    scale: 2,
    min: 1,
    max: 100_000,
  })
  buildingAreaTotal!: string;

  @field.decimal({ description: 'Usual net area in m² (套內面積; RESO LivingArea).', scale: 2, min: 1, max: 100_000 })
  livingArea!: string;
}
