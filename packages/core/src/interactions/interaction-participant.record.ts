import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction } from './interaction.record.ts';

export const ParticipantRole = enumeration('ParticipantRole', 'What somebody has to do with an interaction.', {
  TOOK_PART: 'Talked or listened.',
  TALKED_ABOUT: 'Was what it was about.',
  REFERRED: 'Was named as somebody who might become a customer.',
  REFERRER: 'Named him.',
});
export type ParticipantRole = EnumerationValue<typeof ParticipantRole>;

/** Somebody else who took part in an interaction, or whom it was about (G1). */
@Record({
  prefix: 'ipa',
  description: 'Somebody besides customer and user who took part in an interaction, or whom it was about.',
  ownership: { through: 'interaction' },
  indexes: [
    ['interactionId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['userId', '-createdAt', '-id'],
  ],
  commands: ['create'],
  grants: {
    manager: { read: 'all', create: 'all' },
    seller: { read: 'own', create: 'own' },
    service: { read: 'all', create: 'all' },
    marketer: { read: 'all', create: 'all' },
    analyst: { read: 'all', create: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class InteractionParticipant extends RecordBase {
  @belongsTo(() => Interaction, {
    description: 'The interaction.',
    writable: 'create',
    inverse: { name: 'participants', description: 'Who else took part, or was talked about.' },
  })
  interaction!: Ref<Interaction>;

  @field.enum(ParticipantRole, {
    description: 'What he has to do with it.',
    default: 'TOOK_PART',
    writable: 'create',
  })
  role!: ParticipantRole;

  @belongsTo(() => Customer, {
    description: 'A customer; or a user or a name is given.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'participations', description: 'Interactions of others that the customer has to do with.' },
  })
  customer!: Ref<Customer> | null;

  @belongsTo(() => User, {
    description: 'One of us.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'participations', description: 'Interactions of others that the user has to do with.' },
  })
  user!: Ref<User> | null;

  @field.text({
    description: 'Name of somebody of whom there is no record.',
    maxLength: 200,
    nullable: true,
    writable: 'create',
  })
  name!: string | null;
}
