import { type FieldValues, idOf, RapportError, recordTypeOf, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Consent, Customer } from '../customers/index.ts';
import { Partner, type SharedAttribute } from './partner.record.ts';
import { PartnerShare } from './partner-share.record.ts';
import type { SharingRefusal } from './sharing-refusal.ts';

const MAX_CUSTOMERS = 200;

/** The field of a customer that holds each attribute. */
const fields: Readonly<Record<SharedAttribute, string>> = {
  NAME: 'name',
  EMAIL: 'email',
  PHONE: 'phone',
  BIRTH_DATE: 'birthDate',
  GENDER: 'gender',
  OCCUPATION: 'occupation',
  REGION: 'region',
  LANGUAGE: 'language',
};

/** What a consent that is for one channel only allows. */
const ofChannel: Readonly<Record<string, readonly SharedAttribute[]>> = {
  EMAIL: ['EMAIL'],
  PHONE: ['PHONE'],
  MOBILE: ['PHONE'],
};

export interface SharedCustomer {
  readonly customerId: string;
  /** What the partner may be told, by attribute; null where it may be told nothing. */
  readonly values: Readonly<Record<string, unknown>> | null;
  readonly refusal: SharingRefusal | null;
}

/**
 * What a partner may be told of these customers: attributes that it may have, of those who agreed, and nothing else. Each
 * is noted with its consent in the same transaction, and a withdrawal waits for it or comes first.
 */
export async function shareWithPartner(
  work: UnitOfWork,
  partnerId: string,
  customerIds: readonly string[],
  asked: readonly SharedAttribute[],
): Promise<SharedCustomer[]> {
  if (customerIds.length === 0 || customerIds.length > MAX_CUSTOMERS)
    reject('customerIds', `must be 1 to ${MAX_CUSTOMERS} customers.`);
  if (new Set(customerIds).size < customerIds.length) reject('customerIds', 'names a customer twice.');
  const partner = await partnerOf(work, partnerId);
  requireAttributes(work, partner, asked);
  const consents = await consentsFor(work, partner.name, customerIds);
  const customers = await customersIn(work, customerIds, asked);
  const results: SharedCustomer[] = [];
  for (const customerId of customerIds) {
    const customer = customers.get(customerId);
    const { consent, allowed } = allowedBy(consents.get(customerId) ?? [], asked);
    const refusal = refusalOf(customer, consent);
    if (refusal || !customer || !consent) {
      results.push({ customerId, values: null, refusal: refusal ?? 'UNKNOWN' });
      continue;
    }
    await work.unlimited.create(PartnerShare, {}, 'customerIds', {
      partnerId,
      customerId,
      consentId: idOf(Consent, consent.id),
      attributes: allowed,
    });
    results.push({
      customerId,
      values: Object.fromEntries(allowed.map((attribute) => [attribute, customer[fields[attribute]] ?? null])),
      refusal: null,
    });
  }
  return results;
}

interface Told {
  readonly name: string;
  readonly attributes: readonly string[];
}

async function partnerOf(work: UnitOfWork, partnerId: string): Promise<Told> {
  const [partner] = await work.find(Partner, {
    filter: { id: { eq: partnerId } },
    fields: ['name', 'attributes', 'active'],
  });
  if (!partner)
    throw new RapportError('REFERENCE_NOT_FOUND', 'partnerId: there is no such Partner.', { field: 'partnerId' });
  if (partner.active !== true) reject('partnerId', 'is a partner that is told nothing at the moment.');
  return { name: String(partner.name), attributes: [partner.attributes].flat().map(String) };
}

/** Neither the partner nor whoever asks for him gets more than he may have. */
function requireAttributes(work: UnitOfWork, partner: Told, asked: readonly SharedAttribute[]): void {
  if (asked.length === 0) reject('attributes', 'must name something.');
  const odd = asked.find((attribute) => !partner.attributes.includes(attribute));
  if (odd) reject('attributes', `${odd} is more than this partner may be told.`);
  const type = recordTypeOf(Customer);
  const hidden = asked.find((attribute) => {
    const field = type.fields.get(fields[attribute]);
    return !field || !work.context.access.canRead(type, field);
  });
  if (hidden)
    throw new RapportError('FORBIDDEN', `This actor may not read ${fields[hidden]} of customers.`, {
      field: 'attributes',
      recordType: 'Customer',
    });
}

interface SharingConsent {
  readonly id: string;
  readonly customer: string;
  readonly channel: string | null;
  readonly granted: boolean;
  readonly withdrawn: boolean;
}

/** What the customers said about this partner. Whoever withdraws meanwhile waits until this is over. */
async function consentsFor(work: UnitOfWork, partner: string, customerIds: readonly string[]) {
  const rows = await work.run<SharingConsent>({
    text: `
select id, customer_id as customer, channel, state = 'WITHDRAWN' as withdrawn,
  state = 'GRANTED' and (expires_at is null or expires_at > now()) as granted
from consent where tenant_id = $1 and purpose = 'SHARING' and partner = $2 and customer_id = any($3::uuid[])
  and deleted_at is null
order by id for share`,
    values: [
      work.context.tenant.id,
      partner,
      customerIds.map((id, index) => uuidOf(Customer, id, `customerIds[${index}]`)),
    ],
  });
  const found = new Map<string, SharingConsent[]>();
  for (const row of rows) {
    const id = idOf(Customer, row.customer);
    found.set(id, [...(found.get(id) ?? []), row]);
  }
  return found;
}

async function customersIn(work: UnitOfWork, customerIds: readonly string[], asked: readonly SharedAttribute[]) {
  const names = asked.map((attribute) => fields[attribute]);
  const found = await work.find(Customer, {
    filter: { id: { in: [...customerIds] } },
    fields: [...new Set(['id', 'lifecycleState', ...names])],
    first: MAX_CUSTOMERS,
  });
  return new Map(found.map((customer) => [String(customer.id), customer]));
}

interface Allowed {
  readonly consent?: SharingConsent;
  readonly allowed: readonly SharedAttribute[];
}

/** The consent that allows most of what is asked for. One that was withdrawn for all channels ends every other. */
function allowedBy(consents: readonly SharingConsent[], asked: readonly SharedAttribute[]): Allowed {
  if (consents.some(({ channel, withdrawn }) => channel === null && withdrawn)) return { allowed: [] };
  const [most = { allowed: [] }] = consents
    .filter(({ granted }) => granted)
    .map((consent): Allowed => {
      const { channel } = consent;
      return { consent, allowed: asked.filter((one) => channel === null || ofChannel[channel]?.includes(one)) };
    })
    .filter(({ allowed }) => allowed.length > 0)
    .sort((a, b) => b.allowed.length - a.allowed.length);
  return most;
}

function refusalOf(customer: FieldValues | undefined, consent: SharingConsent | undefined): SharingRefusal | null {
  if (!customer) return 'UNKNOWN';
  if (customer.lifecycleState === 'DO_NOT_CONTACT') return 'DO_NOT_CONTACT';
  return consent ? null : 'NO_CONSENT';
}
