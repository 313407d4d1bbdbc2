import { type FieldValues, idOf, RapportError, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type OpenHours, openHoursOf } from '../calendars/index.ts';
import { Customer } from '../customers/index.ts';
import { Entitlement } from './entitlement.record.ts';
import { Queue } from './queue.record.ts';
import { OPENINGS_LOCK } from './recount-clocks.ts';
import { ServiceCategory } from './service-category.record.ts';
import type { SignalTerms } from './sla-clock.store.ts';
import type { SlaMilestone, SlaTarget } from './sla-policy.record.ts';

/** A policy as clocks need it, by uuids. */
export interface Policy extends SignalTerms {
  readonly id: string;
  readonly calendarId: string;
  readonly calendarVersion: number;
  readonly pausesForThird: boolean;
  readonly targets: readonly SlaTarget[];
  readonly customerFilter: Readonly<Record<string, unknown>> | null;
}

/** What holds for a new request. */
export interface Promised {
  readonly policy: Policy;
  readonly targets: readonly Target[];
  readonly openHours: OpenHours;
}

interface Target {
  readonly milestone: SlaMilestone;
  /** Milliseconds. */
  readonly target: number;
}

interface Candidate {
  readonly id: string;
  readonly policyId: string;
  readonly isLimited: boolean;
  readonly isUsedUp: boolean;
}

/** What is to be known when a request is opened. */
interface Opening {
  readonly entitlements: readonly Candidate[];
  readonly policies: readonly (Policy & { readonly active: boolean })[];
  readonly queue: { readonly id: string; readonly balanced: boolean } | null;
}

const DAY = "(now() at time zone coalesce(b.time_zone, 'UTC'))::date";

/** Entitlements that cover the request and hold today, those for its very category first; and policies by rank. */
const OPENING = `
select
  coalesce((
    select jsonb_agg(jsonb_build_object('id', e.id, 'policyId', e.policy_id, 'isLimited', e.quantity is not null,
        'isUsedUp', e.quantity is not null and e.used >= e.quantity)
      order by e.category_id is null, e.quantity is null, e.created_at, e.id)
    from service_contract k
    join entitlement e on e.tenant_id = $1 and e.contract_id = k.id and e.deleted_at is null
    join sla_policy p on p.tenant_id = $1 and p.id = e.policy_id
    join business_calendar b on b.tenant_id = $1 and b.id = p.calendar_id
    where k.tenant_id = $1 and k.customer_id = $2 and k.deleted_at is null and k.state in ('ACTIVE', 'EXPIRING')
      and ${DAY} >= k.starts_on and ${DAY} < k.ends_on
      and (e.kinds is null or e.kinds ? $3) and (e.category_id is null or e.category_id = $4)
      and ($5::uuid is null or e.id = $5)), '[]') as entitlements,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', p.id, 'calendarId', p.calendar_id, 'calendarVersion', b.version,
        'pausesForThird', p.pauses_for_third, 'targets', p.targets, 'customerFilter', p.customer_filter,
        'warnAtPercent', p.warn_at_percent, 'escalations', p.escalations, 'active', p.active)
      order by p.rank desc, p.created_at, p.id)
    from sla_policy p join business_calendar b on b.tenant_id = $1 and b.id = p.calendar_id
    where p.tenant_id = $1 and p.deleted_at is null), '[]') as policies,
  (select jsonb_build_object('id', q.id, 'balanced', q.assignment = 'BALANCED') from queue q
    where q.tenant_id = $1 and q.deleted_at is null
      and q.id = coalesce($6, (select c.queue_id from service_category c where c.tenant_id = $1 and c.id = $4))) as queue
from (select pg_advisory_xact_lock_shared(${OPENINGS_LOCK})) lock`;

export interface Agreement {
  readonly entitlementId: string | null;
  readonly promised: Promised | null;
  /** Where it begins: in the queue that is given, or that of its category. */
  readonly queueId: string | null;
  /** Somebody is to get it at once. */
  readonly isAssigned: boolean;
}

