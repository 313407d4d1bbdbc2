import { field, Record, RecordBase } from '@rapport/sdk';
import { ContactChannel } from '../customers/index.ts';
import { planningGrants } from '../segments/index.ts';
import { ContentType, MessagePurpose } from './message-terms.ts';

/** What messages of a sort are made of; the words stand in its versions. */
@Record({
  prefix: 'mtp',
  description: 'What messages of a sort are made of. The words stand in its versions, one in force for each language.',
  indexes: [['purpose', 'channel', '-createdAt', '-id']],
  unique: [['key']],
  search: { fields: { name: 'name' } },
  grants: planningGrants,
})
export class MessageTemplate extends RecordBase {
  @field.text({ description: 'Short name by which programs know it: `welcome`.', maxLength: 60, writable: 'create' })
  key!: string;

  @field.text({ description: 'What people call it.', maxLength: 200, order: true })
  name!: string;

  @field.enum(MessagePurpose, {
    description: 'What it is for. One that serves holds no block that sells.',
    writable: 'create',
  })
  purpose!: MessagePurpose;

  @field.enum(ContactChannel, {
    description: 'The channel that it is written for; MOBILE is a text message.',
    writable: 'create',
  })
  channel!: ContactChannel;

  @field.enum(ContentType, {
    description: 'What sort of content it is: by its purpose SELLING or SERVICE, unless it is said.',
    nullable: true,
    writable: 'create',
  })
  contentType!: ContentType | null;

  @field.texts({
    description: 'Names of the values that it takes besides those of the customer: `orderNumber`.',
    maxLength: 50,
    default: [],
  })
  variables!: string[];
}
