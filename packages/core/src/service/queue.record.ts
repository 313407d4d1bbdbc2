import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, Team } from '@rapport/sdk';

export const QueueAssignment = enumeration('QueueAssignment', 'How requests in a queue find their owners.', {
  CLAIM: 'Whoever is free takes the most pressing one.',
  BALANCED: 'Each goes at once to the member who has the skill and the least to do.',
});
export type QueueAssignment = EnumerationValue<typeof QueueAssignment>;

/** Where service requests wait until somebody takes them (O7). Selling has no place in it (F7). */
@Record({
  prefix: 'que',
  description: 'Where service requests wait until somebody takes them.',
  unique: [['name']],
  indexes: [['teamId', '-createdAt', '-id']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class Queue extends RecordBase {
  @field.text({ description: 'Name; unique among the queues of the tenant.', maxLength: 100, order: true })
  name!: string;

  @field.text({ description: 'What belongs into it.', maxLength: 500, nullable: true })
  description!: string | null;

  @field.enum(QueueAssignment, { description: 'How requests in it find their owners.', default: 'CLAIM' })
  assignment!: QueueAssignment;

  @belongsTo(() => Team, {
    description: 'The team that answers for it.',
    nullable: true,
    inverse: { name: 'queues', description: 'Queues for which the team answers.' },
  })
  team!: Ref<Team> | null;
}
