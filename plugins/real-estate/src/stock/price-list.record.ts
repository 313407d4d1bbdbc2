import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { stockGrants } from '../common/grants.ts';
import { EstateProject } from './project.record.ts';
import { EstateUnit } from './unit.record.ts';

export const EstatePriceListState = enumeration('EstatePriceListState', 'How far a price list is.', {
  DRAFT: 'Being written.',
  SUBMITTED: 'Waiting for approval.',
  APPROVED: 'Approved, not in force yet.',
  ACTIVE: 'In force: these are the prices.',
  SUPERSEDED: 'Another one took its place.',
});
export type EstatePriceListState = EnumerationValue<typeof EstatePriceListState>;

/** One version of the prices of a project: one unit, one price (一房一價). */
@Record({
  prefix: 'repl',
  description: 'A version of the prices of a project, with the authority to give discounts (價格表).',
  indexes: [['projectId', '-createdAt', '-id']],
  unique: [['projectId', 'number'], { fields: ['projectId'], when: { state: ['ACTIVE'] } }],
  lifeCycle: {
    field: 'state',
    transitions: {
      submit: { description: 'Asks for approval.', from: ['DRAFT'], to: 'SUBMITTED' },
      sendBack: { description: 'Refuses it, with a reason.', from: ['SUBMITTED', 'APPROVED'], to: 'DRAFT' },
      approve: {
        description: 'Approves it. It takes somebody else than its author.',
        from: ['SUBMITTED'],
        to: 'APPROVED',
      },
      activate: {
        description: 'Puts it in force; the list before it is superseded, and units have these prices.',
        from: ['APPROVED'],
        to: 'ACTIVE',
      },
      supersede: { description: 'Another one takes its place.', from: ['ACTIVE'], to: 'SUPERSEDED', byCode: true },
    },
  },
  grants: { ...stockGrants, automation: { read: 'all' } },
})
export class EstatePriceList extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'priceLists', description: 'Versions of its prices.' },
  })
  project!: Ref<EstateProject>;

  @field.int({ description: 'Its version.', min: 1, writable: 'create', order: true })
  number!: number;

  @field.enum(EstatePriceListState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: EstatePriceListState;

  @field.decimal({
    description: 'Percent that a consultant may take off by himself.',
    scale: 2,
    min: 0,
    max: 100,
    default: '0.00',
  })
  consultantDiscount!: string;

  @field.decimal({
    description: 'Percent that whoever may approve discounts can take off. Nobody goes beyond.',
    scale: 2,
    min: 0,
    max: 100,
    default: '0.00',
  })
  approvedDiscount!: string;

  @belongsTo(() => User, { description: 'Who submitted it.', nullable: true, writable: 'never' })
  submittedBy!: Ref<User> | null;

  @belongsTo(() => User, { description: 'Who approved it.', nullable: true, writable: 'never' })
  approvedBy!: Ref<User> | null;

  @field.instant({ description: 'Since when it is in force.', nullable: true, writable: 'never' })
  activeSince!: string | null;
}

/** The price of a unit in one version of the prices. */
@Record({
  prefix: 'repr',
  description: 'The price of a unit in one version of the prices.',
  indexes: [
    ['priceListId', '-createdAt', '-id'],
    ['unitId', '-createdAt', '-id'],
  ],
  unique: [['priceListId', 'unitId']],
  grants: { ...stockGrants, automation: { read: 'all' } },
})
export class EstateUnitPrice extends RecordBase {
  @belongsTo(() => EstatePriceList, {
    description: 'The version.',
    writable: 'create',
    inverse: { name: 'prices', description: 'Prices of units.' },
  })
  priceList!: Ref<EstatePriceList>;

  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'create',
    inverse: { name: 'prices', description: 'Its prices by version.' },
  })
  unit!: Ref<EstateUnit>;

  @field.money({ description: 'Price of the whole unit.' })
  total!: { amount: string; currency: string };

  @field.money({ description: 'Price of a square metre of gross area, which follows.', writable: 'never' })
  perSquareMetre!: { amount: string; currency: string };
}
