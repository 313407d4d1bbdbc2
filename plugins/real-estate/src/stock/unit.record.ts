import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants, stockGrants } from '../common/grants.ts';
import { rules } from '../rules.ts';
import { EstateBuilding, EstateFloor } from './building.record.ts';
import { EstateLayout } from './layout.record.ts';
import { EstateProject } from './project.record.ts';
import { EstateRelease } from './release.record.ts';

export const EstateUnitState = enumeration('EstateUnitState', 'How far a unit is on its way to its owner.', {
  PLANNED: 'Not on sale yet.',
  AVAILABLE: 'On sale.',
  HELD: 'Held for a customer until `heldUntil` (鎖房). After that moment it is free, whatever this says.',
  SUBSCRIBED: 'Subscribed (認購).',
  CONTRACTED: 'Under contract (簽約).',
  FILED: 'The contract is filed with the authority (網簽).',
  PAID_UP: 'All is paid.',
  HANDED_OVER: 'The buyer has the keys (交房).',
  OCCUPIED: 'Somebody lives there.',
  RESCINDED: 'The contract was rescinded, and its filing is not revoked yet.',
  WITHDRAWN: 'Taken off the market.',
});
export type EstateUnitState = EnumerationValue<typeof EstateUnitState>;

export const EstateDirection = enumeration('EstateDirection', 'Where the windows face.', {
  NORTH: 'North.',
  NORTH_EAST: 'North-east.',
  EAST: 'East.',
  SOUTH_EAST: 'South-east.',
  SOUTH: 'South.',
  SOUTH_WEST: 'South-west.',
  WEST: 'West.',
  NORTH_WEST: 'North-west.',
});
export type EstateDirection = EnumerationValue<typeof EstateDirection>;

/** A home that is sold (RESO Property). Its state follows claims and contracts, so code alone takes the steps. */
@Record({
  prefix: 'reun',
  description: 'A home that is sold (房源; RESO Property).',
  extensible: true,
  indexes: [
    ['floorId', '-createdAt', '-id'],
    ['floorId', 'line', 'id'],
    ['buildingId', '-createdAt', '-id'],
    ['projectId', 'state', '-createdAt', '-id'],
    ['layoutId', '-createdAt', '-id'],
    ['releaseId', '-createdAt', '-id'],
    ['heldUntil', 'id'],
  ],
  unique: [['buildingId', 'unitNumber']],
  search: { fields: { unitNumber: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      release: { description: 'Puts it on sale.', from: ['PLANNED'], to: 'AVAILABLE', byCode: true },
      // From HELD as well: what ended without having been swept yet is taken over. The claims decide.
      hold: {
        description: 'A customer has it for a while.',
        from: ['AVAILABLE', 'HELD'],
        to: 'HELD',
        byCode: true,
        takes: ['claimId', 'heldUntil'],
      },
      subscribe: {
        description: 'It is subscribed.',
        from: ['HELD'],
        to: 'SUBSCRIBED',
        byCode: true,
        takes: ['heldUntil'],
      },
      contract: { description: 'A contract is signed.', from: ['SUBSCRIBED'], to: 'CONTRACTED', byCode: true },
      file: { description: 'The contract is filed.', from: ['CONTRACTED'], to: 'FILED', byCode: true },
      settle: { description: 'All is paid.', from: ['FILED'], to: 'PAID_UP', byCode: true },
      handOver: { description: 'The buyer gets it.', from: ['FILED', 'PAID_UP'], to: 'HANDED_OVER', byCode: true },
      occupy: { description: 'Somebody moved in.', from: ['HANDED_OVER'], to: 'OCCUPIED' },
      rescind: {
        description: 'The contract is rescinded.',
        from: ['CONTRACTED', 'FILED', 'PAID_UP'],
        to: 'RESCINDED',
        byCode: true,
      },
      free: {
        description: 'Nobody has it any longer.',
        from: ['HELD', 'SUBSCRIBED', 'RESCINDED'],
        to: 'AVAILABLE',
        byCode: true,
        takes: ['claimId', 'heldUntil'],
      },
      withdraw: { description: 'Takes it off the market.', from: ['AVAILABLE'], to: 'WITHDRAWN' },
    },
  },
  grants: {
    ...stockGrants,
    service: { read: 'all', update: 'all', deny: { write: ['state', 'layout', 'release', 'unitNumber'] } },
  },
})
export class EstateUnit extends RecordBase {
  @belongsTo(() => EstateFloor, {
    description: 'The floor.',
    writable: 'create',
    inverse: { name: 'units', description: 'Its units.' },
  })
  floor!: Ref<EstateFloor>;

  @belongsTo(() => EstateBuilding, {
    description: 'The building, which follows from the floor.',
    writable: 'never',
    inverse: { name: 'units', description: 'Its units.' },
  })
  building!: Ref<EstateBuilding>;

  @belongsTo(() => EstateProject, {
    description: 'The project, which follows from the floor.',
    writable: 'never',
    inverse: { name: 'units', description: 'Its units.' },
  })
  project!: Ref<EstateProject>;

  @belongsTo(() => EstateLayout, {
    description: 'What kind of unit it is.',
    nullable: true,
    inverse: { name: 'units', description: 'Units of this kind.' },
  })
  layout!: Ref<EstateLayout> | null;