/**
 * What was promised to the customer of a new request: by an entitlement of his contracts, or else by the policy of the
 * highest rank that is for him. One that is named must cover the request and not be used up (USED_UP); others are passed over.
 */
export async function findAgreement(work: UnitOfWork, record: FieldValues, path: string): Promise<Agreement> {
  const named =
    record.entitlementId == null ? null : uuidOf(Entitlement, record.entitlementId, `${path}.entitlementId`);
  const customer = uuidOf(Customer, record.customerId, `${path}.customerId`);
  const category = record.categoryId == null ? null : uuidOf(ServiceCategory, record.categoryId, `${path}.categoryId`);
  const queue = record.queueId == null ? null : uuidOf(Queue, record.queueId, `${path}.queueId`);
  const [found] = await work.run<Opening>({
    text: OPENING,
    values: [work.context.tenant.id, customer, record.kind, category, named, queue],
  });
  const { entitlements = [], policies = [], queue: place = null } = found ?? {};
  if (named !== null && entitlements.length === 0)
    reject(`${path}.entitlementId`, 'must be an entitlement of this customer that covers the request and holds today.');
  const entitlement = await takeEntitlement(work, entitlements, named === null ? null : path);
  const policy = entitlement
    ? policies.find(({ id }) => id === entitlement.policyId)
    : await policyFor(work, policies, String(record.customerId));
  return {
    entitlementId: entitlement ? idOf(Entitlement, entitlement.id) : null,
    promised: policy ? await promise(work, policy, Number(record.priority)) : null,
    queueId: place ? idOf(Queue, place.id) : null,
    isAssigned: place?.balanced === true,
  };
}

/** Counts one more request for the first entitlement that has room, under its lock (iS5). */
async function takeEntitlement(
  work: UnitOfWork,
  candidates: readonly Candidate[],
  namedAt: string | null,
): Promise<Candidate | undefined> {
  for (const candidate of candidates) {
    if (!candidate.isLimited) return candidate;
    if (!candidate.isUsedUp && (await countUse(work, candidate.id, 1))) return candidate;
    if (namedAt !== null)
      throw new RapportError('USED_UP', 'This Entitlement covers no more requests.', {
        field: `${namedAt}.entitlementId`,
      });
  }
  return undefined;
}

/** One use more, or one less; false when there is no room for it. */
export async function countUse(work: UnitOfWork, entitlementUuid: string, by: 1 | -1): Promise<boolean> {
  const all = work.unlimited;
  const id = idOf(Entitlement, entitlementUuid);
  const { quantity, used } = await all.lock(Entitlement, id);
  if (quantity == null) return true;
  const then = Number(used) + by;
  if (then > Number(quantity)) return false;
  await all.update(Entitlement, id, {}, { kept: { used: Math.max(0, then) } });
  return true;
}

async function policyFor(
  work: UnitOfWork,
  policies: Opening['policies'],
  customerId: string,
): Promise<Policy | undefined> {
  for (const policy of policies.filter(({ active }) => active)) {
    if (policy.customerFilter === null) return policy;
    const filter = { and: [{ id: { eq: customerId } }, policy.customerFilter] };
    const found = await work.unlimited.find(Customer, { filter, fields: ['id'], first: 1 });
    if (found.length > 0) return policy;
  }
  return undefined;
}

/** Targets of a policy for a priority, in milliseconds: the one for the very priority, or else the one for all. */
export function targetsOf({ targets }: Pick<Policy, 'targets'>, priority: number): Target[] {
  const milestones = [...new Set(targets.map(({ milestone }) => milestone))];
  return milestones.flatMap((milestone) => {
    const own = targets.filter((each) => each.milestone === milestone);
    const found = own.find((each) => each.priority === priority) ?? own.find((each) => each.priority == null);
    return found ? [{ milestone, target: found.minutes * 60_000 }] : [];
  });
}

async function promise(work: UnitOfWork, policy: Policy, priority: number): Promise<Promised> {
  const openHours = await openHoursOf(work, work.context.tenant.id, policy.calendarId, policy.calendarVersion);
  return { policy, targets: targetsOf(policy, priority), openHours };
}
