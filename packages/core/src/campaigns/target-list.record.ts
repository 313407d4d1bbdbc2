import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, readGrants } from '../customers/index.ts';
import { planningGrants } from '../segments/index.ts';

export const TargetListState = enumeration('TargetListState', 'Whether a list can still change.', {
  OPEN: 'It is being put together.',
  FROZEN: 'It is as it is: doubles are out, and what is suppressed.',
});
export type TargetListState = EnumerationValue<typeof TargetListState>;

/** Whom a campaign is to reach, by name (L3). */
@Record({
  prefix: 'tgl',
  description:
    'A list of customers for campaigns, put together from segments, imports and other lists, and then frozen.',
  indexes: [['state', '-createdAt', '-id']],
  unique: [['name']],
  search: { fields: { name: 'name' } },
  grants: planningGrants,
})
export class TargetList extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200, order: true })
  name!: string;

  @field.boolean({
    description: 'Of each household only one gets something: its head if he is on the list, else whoever came first.',
    default: true,
  })
  onePerHousehold!: boolean;

  @field.enum(TargetListState, { description: 'Whether it can still change.', default: 'OPEN', writable: 'never' })
  state!: TargetListState;

  @field.instant({ description: 'When it was frozen.', nullable: true, writable: 'never' })
  frozenAt!: string | null;
}

export const EntryOrigin = enumeration('EntryOrigin', 'Where somebody on a list comes from.', {
  SEGMENT: 'A segment.',
  IMPORT: 'He was named one by one.',
  LIST: 'Another list.',
  PURCHASED: 'His address was bought. He gets no advertising.',
  SEED: 'One of us, who sees what goes out. He counts for no result.',
});
export type EntryOrigin = EnumerationValue<typeof EntryOrigin>;

export const ExclusionReason = enumeration('ExclusionReason', 'Why somebody on a list is left out.', {
  DUPLICATE_PERSON: 'The same person is on it with another record.',
  SAME_HOUSEHOLD: 'Somebody of his household is on it.',
  SUPPRESSED: 'Nothing may be sent to any of his addresses, or he must not be contacted.',
  GONE: 'He was deleted or merged into another one.',
});
export type ExclusionReason = EnumerationValue<typeof ExclusionReason>;

/** Somebody on a list, and why he is left out if he is. */
@Record({
  prefix: 'tle',
  description: 'A customer on a list, and why he is left out if he is.',
  plural: 'targetListEntries',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['targetListId', 'excludedBy', 'customerId'],
  ],
  unique: [['targetListId', 'customerId']],
  commands: [],
  grants: readGrants,
})
export class TargetListEntry extends RecordBase {
  @belongsTo(() => TargetList, {
    description: 'The list.',
    writable: 'never',
    inverse: { name: 'entries', description: 'Who is on it, and who was left out.' },
  })
  targetList!: Ref<TargetList>;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'targetListEntries', description: 'Lists on which the customer is.' },
  })
  customer!: Ref<Customer>;

  @field.enum(EntryOrigin, { description: 'Where he comes from.', writable: 'never' })
  origin!: EntryOrigin;

  @field.enum(ExclusionReason, { description: 'Why he is left out.', nullable: true, writable: 'never' })
  excludedBy!: ExclusionReason | null;
}
