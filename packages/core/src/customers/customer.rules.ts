import {
  type BeforeHandler,
  type FieldValues,
  idOf,
  type RecordClass,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Affiliation } from './affiliation.record.ts';
import { Customer } from './customer.record.ts';
import { CustomerDocument } from './customer-document.record.ts';
import { CustomerProxy } from './customer-proxy.record.ts';
import { FinancialFigure } from './financial-figure.record.ts';
import { LifecycleChange } from './lifecycle-change.record.ts';
import { OwnerPeriod } from './owner-period.record.ts';

const PERSONAL = ['givenName', 'familyName', 'gender', 'birthDate', 'occupation', 'maritalStatus', 'childrenCount'];
const ORGANISATIONAL = [
  'legalName',
  'registrationNumber',
  'industryStage',
  'marketPosition',
  'employeeCount',
  'parentId',
];

/** A person has no registration number, and an organisation no birthday. */
const fitKind: BeforeHandler = {
  record: Customer,
  on: ['created', 'updated'],
  run: async ({ after, record, path }) => {
    const foreign = record.kind === 'PERSON' ? ORGANISATIONAL : PERSONAL;
    const odd = foreign.find((name) => after[name] != null);
    if (odd) reject(`${path}.${odd}`, record.kind === 'PERSON' ? 'belongs to organisations.' : 'belongs to persons.');
    const zone = after.timeZone;
    if (zone != null && !isTimeZone(String(zone)))
      reject(`${path}.timeZone`, 'is not a time zone, such as Asia/Taipei.');
    return undefined;
  },
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A new customer's first period begins with him. */
const openOwnerPeriod: BeforeHandler = {
  record: Customer,
  on: ['created'],
  run: async ({ uuid, record }, work) => {
    if (isOwned(record)) work.afterWrite(openPeriods, { customerId: idOf(Customer, uuid), owned: record });
    return undefined;
  },
};

interface Ownership {
  readonly customerId: string;
  readonly owned: FieldValues;
}

const isOwned = ({ ownerId, ownerTeamId }: FieldValues) => ownerId != null || ownerTeamId != null;

const periodOf = ({ customerId, owned }: Ownership, window: FieldValues): FieldValues => ({
  customerId,
  userId: owned.ownerId ?? null,
  teamId: owned.ownerTeamId ?? null,
  ...window,
});

const openPeriods = (work: UnitOfWork, opened: readonly Ownership[]) => {
  const startsAt = new Date().toISOString();
  const inputs = opened.map((each) => ({ input: periodOf(each, { startsAt }), path: 'input' }));
  return work.unlimited.createAll(OwnerPeriod, inputs);
};

/** Who is accountable is kept with its time: the former period ends with the moment at which the new one begins (iP1). */
const changeOwnerPeriod: BeforeHandler = {
  record: Customer,
  on: ['updated'],
  run: async ({ uuid, before, after, record }, work) => {
    if (after.ownerId === undefined && after.ownerTeamId === undefined) return undefined;
    const customerId = idOf(Customer, uuid);
    const formerly = { ownerId: record.ownerId, ownerTeamId: record.ownerTeamId, ...before };
    await changeOwner(work.unlimited, { customerId, owned: formerly }, { customerId, owned: record });
    return undefined;
  },
};

async function changeOwner(work: UnitOfWork, formerly: Ownership, now: Ownership): Promise<void> {
  const [known] = await work.run<{ created_at: Date; open: string | null; starts_at: Date | null }>({
    text: `
select c.created_at, p.id as open, p.starts_at from customer c
left join owner_period p on p.tenant_id = $1 and p.customer_id = c.id and p.ends_at is null and p.deleted_at is null
where c.tenant_id = $1 and c.id = $2`,
    values: [work.context.tenant.id, uuidOf(Customer, now.customerId)],
  });
  if (!known) return;
  // Clocks of two machines differ; a period lasts a moment at least.
  const startsAt = new Date(Math.max(Date.now(), (known.starts_at ?? known.created_at).getTime() + 1)).toISOString();
  if (known.open) await work.update(OwnerPeriod, idOf(OwnerPeriod, known.open), {}, { kept: { endsAt: startsAt } });
  // Customers that came with a bulk load have no period yet.
  else if (isOwned(formerly.owned))
    await work.create(OwnerPeriod, periodOf(formerly, { startsAt: known.created_at.toISOString(), endsAt: startsAt }));
  if (isOwned(now.owned)) await work.create(OwnerPeriod, periodOf(now, { startsAt }));
}

const keepJourney: BeforeHandler = {
  record: Customer,
  on: ['updated'],
  run: async ({ uuid, before, after, transition }, work) => {
    // A merge brings a state without a step.
    const { lifecycleState: to } = after;
    if (to === undefined) return undefined;
    const { from, reason } = transition ?? { from: before.lifecycleState, reason: null };
    const step = { customerId: idOf(Customer, uuid), fromState: from, toState: to, reason };
    await work.unlimited.create(LifecycleChange, {}, 'input', step);
    return undefined;
  },
};

/** The customer to whom a field refers must be of this kind. */
const requireKind = (record: RecordClass, field: string, kind: 'PERSON' | 'ORGANISATION'): BeforeHandler => ({
  record,
  on: ['created', 'updated'],
  run: async ({ after, path }, work) => {
    if (after[field] == null) return undefined;
    const [found] = await work.run<{ kind: string }>({
      text: 'select kind from customer where tenant_id = $1 and id = $2',
      values: [work.context.tenant.id, uuidOf(Customer, after[field], `${path}.${field}`)],
    });
    if (found && found.kind !== kind)
      reject(`${path}.${field}`, kind === 'PERSON' ? 'must be a person.' : 'must be an organisation.');
    return undefined;
  },
});

const refuseOwnProxy: BeforeHandler = {
  record: CustomerProxy,
  on: ['created'],
  run: async ({ record, path }) => {
    if (record.customerId === record.proxyId) reject(`${path}.proxyId`, 'must be somebody else.');
    return undefined;
  },
};

const checkAddress: BeforeHandler = {
  record: CustomerDocument,
  on: ['created', 'updated'],
  run: async ({ after, path }) => {
    if (typeof after.url === 'string' && !(URL.canParse(after.url) && new URL(after.url).protocol === 'https:'))
      reject(`${path}.url`, 'must be an https address.');
    return undefined;
  },
};

export const customerRules: readonly BeforeHandler[] = [
  fitKind,
  openOwnerPeriod,
  changeOwnerPeriod,
  keepJourney,
  requireKind(Customer, 'parentId', 'ORGANISATION'),
  requireKind(Affiliation, 'personId', 'PERSON'),
  requireKind(Affiliation, 'organisationId', 'ORGANISATION'),
  requireKind(FinancialFigure, 'organisationId', 'ORGANISATION'),
  refuseOwnProxy,
  checkAddress,
];
