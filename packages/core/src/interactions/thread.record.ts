import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

/** A conversation: what was said of one matter, through all channels. Whoever takes it over need not ask again (G2, G3). */
@Record({
  prefix: 'thr',
  description:
    'A conversation with a customer about one matter, through all channels. Whoever takes it over finds what was said.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['handlerId', 'closed', '-createdAt', '-id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', deny: { read: ['summary'] } },
    analyst: { read: 'all', deny: { read: ['summary'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class Thread extends RecordBase {
  @field.text({ description: 'What it is about, in a line.', maxLength: 300 })
  title!: string;

  @field.longText({
    description: 'Where it stands: what whoever takes it over must know.',
    maxLength: 5_000,
    nullable: true,
  })
  summary!: string | null;

  @field.boolean({ description: 'There is nothing left to be said.', default: false })
  closed!: boolean;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'threads', description: 'Conversations with the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Who answers; giving it to somebody else hands the conversation over.',
    nullable: true,
    inverse: { name: 'threads', description: 'Conversations in which the user answers.' },
  })
  handler!: Ref<User> | null;
}
