import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { saleGrants, stockGrants } from '../common/grants.ts';
import { EstateProject } from './project.record.ts';

export const EstateQueueRule = enumeration('EstateQueueRule', 'In which order customers choose.', {
  FIRST_COME: 'First come, first served, by the clock of the server.',
  LOTTERY: 'By lot (搖號), from a seed whose hash was published before.',
  POINTS: 'By points (積分); of equal points the earlier ticket.',
});
export type EstateQueueRule = EnumerationValue<typeof EstateQueueRule>;

export const EstateReleaseState = enumeration('EstateReleaseState', 'How far a release is.', {
  PLANNED: 'Being prepared.',
  PUBLISHED: 'Announced; tickets are given out. A lottery has shown the hash of its seed.',
  DRAWN: 'Positions are drawn, and the seed is shown.',
  OPEN: 'Its units are on sale.',
  CLOSED: 'Over; what is left stays on sale without an order.',
});
export type EstateReleaseState = EnumerationValue<typeof EstateReleaseState>;

/** Units that come on sale together (開盤). */
@Record({
  prefix: 'rerl',
  description: 'Units that come on sale together, from a moment on and in an order (開盤批次).',
  indexes: [['projectId', '-createdAt', '-id']],
  lifeCycle: {
    field: 'state',
    transitions: {
      publish: {
        description: 'Announces it.',
        from: ['PLANNED'],
        to: 'PUBLISHED',
        byCode: true,
        takes: ['seedHash', 'sealedSeed'],
      },
      draw: {
        description: 'Gives tickets their positions.',
        from: ['PUBLISHED'],
        to: 'DRAWN',
        byCode: true,
        takes: ['seed'],
      },
      open: {
        description: 'Puts its units on sale. Each needs a permit and a price.',
        from: ['PUBLISHED', 'DRAWN'],
        to: 'OPEN',
      },
      close: { description: 'Ends it.', from: ['OPEN'], to: 'CLOSED' },
    },
  },
  grants: stockGrants,
})
export class EstateRelease extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'releases', description: 'What comes on sale together.' },
  })
  project!: Ref<EstateProject>;

  @field.text({ description: 'Its name.', maxLength: 100 })
  name!: string;

  @field.instant({ description: 'From when on units can be held.', order: true })
  startsAt!: string;

  @field.enum(EstateQueueRule, {
    description: 'In which order customers choose.',
    default: 'FIRST_COME',
    writable: 'create',
  })
  queueRule!: EstateQueueRule;

  @field.enum(EstateReleaseState, { description: 'How far it is.', default: 'PLANNED', writable: 'never' })
  state!: EstateReleaseState;

  @field.text({
    description: 'SHA-256 of the seed, shown before the draw.',
    maxLength: 64,
    nullable: true,
    writable: 'never',
  })
  seedHash!: string | null;

  @field.text({ description: 'The seed, shown with the draw.', maxLength: 64, nullable: true, writable: 'never' })
  seed!: string | null;

  @field.text({
    description: 'The seed before the draw, encrypted: nobody reads it.',
    maxLength: 400,
    nullable: true,
    writable: 'never',
    filter: false,
  })
  sealedSeed!: string | null;

  @field.int({ description: 'Positions up to this one may choose now.', default: 0, min: 0 })
  calledUpTo!: number;
}

/** A place in the queue of a release. */
@Record({
  prefix: 'reqt',
  description: 'A place of a customer in the queue of a release.',
  ownership: { through: 'customer' },
  indexes: [
    ['releaseId', '-createdAt', '-id'],
    ['releaseId', 'position', 'id'],
    ['customerId', '-createdAt', '-id'],
  ],
  unique: [
    ['releaseId', 'customerId'],
    ['releaseId', 'number'],
  ],
  grants: saleGrants,
})
export class EstateQueueTicket extends RecordBase {
  @belongsTo(() => EstateRelease, {
    description: 'The release.',
    writable: 'create',
    inverse: { name: 'tickets', description: 'Places in its queue.' },
  })
  release!: Ref<EstateRelease>;

  @belongsTo(() => Customer, {
    description: 'Who queues.',
    writable: 'create',
    inverse: { name: 'estateTickets', description: 'Places in queues of releases.' },
  })
  customer!: Ref<Customer>;

  @field.int({
    description: 'Number of the ticket, in the order in which they were given out.',
    writable: 'never',
    order: true,
  })
  number!: number;

  @field.int({ description: 'Points that count in a release by points.', default: 0, min: 0 })
  points!: number;

  @field.int({
    description: "When it is the customer's turn: 1 chooses first. Missing before the draw.",
    nullable: true,
    writable: 'never',
  })
  position!: number | null;
}
