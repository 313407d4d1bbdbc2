import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { stockGrants } from '../common/grants.ts';
import { EstatePermit } from './permit.record.ts';
import { EstateProject } from './project.record.ts';

/** A part of a project that is built and sold together. */
@Record({
  prefix: 'reph',
  description: 'A part of a project that is built and sold together (分期).',
  indexes: [['projectId', '-createdAt', '-id']],
  grants: stockGrants,
})
export class EstatePhase extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'phases', description: 'Parts that are built and sold together.' },
  })
  project!: Ref<EstateProject>;

  @field.text({ description: 'Its name.', maxLength: 100 })
  name!: string;

  @field.date({ description: 'Day by which its units are to be handed over.', nullable: true })
  handoverDueOn!: string | null;
}

/** A building (RESO BuildingName, StoriesTotal). */
@Record({
  prefix: 'rebd',
  description: 'A building (樓棟).',
  indexes: [
    ['phaseId', '-createdAt', '-id'],
    ['permitId', '-createdAt', '-id'],
  ],
  unique: [['phaseId', 'name']],
  grants: stockGrants,
})
export class EstateBuilding extends RecordBase {
  @belongsTo(() => EstatePhase, {
    description: 'The phase.',
    writable: 'create',
    inverse: { name: 'buildings', description: 'Its buildings.' },
  })
  phase!: Ref<EstatePhase>;

  @belongsTo(() => EstatePermit, {
    description: 'The permit to sell its units.',
    nullable: true,
    inverse: { name: 'buildings', description: 'Buildings whose units may be sold.' },
  })
  permit!: Ref<EstatePermit> | null;

  @field.text({ description: 'Its name (RESO BuildingName).', maxLength: 100, order: true })
  name!: string;

  @field.int({ description: 'Number of storeys (RESO StoriesTotal).', min: 1, max: 300, nullable: true })
  storiesTotal!: number | null;
}

/** A floor of a building: a row of the sales board. */
@Record({
  prefix: 'refl',
  description: 'A floor of a building: a row of the sales board (樓層).',
  indexes: [
    ['buildingId', '-createdAt', '-id'],
    ['buildingId', 'level', 'id'],
  ],
  unique: [['buildingId', 'level']],
  grants: stockGrants,
})
export class EstateFloor extends RecordBase {
  @belongsTo(() => EstateBuilding, {
    description: 'The building.',
    writable: 'create',
    inverse: { name: 'floors', description: 'Its floors.' },
  })
  building!: Ref<EstateBuilding>;

  @field.int({ description: 'Which storey; the ground floor is 1 (RESO EntryLevel).', min: -10, max: 300, order: true })
  level!: number;
}
