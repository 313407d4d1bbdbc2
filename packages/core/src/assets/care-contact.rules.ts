import {
  type BeforeHandler,
  idOf,
  RapportError,
  type RecordChange,
  type RecordInput,
  refuse,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { type ContactChannel, Customer } from '../customers/index.ts';
import { Interaction, type InteractionChannel } from '../interactions/index.ts';
import { CareContact } from './care-contact.record.ts';
import { CareRule } from './care-rule.record.ts';
import { rules } from './rules.ts';
import { assertNoSelling } from './selling-content.ts';

/** The ways to reach somebody that make up a channel; their consents speak of it. */
const waysOf: Partial<Record<InteractionChannel, readonly ContactChannel[]>> = {
  PHONE: ['PHONE', 'MOBILE'],
  EMAIL: ['EMAIL'],
  MESSENGER: ['LINE', 'WECHAT', 'QQ'],
};

/** Whether the customer takes no contacts for service, or none at all. His consent to marketing has no say in it (F7). */
async function refusalOf(
  work: UnitOfWork,
  customerId: unknown,
  channel: InteractionChannel,
): Promise<string | undefined> {
  const [row] = await work.run<{ silent: boolean; withdrawn: boolean }>({
    text: `
select c.lifecycle_state in ('DO_NOT_CONTACT', 'ERASED') as silent, exists (
  select 1 from consent s where s.tenant_id = $1 and s.customer_id = c.id and s.deleted_at is null and s.purpose = 'SERVICE'
    and s.state in ('WITHDRAWN', 'EXPIRED') and (s.channel is null or s.channel = any($3)) and s.contact_point_id is null) as withdrawn
from customer c where c.tenant_id = $1 and c.id = $2`,
    values: [work.context.tenant.id, uuidOf(Customer, customerId), waysOf[channel] ?? []],
  });
  if (row?.silent) return 'The customer is not to be contacted.';
  return row?.withdrawn ? `The customer withdrew his consent to service by ${channel}.` : undefined;
}

/** The contact is made only where it is wanted, and is an interaction then. */
async function make({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const because = await refusalOf(work, record.customerId, record.channel as InteractionChannel);
  if (because !== undefined) refuse(rules.CONTACT_REFUSED, 'id', { because });
  const interaction = await work.unlimited.create(
    Interaction,
    {
      customerId: record.customerId,
      channel: record.channel,
      direction: 'OUTBOUND',
      matter: 'SERVICE',
      activity: 'CARING',
      subject: String(record.message).split('\n', 1)[0]?.slice(0, 300),
      body: record.message,
      said: record.note,
      outcome: record.outcome,
      occurredAt: new Date().toISOString(),
      assetId: record.assetId,
      userId: work.context.access.actor.userId ?? null,
    },
    path,
  );
  return { interactionId: idOf(Interaction, interaction.uuid) };
}

export const careContactRules: readonly BeforeHandler[] = [
  {
    record: CareRule,
    on: ['created', 'updated'],
    fields: ['message'],
    run: async ({ record, path }) => {
      assertNoSelling(String(record.message), `${path}.message`);
      return undefined;
    },
  },
  {
    record: CareContact,
    on: ['created', 'updated'],
    run: async (change, work) => {
      const { operation, transition, after, record, path } = change;
      // What the job writes was checked with its rule; a customer who is called "Discount House" is no offer.
      if (operation === 'updated' && 'message' in after) assertNoSelling(String(record.message), `${path}.message`);
      if (operation === 'updated' && !transition && record.state !== 'PLANNED' && !('interactionId' in after))
        throw new RapportError(
          'TRANSITION_REFUSED',
          `This CareContact is ${String(record.state)}: it stays as it was.`,
          {
            field: 'id',
            state: record.state,
            allowed: [],
          },
        );
      if (transition?.name === 'make') return make(change, work);
      if (transition?.name !== 'cancel') return undefined;
      if (!transition.reason?.trim()) reject('reason', 'is required to call a contact off.');
      return { canceledBecause: transition.reason };
    },
  },
];
