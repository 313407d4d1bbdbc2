import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction } from './interaction.record.ts';

export const TaskState = enumeration('TaskState', 'How far a task is.', {
  PROPOSED: 'Given to somebody who has not accepted it yet.',
  DECLINED: 'Given to somebody who declined it.',
  OPEN: 'To be done.',
  IN_PROGRESS: 'Somebody is at it.',
  WAITING: 'Somebody else must do something first.',
  DONE: 'Done.',
  CANCELED: 'Given up.',
});
export type TaskState = EnumerationValue<typeof TaskState>;

/** Something to be done, by one user, sometimes for another (G17). */
@Record({
  prefix: 'tsk',
  description: 'Something to be done. It belongs to whoever does it and to whoever gave it to him.',
  extensible: true,
  ownership: { owner: ['assignee', 'delegator'] },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['assigneeId', 'quadrant', 'dueAt', 'id'],
    ['assigneeId', 'state', 'dueAt', 'id'],
    ['assigneeId', 'dueAt', 'id'],
    ['delegatorId', 'state', 'dueAt', 'id'],
    ['customerId', '-createdAt', '-id'],
    ['interactionId', '-createdAt', '-id'],
  ],
  windows: [{ from: 'plannedFrom', until: 'plannedUntil' }],
  lifeCycle: {
    field: 'state',
    transitions: {
      start: { description: 'Begins it.', from: ['OPEN'], to: 'IN_PROGRESS' },
      suspend: {
        description: 'Waits for somebody else.',
        from: ['OPEN', 'IN_PROGRESS'],
        to: 'WAITING',
      },
      resume: { description: 'Goes on.', from: ['WAITING'], to: 'IN_PROGRESS' },
      finish: { description: 'Ends it.', from: ['IN_PROGRESS'], to: 'DONE', takes: ['result'] },
      cancel: {
        description: 'Gives it up.',
        from: ['PROPOSED', 'DECLINED', 'OPEN', 'IN_PROGRESS', 'WAITING'],
        to: 'CANCELED',
      },
      delegate: {
        description: 'Gives it to another user, who accepts or declines.',
        from: ['OPEN', 'IN_PROGRESS', 'WAITING', 'DECLINED'],
        to: 'PROPOSED',
        takes: ['dueAt'],
        requires: ['assigneeId'],
      },
      accept: { description: 'Takes on what was delegated.', from: ['PROPOSED'], to: 'OPEN', takes: ['dueAt'] },
      decline: { description: 'Refuses what was delegated, with a reason.', from: ['PROPOSED'], to: 'DECLINED' },
      takeBack: { description: 'Takes back what was delegated.', from: ['PROPOSED', 'DECLINED'], to: 'OPEN' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'own' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'own', create: 'own', update: 'own' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class Task extends RecordBase {
  @field.text({ description: 'What is to be done, in a line.', maxLength: 300 })
  title!: string;

  @field.longText({ description: 'What there is to know.', maxLength: 20_000, nullable: true })
  description!: string | null;

  @field.enum(TaskState, { description: 'How far it is.', default: 'OPEN', writable: 'never' })
  state!: TaskState;

  @field.boolean({ description: 'It cannot wait.', default: false })
  urgent!: boolean;

  @field.boolean({ description: 'Much depends on it.', default: false })
  important!: boolean;

  @field.int({
    description: 'Where it stands among others: 1 urgent and important, 2 important, 3 urgent, 4 neither.',
    order: true,
    writable: 'never',
  })
  quadrant!: number;

  @field.instant({ description: 'By when it must be done.', nullable: true, order: true })
  dueAt!: string | null;

  @field.instant({ description: 'From when on time is set aside for it.', nullable: true })
  plannedFrom!: string | null;

  @field.instant({ description: 'Until when.', nullable: true })
  plannedUntil!: string | null;

  @field.instant({ description: 'When it was done.', nullable: true, writable: 'never' })
  doneAt!: string | null;

  @field.longText({ description: 'What came of it.', maxLength: 5_000, nullable: true, writable: 'never' })
  result!: string | null;

  @belongsTo(() => User, {
    description: 'Who does it; whoever creates it unless somebody is given.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'tasks', description: 'What the user has to do.' },
  })
  assignee!: Ref<User> | null;

  @belongsTo(() => User, {
    description: 'Who gave it to him; nobody when he set it himself.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'delegatedTasks', description: 'What the user gave others to do.' },
  })
  delegator!: Ref<User> | null;

  @belongsTo(() => Customer, {
    description: 'The customer for whom it is.',
    nullable: true,
    inverse: { name: 'tasks', description: 'What is to be done for the customer.' },
  })
  customer!: Ref<Customer> | null;

  @belongsTo(() => Interaction, {
    description: 'The interaction that it follows from.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'tasks', description: 'What is to be done about it.' },
  })
  interaction!: Ref<Interaction> | null;
}
