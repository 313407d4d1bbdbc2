import {
  type BeforeHandler,
  defineEvent,
  type FieldValues,
  idOf,
  type Payload,
  type RecordChange,
  type RecordInput,
  ref,
  type UnitOfWork,
  uuidOf,
  warn,
} from '@rapport/sdk';
import { Affiliation, Customer, contactPointsOf, findDuplicates } from '../customers/index.ts';
import { Lead } from './lead.record.ts';

/** Sales take it up from here. */
export const leadConverted = defineEvent({
  type: 'leads.converted',
  description: 'A lead has become a customer: an opportunity may begin.',
  schemaVersion: 1,
  payload: {
    customerId: { type: 'id', description: 'The customer, new or known.' },
    isNew: { type: 'boolean', description: 'Whether the customer came with it.' },
    userId: { type: 'id', description: 'Who had the lead in hand.', optional: true },
    topic: { type: 'text', description: 'What it was about.', optional: true },
  },
  about: () => Lead,
});

/** A lead who looks like a customer who is there already; the caller may insist that he is another one. */
export const suspectKnown: BeforeHandler = {
  record: Lead,
  on: ['updated'],
  transitions: ['convert'],
  warns: true,
  run: async ({ record, path }, work) => {
    if (record.customerId != null) return undefined;
    const finder = { access: work.context.access, find: work.find.bind(work) };
    const subject = { name: String(record.company ?? record.name), contactPoints: contactPointsOf(record) };
    const candidates = await findDuplicates(finder, subject, undefined);
    if (candidates.length === 0) return undefined;
    const field = `${path}.customerId`;
    warn({ code: 'DUPLICATE_SUSPECTED', message: `${field}: this Lead looks like a customer.`, field, candidates });
  },
};

/** Makes a customer of a lead, or leads him to the one that he is; whoever works on it is accountable for a new one. */
export async function convert({ record, uuid, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const isNew = record.customerId == null;
  const customerId = isNew ? await newCustomer(work, record, path) : String(record.customerId);
  if (!isNew) await moveOn(work, customerId);
  work.afterWrite(announce, {
    uuid,
    payload: {
      customerId,
      isNew,
      ...(record.assigneeId != null && { userId: String(record.assigneeId) }),
      ...(record.topic != null && { topic: String(record.topic) }),
    },
  });
  return { customerId, likelyCustomerId: null, convertedAt: new Date().toISOString() };
}

/** A person, or an organisation with the person who asked for it. */
async function newCustomer(work: UnitOfWork, lead: FieldValues, path: string): Promise<string> {
  const { name, company, email, phone, region, language } = lead;
  const kept = { ownerId: lead.assigneeId ?? null, territoryId: lead.territoryId ?? null };
  const create = async (input: RecordInput) => idOf(Customer, (await work.create(Customer, input, path, kept)).uuid);
  const personId = await create({ kind: 'PERSON', name, email, phone, region, language });
  if (company == null) return personId;
  const organisationId = await create({ kind: 'ORGANISATION', name: company, region });
  await work.create(Affiliation, { personId, organisationId }, path);
  return organisationId;
}

/** Somebody of whom we hardly knew has shown interest. */
async function moveOn(work: UnitOfWork, customerId: string): Promise<void> {
  const [customer] = await work.run<{ state: string }>({
    text: 'select lifecycle_state as state from customer where tenant_id = $1 and id = $2 for no key update',
    values: [work.context.tenant.id, uuidOf(Customer, customerId)],
  });
  if (customer?.state === 'STRANGER' || customer?.state === 'SUSPECT')
    await work.unlimited.transition(Customer, customerId, { transition: 'qualify', reason: 'A lead was converted.' });
}

interface Conversion {
  readonly uuid: string;
  readonly payload: Payload<typeof leadConverted.payload>;
}

async function announce(work: UnitOfWork, conversions: readonly Conversion[]): Promise<void> {
  for (const { uuid, payload } of conversions) await work.publish(leadConverted, payload, ref(Lead, idOf(Lead, uuid)));
}
