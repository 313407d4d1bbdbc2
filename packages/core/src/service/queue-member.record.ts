import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Queue } from './queue.record.ts';
import { Skill } from './skill.record.ts';

/** Who takes requests of a queue, and how many at once (O7). */
@Record({
  prefix: 'qum',
  description: 'Who takes requests of a queue, and how many he can have open at once.',
  indexes: [['userId', '-createdAt', '-id']],
  unique: [['queueId', 'userId']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class QueueMember extends RecordBase {
  @belongsTo(() => Queue, {
    description: 'The queue.',
    writable: 'create',
    inverse: { name: 'members', description: 'Who takes its requests.' },
  })
  queue!: Ref<Queue>;

  @belongsTo(() => User, {
    description: 'The user.',
    writable: 'create',
    inverse: { name: 'queueMemberships', description: 'Queues whose requests the user takes.' },
  })
  user!: Ref<User>;

  @field.int({
    description: 'How many open requests he can have, of all queues together.',
    min: 0,
    max: 1_000,
    default: 10,
  })
  capacity!: number;
}

/** What a user is able to do. */
@Record({
  prefix: 'usk',
  description: 'What a user is able to do.',
  indexes: [['skillId', '-createdAt', '-id']],
  unique: [['userId', 'skillId']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class UserSkill extends RecordBase {
  @belongsTo(() => User, {
    description: 'The user.',
    writable: 'create',
    inverse: { name: 'skills', description: 'What the user is able to do.' },
  })
  user!: Ref<User>;

  @belongsTo(() => Skill, {
    description: 'What he is able to do.',
    writable: 'create',
    inverse: { name: 'holders', description: 'Who has it.' },
  })
  skill!: Ref<Skill>;
}
