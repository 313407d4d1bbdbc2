import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';

export const PromiseSide = enumeration('PromiseSide', 'Who promised.', {
  OURS: 'We promised the customer.',
  THEIRS: 'The customer promised us.',
});
export type PromiseSide = EnumerationValue<typeof PromiseSide>;

export const PromiseState = enumeration('PromiseState', 'What became of a promise.', {
  OPEN: 'It is not due yet, or has no day.',
  OVERDUE: 'Its day has passed, and it was not kept.',
  KEPT: 'It was kept.',
  BROKEN: 'It will not be kept, or something else was delivered.',
  WITHDRAWN: 'Whoever it was made to released the other one.',
});
export type PromiseState = EnumerationValue<typeof PromiseState>;

export const BreachCause = enumeration('BreachCause', 'Why a promise was not kept, as the customer sees it.', {
  OVERSOLD: 'What was sold is not what was described.',
  LATE: 'It came too late.',
  INCOMPLETE: 'Something was missing.',
  QUALITY: 'It did not work as it should.',
  PRICE: 'It cost something else.',
  SERVICE: 'Nobody saw to it.',
  FORGOTTEN: 'Nobody remembered.',
  CUSTOMER: 'The customer did not do his part.',
});
export type BreachCause = EnumerationValue<typeof BreachCause>;

const pending = ['OPEN', 'OVERDUE'] as const;

/** Something that one side promised the other, and whether it was kept: loyalty goes both ways (F11, L18). */
@Record({
  prefix: 'prm',
  description: 'Something that we promised a customer, or he us, by when, and whether it was kept.',
  ownership: { owner: 'keeper', through: 'customer' },
  timelines: [{ of: 'customer', at: 'promisedAt' }],
  indexes: [
    ['customerId', '-promisedAt', '-id'],
    ['keeperId', 'state', 'dueAt', 'id'],
    ['interactionId', '-promisedAt', '-id'],
    ['state', 'dueAt', 'id'],
    ['overdueAt', 'id'],
  ],
  search: { fields: { text: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      keep: {
        description: 'Notes that it was kept, and what was delivered.',
        from: pending,
        to: 'KEPT',
        takes: ['delivered', 'keptAt'],
      },
      break: {
        description: 'Notes that it was not kept, and why.',
        from: pending,
        to: 'BROKEN',
        takes: ['delivered'],
        requires: ['cause'],
      },
      postpone: { description: 'Agrees on another day.', from: pending, to: 'OPEN', requires: ['dueAt'] },
      withdraw: { description: 'Releases whoever promised, with a reason.', from: pending, to: 'WITHDRAWN' },
      fallDue: { description: 'Notes that the day has passed.', from: ['OPEN'], to: 'OVERDUE', byCode: true },
    },
  },
  grants: careGrants,
})
export class CustomerPromise extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'promises', description: 'What we promised the customer, and he us.' },
  })
  customer!: Ref<Customer>;

  @field.enum(PromiseSide, { description: 'Who promised.', default: 'OURS', writable: 'create' })
  side!: PromiseSide;

  @field.text({ description: 'What was promised, in the words that were used.', maxLength: 500, writable: 'create' })
  text!: string;

  @field.instant({ description: 'When.', writable: 'create' })
  promisedAt!: string;

  @field.instant({ description: 'By when.', nullable: true, order: true, writable: 'create' })
  dueAt!: string | null;

  @belongsTo(() => User, {
    description: 'Who of us keeps it, or sees to it that it is kept.',
    nullable: true,
    inverse: { name: 'promises', description: 'Promises to which the user sees.' },
  })
  keeper!: Ref<User> | null;

  @belongsTo(() => Interaction, {
    description: 'Where it was made.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'promises', description: 'What was promised in it.' },
  })
  interaction!: Ref<Interaction> | null;

  @field.enum(PromiseState, { description: 'What became of it.', default: 'OPEN', writable: 'never' })
  state!: PromiseState;

  @field.instant({
    description: 'When it will be overdue; missing when it is, and when nothing is to be kept any more.',
    nullable: true,
    writable: 'never',
  })
  overdueAt!: string | null;

  @field.instant({ description: 'When it was kept.', nullable: true, writable: 'never' })
  keptAt!: string | null;

  @field.boolean({ description: 'It was kept, but after its day.', default: false, writable: 'never' })
  keptLate!: boolean;

  @field.longText({
    description: 'What was delivered, against what was promised.',
    maxLength: 2_000,
    nullable: true,
    writable: 'never',
  })
  delivered!: string | null;

  @field.enum(BreachCause, { description: 'Why it was not kept.', nullable: true, writable: 'never' })
  cause!: BreachCause | null;
}
