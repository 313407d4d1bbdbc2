import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  Field,
  field,
  InputType,
  Int,
  ObjectType,
  Record,
  RecordBase,
  type Ref,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { InteractionChannel } from '../interactions/index.ts';
import { ServiceRequest } from './service-request.record.ts';

export const ContactPathEnd = enumeration('ContactPathEnd', 'How somebody left a menu or a bot.', {
  ANSWERED: 'It told him what he wanted to know.',
  PERSON: 'He asked for a person, and one answered.',
  ABANDONED: 'He gave up.',
});
export type ContactPathEnd = EnumerationValue<typeof ContactPathEnd>;

@ObjectType('ContactPathNode', { description: 'A place in a menu or a bot.', simpleResolvers: true })
export class ContactPathNode {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Int, { description: 'Seconds that he stayed there.' })
  seconds!: number;
}

@InputType('ContactPathNodeInput', { description: 'A place in a menu or a bot.' })
export class ContactPathNodeInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Int, { description: 'Seconds that he stayed there.' })
  seconds!: number;
}

/** The way of somebody through a menu of the hotline or a bot, until an answer, a person, or out (A17, O7). */
@Record({
  prefix: 'ivr',
  description:
    'The way of somebody through the menu of a hotline or through a bot: where he was, how long, and how he left it. `contactPathStats` by `path` and `end` tells how good each way is.',
  indexes: [
    ['path', 'end', 'startedAt', 'id'],
    ['end', '-startedAt', '-id'],
    ['customerId', '-startedAt', '-id'],
    ['requestId', '-startedAt', '-id'],
  ],
  commands: ['create'],
  grants: {
    manager: { read: 'all' },
    service: { read: 'all', create: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class ContactPath extends RecordBase {
  @field.enum(InteractionChannel, { description: 'How he came.', writable: 'create' })
  channel!: InteractionChannel;

  @field.instant({ description: 'When he came.', order: true, writable: 'create' })
  startedAt!: string;

  @field.embedded(
    { output: ContactPathNode, input: ContactPathNodeInput, inputName: 'ContactPathNodeInput', list: true },
    { description: 'Where he was, in order; 1 to 50 places.', writable: 'create' },
  )
  nodes!: ContactPathNode[];

  @field.enum(ContactPathEnd, { description: 'How he left it.', writable: 'create' })
  end!: ContactPathEnd;

  @field.text({ description: 'The names of the places, joined by ` > `.', maxLength: 500, writable: 'never' })
  path!: string;

  @field.int({ description: 'How long it took altogether, in seconds.', min: 0, writable: 'never' })
  seconds!: number;

  @belongsTo(() => Customer, { description: 'Who it was, where it is known.', nullable: true, writable: 'create' })
  customer!: Ref<Customer> | null;

  @belongsTo(() => ServiceRequest, { description: 'The request that came of it.', nullable: true, writable: 'create' })
  request!: Ref<ServiceRequest> | null;
}