  @belongsTo(() => EstateRelease, {
    description: 'The release with which it comes on sale.',
    nullable: true,
    inverse: { name: 'units', description: 'Units that it puts on sale.' },
  })
  release!: Ref<EstateRelease> | null;

  @field.text({ description: 'Its number (RESO UnitNumber).', maxLength: 30, order: true })
  unitNumber!: string;

  @field.int({
    description: 'Its place on the floor: a column of the board.',
    min: 1,
    max: 200,
    default: 1,
    order: true,
  })
  line!: number;

  @field.decimal({
    description: 'Gross area in m² (建築面積; RESO BuildingAreaTotal).',
    scale: 2,
    min: 1,
    max: 100_000,
  })
  buildingAreaTotal!: string;

  @field.decimal({ description: 'Net area in m² (套內面積; RESO LivingArea).', scale: 2, min: 1, max: 100_000 })
  livingArea!: string;

  @field.enum(EstateDirection, { description: 'Where it faces (朝向; RESO DirectionFaces).', nullable: true })
  directionFaces!: EstateDirection | null;

  @field.enum(EstateUnitState, { description: 'How far it is.', default: 'PLANNED', writable: 'never' })
  state!: EstateUnitState;

  @field.instant({ description: 'Until when it is held, while it is held.', nullable: true, writable: 'never' })
  heldUntil!: string | null;

  @field.money({ description: 'Its price by the list in force (RESO ListPrice).', nullable: true, writable: 'never' })
  listPrice!: { amount: string; currency: string } | null;

  @belongsTo(() => EstateClaim, {
    description: 'Who has it. Whoever may not see that sees that it is taken, and nothing more.',
    nullable: true,
    writable: 'never',
  })
  claim!: Ref<EstateClaim> | null;
}

export const EstateClaimStage = enumeration('EstateClaimStage', 'What a customer has of a unit.', {
  HELD: 'Held until `heldUntil`; after that moment it counts no more.',
  SUBSCRIBED: 'Subscribed.',
  CONTRACTED: 'Under contract.',
  RELEASED: 'Given back.',
  EXPIRED: 'The time of the hold was over.',
  CANCELED: 'The subscription was cancelled.',
  RESCINDED: 'The contract was rescinded.',
});
export type EstateClaimStage = EnumerationValue<typeof EstateClaimStage>;

/** Stages in which nobody else gets the unit. A hold among them counts until its time is over. */
export const LIVE_STAGES: readonly EstateClaimStage[] = ['HELD', 'SUBSCRIBED', 'CONTRACTED'];

/** Who has a unit: first for a while, then by subscription, then by contract. The index lets one live claim be on a unit (iH1). */
@Record({
  prefix: 'recl',
  description:
    'Who has a unit: a hold (鎖房), and what it became. Creating one holds the unit; a unit has one live claim.',
  ownership: { owner: 'consultant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['unitId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['consultantId', '-createdAt', '-id'],
    ['stage', 'heldUntil', 'id'],
  ],
  unique: [{ fields: ['unitId'], when: { stage: [...LIVE_STAGES] }, rule: rules.UNIT_TAKEN }],
  commands: ['create'],
  lifeCycle: {
    field: 'stage',
    transitions: {
      extend: {
        description: 'Holds it longer, within what the project allows.',
        from: ['HELD'],
        to: 'HELD',
        requires: ['heldUntil'],
      },
      release: { description: 'Gives the unit back.', from: ['HELD'], to: 'RELEASED' },
      expire: { description: 'Its time is over.', from: ['HELD'], to: 'EXPIRED', byCode: true },
      subscribe: { description: 'It became a subscription.', from: ['HELD'], to: 'SUBSCRIBED', byCode: true },
      contract: { description: 'It became a contract.', from: ['SUBSCRIBED'], to: 'CONTRACTED', byCode: true },
      cancel: { description: 'The subscription is cancelled.', from: ['SUBSCRIBED'], to: 'CANCELED', byCode: true },
      rescind: { description: 'The contract is rescinded.', from: ['CONTRACTED'], to: 'RESCINDED', byCode: true },
    },
  },
  grants: saleGrants,
})
export class EstateClaim extends RecordBase {
  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'create',
    inverse: { name: 'claims', description: 'Who has it, and who had it.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'For whom it is.',
    writable: 'create',
    inverse: { name: 'estateClaims', description: 'Units that the customer has, and had.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'The consultant who holds it; whoever creates it unless somebody is given.',
    nullable: true,
    writable: 'create',
    orActor: true,
    inverse: { name: 'estateClaims', description: 'Units that the consultant holds, and held.' },
  })
  consultant!: Ref<User> | null;

  @field.enum(EstateClaimStage, { description: 'What it is.', default: 'HELD', writable: 'never' })
  stage!: EstateClaimStage;

  @field.instant({
    description:
      'Until when a hold counts; as long as the project says unless it is given. Missing once it is more than a hold.',
    nullable: true,
    writable: 'create',
  })
  heldUntil!: string | null;

  @field.instant({ description: 'When the consultant is warned that it ends.', nullable: true, writable: 'never' })
  warnAt!: string | null;

  @field.text({ description: 'Why it is held.', maxLength: 300, nullable: true, writable: 'create' })
  reason!: string | null;
}
