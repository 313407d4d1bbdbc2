import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { careGrants, keptGrants, stockGrants } from '../common/grants.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateHandover, EstateInspection } from './handover.record.ts';

export const EstateDefectClass = enumeration(
  'EstateDefectClass',
  'What a defect is in; each has a warranty of its own.',
  {
    STRUCTURE: 'The structure (主體結構).',
    WATERPROOFING: 'Roof, outer walls, wet rooms (防水).',
    SERVICES: 'Pipes, wires, heating (管線設備).',
    FINISHES: 'Plaster, floors, paint (裝修).',
    OPENINGS: 'Doors and windows (門窗).',
  },
);
export type EstateDefectClass = EnumerationValue<typeof EstateDefectClass>;

/** Months for which a class is warranted, where nothing longer was promised. */
export const WARRANTY_MONTHS: Readonly<Record<EstateDefectClass, number>> = {
  STRUCTURE: 600,
  WATERPROOFING: 60,
  SERVICES: 24,
  FINISHES: 24,
  OPENINGS: 24,
};

export const EstateSeverity = enumeration('EstateSeverity', 'How bad a defect is.', {
  COSMETIC: 'It looks bad.',
  FUNCTIONAL: 'Something does not work as it should.',
  HINDERING: 'One cannot live there properly.',
  DANGEROUS: 'Somebody may come to harm.',
});
export type EstateSeverity = EnumerationValue<typeof EstateSeverity>;

/** Severities that stand in the way of a handover. */
export const HINDERING: readonly EstateSeverity[] = ['HINDERING', 'DANGEROUS'];

/** Somebody who built a part, and repairs it. */
@Record({
  prefix: 'rewk',
  description: 'Somebody who built a part, and repairs it (施工單位).',
  unique: [['name']],
  grants: { ...stockGrants, service: { read: 'all', create: 'all', update: 'all' } },
})
export class EstateContractor extends RecordBase {
  @field.text({ description: 'Name.', maxLength: 200, order: true })
  name!: string;

  @field.enums(EstateDefectClass, { description: 'What it is liable for.', default: [] })
  trades!: EstateDefectClass[];
}

export const EstateDefectState = enumeration('EstateDefectState', 'How far the repair of a defect is.', {
  REPORTED: 'Reported (報修).',
  ACCEPTED: 'We see to it.',
  DISPATCHED: 'A contractor has it.',
  REPAIRING: 'The contractor is at it.',
  REPAIRED: 'The contractor says that it is done.',
  VERIFIED: 'It was inspected again.',
  CLOSED: 'Done.',
  REOPENED: 'It was not in order.',
});
export type EstateDefectState = EnumerationValue<typeof EstateDefectState>;

/** Something that is not as it should be in a unit. */
@Record({
  prefix: 'redf',
  description: 'Something that is not as it should be in a unit (報修).',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'reportedAt' }],
  indexes: [
    ['unitId', '-reportedAt', '-id'],
    ['customerId', '-reportedAt', '-id'],
    ['contractorId', '-reportedAt', '-id'],
    ['state', 'dueOn', 'id'],
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      accept: { description: 'Sees to it.', from: ['REPORTED'], to: 'ACCEPTED' },
      dispatch: {
        description: 'Gives it to the contractor who is liable, with a day.',
        from: ['ACCEPTED', 'REOPENED'],
        to: 'DISPATCHED',
        requires: ['contractorId', 'dueOn'],
      },
      begin: { description: 'The contractor begins.', from: ['DISPATCHED'], to: 'REPAIRING' },
      repair: {
        description: 'The contractor says that it is done.',
        from: ['REPAIRING'],
        to: 'REPAIRED',
        takes: ['repairCost'],
      },
      verify: {
        description: 'Notes the inspection after the repair.',
        from: ['REPAIRED'],
        to: 'VERIFIED',
        requires: ['inspectionId'],
      },
      close: {
        description: 'Ends it, when the inspection after the repair found nothing.',
        from: ['VERIFIED'],
        to: 'CLOSED',
      },
      reopen: { description: 'It was not in order.', from: ['VERIFIED'], to: 'REOPENED' },
    },
  },
  grants: {
    ...careGrants,
    self: {
      read: 'self',
      only: { read: ['unit', 'customer', 'defectClass', 'description', 'state', 'dueOn', 'reportedAt'], write: [] },
    },
  },
})
export class EstateDefect extends RecordBase {
  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'create',
    inverse: { name: 'defects', description: 'What is, or was, not in order.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'Who reports it.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'estateDefects', description: 'What the customer reported.' },
  })
  customer!: Ref<Customer> | null;

  @field.enum(EstateDefectClass, { description: 'What it is in.' })
  defectClass!: EstateDefectClass;

  @field.text({ description: 'What it is.', maxLength: 1_000 })
  description!: string;

  @field.enum(EstateSeverity, { description: 'How bad it is.', default: 'FUNCTIONAL' })
  severity!: EstateSeverity;

  @field.enum(EstateDefectState, { description: 'How far it is.', default: 'REPORTED', writable: 'never' })
  state!: EstateDefectState;

  @field.instant({ description: 'When it was reported.', order: true, writable: 'never' })
  reportedAt!: string;

  @field.boolean({
    description: 'Whether a warranty covered it when it was reported; before the handover it always is.',
    default: true,
    writable: 'never',
  })
  underWarranty!: boolean;

  @belongsTo(() => EstateContractor, {
    description: 'Who is liable and repairs it.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'defects', description: 'What it is to repair, and was.' },
  })
  contractor!: Ref<EstateContractor> | null;

  @field.date({ description: 'By when it is to be repaired.', nullable: true, writable: 'never' })
  dueOn!: string | null;

  @field.instant({
    description: 'When the repair is overdue: the end of the day by which it is due.',
    nullable: true,
    writable: 'never',
  })
  escalateAt!: string | null;

  @field.money({ description: 'What the repair cost.', nullable: true, writable: 'never' })
  repairCost!: { amount: string; currency: string } | null;

  @belongsTo(() => EstateInspection, {
    description: 'The inspection after the repair.',
    nullable: true,
    writable: 'never',
  })
  inspection!: Ref<EstateInspection> | null;
}

/** For how long what is in a unit is warranted: one for each class, from the day of the handover (iH8). */
@Record({
  prefix: 'rewa',
  description: 'For how long a class of defects of a unit is warranted (保修).',
  plural: 'estateWarranties',
  ownership: { through: 'customer' },
  indexes: [
    ['unitId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['handoverId', '-createdAt', '-id'],
    ['endsOn', 'id'],
  ],
  unique: [['handoverId', 'defectClass']],
  commands: [],
  grants: {
    ...keptGrants,
    self: { read: 'self', only: { read: ['customer', 'handover', 'defectClass', 'startsOn', 'endsOn'], write: [] } },
  },
})
export class EstateWarranty extends RecordBase {
  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'never',
    inverse: { name: 'warranties', description: 'What is warranted, and until when.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'The owner.',
    writable: 'never',
    inverse: { name: 'estateWarranties', description: 'What is warranted to the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => EstateHandover, { description: 'The handover with which it began.', writable: 'never' })
  handover!: Ref<EstateHandover>;

  @field.enum(EstateDefectClass, { description: 'What is warranted.', writable: 'never' })
  defectClass!: EstateDefectClass;

  @field.date({ description: 'First day: that of the handover.', writable: 'never' })
  startsOn!: string;

  @field.date({ description: 'First day on which it no longer holds.', order: true, writable: 'never' })
  endsOn!: string;

  @field.instant({ description: 'When the owner is told that it ends.', writable: 'never' })
  remindAt!: string;
}
