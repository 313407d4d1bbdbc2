import {
  type FieldValues,
  type FindOptions,
  RapportError,
  type RecordClass,
  type RequestContext,
  recordTypeOf,
  type WarningCandidate,
} from '@rapport/sdk';
import { ContactPoint } from './contact-point.record.ts';
import { Customer } from './customer.record.ts';
import { type DuplicateScore, type Identity, SUSPICION, scoreDuplicate } from './duplicate-score.ts';

/** Candidates that are compared, of each way to find some. */
const CANDIDATES = 100;
/** A name of more words is found by its first ones. */
const SEARCHED_WORDS = 6;
const SEARCHED_LENGTH = 100;

/** A number that its owner has given up may be somebody else's by now. */
const IN_USE = { in: ['ACTIVE', 'BOUNCED', 'BLOCKED'] };

/** Whoever looks: he finds among the records, and compares by the fields, that he may read. */
export interface DuplicateFinder {
  readonly access: Pick<RequestContext['access'], 'canRead'>;
  find(record: RecordClass, options: FindOptions): Promise<FieldValues[]>;
}

/** Contact points that the fields of a customer show, in their normalised form. */
export function contactPointsOf({ email, phone }: FieldValues): string[] {
  return [...(email == null ? [] : [`mailto:${email}`]), ...(phone == null ? [] : [`tel:${phone}`])];
}

/**
 * Customers who may be the same as this one, the likeliest first: those with a contact point in common, and those whose
 * name and day of birth are near (B12). Candidates come from indexes, so it costs the same however many customers there are.
 */
export async function findDuplicates(
  finder: DuplicateFinder,
  subject: Identity,
  exceptId: string | undefined,
  first = 20,
): Promise<WarningCandidate[]> {
  const found = await Promise.all(
    blocksOf(finder, subject).map((filter) =>
      finder.find(Customer, {
        filter,
        fields: ['id', ...readable(finder, Customer, ['name', 'birthDate', 'email', 'phone'])],
        first: CANDIDATES,
      }),
    ),
  );
  const candidates = new Map(found.flat().map((customer) => [String(customer.id), customer]));
  if (exceptId !== undefined) candidates.delete(exceptId);
  const contactPoints = await sharedContactPoints(finder, subject, [...candidates.keys()]);
  return [...candidates]
    .map(([id, customer]): WarningCandidate => {
      const points = new Set([...contactPointsOf(customer), ...(contactPoints.get(id) ?? [])]);
      return candidateOf(id, scoreDuplicate(subject, { ...customer, contactPoints: [...points] }));
    })
    .filter(({ score }) => score >= SUSPICION)
    .sort((a, b) => b.score - a.score)
    .slice(0, first);
}

export const candidateOf = (id: string, { score, terms }: DuplicateScore): WarningCandidate => ({
  id,
  score,
  terms,
  matchedOn: [...new Set(terms.map(({ name }) => name))],
});

/** What is known of a customer in sight. */
export async function identityOf(finder: DuplicateFinder, customerId: string): Promise<Identity> {
  const [customer] = await finder.find(Customer, {
    filter: { id: { eq: customerId } },
    fields: readable(finder, Customer, ['name', 'birthDate', 'email', 'phone']),
  });
  if (!customer) throw new RapportError('NOT_FOUND', 'customerId: there is no such Customer.', { field: 'customerId' });
  const points =
    readable(finder, ContactPoint, ['normalised', 'state', 'shared']).length < 3
      ? []
      : await finder.find(ContactPoint, {
          filter: { customerId: { eq: customerId }, shared: { eq: false }, state: IN_USE },
          fields: ['normalised'],
          first: CANDIDATES,
        });
  const contactPoints = [...contactPointsOf(customer), ...points.map(({ normalised }) => String(normalised))];
  return { ...customer, contactPoints: [...new Set(contactPoints)] };
}

/** Questions to indexes that find whoever could be the same. */
function blocksOf(finder: DuplicateFinder, { name, birthDate, contactPoints }: Identity): FindOptions['filter'][] {
  const blocks: FindOptions['filter'][] = [];
  const values = (scheme: string) =>
    contactPoints.filter((point) => point.startsWith(scheme)).map((point) => point.slice(scheme.length));
  for (const [field, scheme] of [
    ['email', 'mailto:'],
    ['phone', 'tel:'],
  ] as const) {
    if (readable(finder, Customer, [field]).length > 0 && values(scheme).length > 0)
      blocks.push({ [field]: { in: values(scheme) } });
  }
  if (contactPoints.length > 0 && readable(finder, ContactPoint, ['normalised', 'state']).length === 2)
    blocks.push({ contactPoints: { some: { normalised: { in: contactPoints }, state: IN_USE } } });
  // A name alone says too little to look further.
  if (!birthDate || !name || readable(finder, Customer, ['name', 'birthDate']).length < 2) return blocks;
  blocks.push({ birthDate: { eq: birthDate } });
  const search = name.split(/\s+/u).slice(0, SEARCHED_WORDS).join(' ').slice(0, SEARCHED_LENGTH);
  if (/[\p{L}\p{N}]/u.test(search) && search.isWellFormed()) blocks.push({ search, birthDate: { isNull: false } });
  return blocks;
}

/** Contact points of the candidates that the subject has too. */
async function sharedContactPoints(
  finder: DuplicateFinder,
  { contactPoints }: Identity,
  customerIds: readonly string[],
): Promise<Map<string, string[]>> {
  const shared = new Map<string, string[]>();
  if (customerIds.length === 0 || contactPoints.length === 0) return shared;
  if (readable(finder, ContactPoint, ['normalised', 'customerId', 'state']).length < 3) return shared;
  const points = await finder.find(ContactPoint, {
    filter: { normalised: { in: contactPoints }, state: IN_USE, customerId: { in: customerIds } },
    fields: ['customerId', 'normalised'],
    first: CANDIDATES,
  });
  for (const { customerId, normalised } of points)
    shared.set(String(customerId), [...(shared.get(String(customerId)) ?? []), String(normalised)]);
  return shared;
}

function readable({ access }: DuplicateFinder, record: RecordClass, names: readonly string[]): string[] {
  const type = recordTypeOf(record);
  return names.filter((name) => {
    const field = type.fields.get(name);
    return field !== undefined && access.canRead(type, field);
  });
}
