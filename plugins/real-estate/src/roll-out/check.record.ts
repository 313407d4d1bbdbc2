import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { stockGrants } from '../common/grants.ts';

/** That a point of the checklist is settled. */
@Record({
  prefix: 'rock',
  description: 'That a point of the checklist for the roll-out is settled. The query `estateRollOut` lists all points.',
  unique: [['point']],
  grants: { manager: stockGrants.manager, analyst: stockGrants.analyst },
})
export class EstateRollOutCheck extends RecordBase {
  @field.text({ description: 'Key of the point.', maxLength: 60, writable: 'create' })
  point!: string;

  @field.date({ description: 'Since when it is settled.' })
  settledOn!: string;

  @field.text({ description: 'Where one sees it.', maxLength: 500, nullable: true })
  evidence!: string | null;

  @belongsTo(() => User, {
    description: 'Who answers for it; whoever creates it unless somebody is given.',
    nullable: true,
    orActor: true,
  })
  answerable!: Ref<User> | null;
}
