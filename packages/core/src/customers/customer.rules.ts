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

/** Who is accountable is kept with its time: the former period ends with the moment at which the new one begins (iP1). */
const keepOwnerPeriods: BeforeHandler = {
  record: Customer,
  on: ['created', 'updated'],
  run: async ({ operation, uuid, before, after, record }, work) => {
    if (after.ownerId === undefined && after.ownerTeamId === undefined) return undefined;
    const formerly =
      operation === 'updated' ? { ownerId: record.ownerId, ownerTeamId: record.ownerTeamId, ...before } : {};
    work.afterWrite(() => changeOwner(work.unlimited, idOf(Customer, uuid), formerly, record));
    return undefined;
  },
};

async function changeOwner(
  work: UnitOfWork,
  customerId: string,
  formerly: FieldValues,
  now: FieldValues,
): Promise<void> {
  const { tenant } = work.context;
  const [moment] = await work.run<{ now: Date; created_at: Date; open: string | null }>({
    text: `
select clock_timestamp() as now, c.created_at, p.id as open from customer c
left join owner_period p on p.tenant_id = $1 and p.customer_id = c.id and p.ends_at is null and p.deleted_at is null
where c.tenant_id = $1 and c.id = $2`,
    values: [tenant.id, uuidOf(Customer, customerId)],
  });
  if (!moment) return;
  const startsAt = moment.now.toISOString();
  const period = (owned: FieldValues, window: FieldValues) =>
    work.create(OwnerPeriod, {
      customerId,
      userId: owned.ownerId ?? null,
      teamId: owned.ownerTeamId ?? null,
      ...window,
    });
  if (moment.open) await work.update(OwnerPeriod, idOf(OwnerPeriod, moment.open), {}, { kept: { endsAt: startsAt } });
  // Customers that came with a bulk load have no period yet.
  else if (isOwned(formerly) && moment.created_at < moment.now)
    await period(formerly, { startsAt: moment.created_at.toISOString(), endsAt: startsAt });
  if (isOwned(now)) await period(now, { startsAt });
}

const isOwned = ({ ownerId, ownerTeamId }: FieldValues) => ownerId != null || ownerTeamId != null;

const keepJourney: BeforeHandler = {
  record: Customer,
  on: ['updated'],
  run: async ({ uuid, transition }, work) => {
    if (!transition) return undefined;
    const { from, to, reason } = transition;
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
  keepOwnerPeriods,
  keepJourney,
  requireKind(Customer, 'parentId', 'ORGANISATION'),
  requireKind(Affiliation, 'personId', 'PERSON'),
  requireKind(Affiliation, 'organisationId', 'ORGANISATION'),
  requireKind(FinancialFigure, 'organisationId', 'ORGANISATION'),
  refuseOwnProxy,
  checkAddress,
];
