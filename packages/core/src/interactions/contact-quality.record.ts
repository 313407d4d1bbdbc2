import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Interaction } from './interaction.record.ts';

export const QualityJudge = enumeration('QualityJudge', 'Who judges the quality of a contact.', {
  REVIEWER: 'One of us who looks at it afterwards.',
  CUSTOMER: 'The customer.',
});
export type QualityJudge = EnumerationValue<typeof QualityJudge>;

const score = (description: string) =>
  field.int({ description: `${description}, from 1 (bad) to 5 (excellent).`, min: 1, max: 5, nullable: true });

/** How good a contact was, in the eyes of a reviewer or of the customer (G7). */
@Record({
  prefix: 'cqu',
  description: 'How good an interaction was, in the eyes of a reviewer or of the customer.',
  plural: 'contactQualities',
  ownership: { through: 'interaction' },
  indexes: [['interactionId', '-createdAt', '-id']],
  unique: [['interactionId', 'reviewerId']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class ContactQuality extends RecordBase {
  @belongsTo(() => Interaction, {
    description: 'The interaction that is judged.',
    writable: 'create',
    inverse: { name: 'qualities', description: 'How good it was, in the eyes of reviewers and of the customer.' },
  })
  interaction!: Ref<Interaction>;

  @field.enum(QualityJudge, { description: 'Who judges.', default: 'REVIEWER', writable: 'create' })
  judge!: QualityJudge;

  @belongsTo(() => User, { description: 'The reviewer.', nullable: true, writable: 'never' })
  reviewer!: Ref<User> | null;

  @score('It came to the point')
  toThePoint!: number | null;

  @score('Attitude')
  attitude!: number | null;

  @score('Knowledge of the product')
  productKnowledge!: number | null;

  @score('Negotiation')
  negotiation!: number | null;

  @field.longText({ description: 'What could be better.', maxLength: 2_000, nullable: true })
  comment!: string | null;
}
