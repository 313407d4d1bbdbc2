import { field, Record, RecordBase } from '@rapport/sdk';
import { ContactChannel } from '../customers/index.ts';
import { planningGrants } from '../segments/index.ts';
import { MessagePurpose } from './message-terms.ts';

/** How often a customer may be contacted at most, by whatever department (F3). */
@Record({
  prefix: 'fqc',
  description:
    'How many messages a customer gets at most in any stretch of so many hours, from all departments together.',
  indexes: [['channel', 'id']],
  grants: planningGrants,
})
export class FrequencyCap extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 100 })
  name!: string;

  @field.enum(ContactChannel, { description: 'The channel; all of them together when missing.', nullable: true })
  channel!: ContactChannel | null;

  @field.enum(MessagePurpose, { description: 'Messages for what; all of them when missing.', nullable: true })
  purpose!: MessagePurpose | null;

  @field.int({ description: 'At most so many.' })
  most!: number;

  @field.int({ description: 'In so many hours, whenever they begin.' })
  windowHours!: number;

  @field.boolean({
    description: 'Calls and visits that we began count too. Only where all channels do.',
    default: false,
  })
  countsInteractions!: boolean;
}
