import { type BeforeHandler, RapportError, uuidOf } from '@rapport/sdk';
import { countUse } from './agreement.service.ts';
import { Entitlement } from './entitlement.record.ts';
import { ServiceRequest } from './service-request.record.ts';
import { isOpenState } from './service-request.rules.ts';
import { ServiceRequestMerge } from './service-request-merge.record.ts';
import { writeClocks } from './sla-clock.writes.ts';
import { nextDueAt, turnClocks } from './sla-clocks.service.ts';

/** A duplicate that was none goes on where it was. */
const revive: BeforeHandler = {
  record: ServiceRequestMerge,
  on: ['updated'],
  fields: ['unmergedAt'],
  run: async ({ record }, work) => {
    const id = String(record.mergedId);
    const uuid = uuidOf(ServiceRequest, id);
    const { state, stateSince, firstRespondedAt, entitlementId } = await work.unlimited.lock(ServiceRequest, id);
    const at = Math.max(Date.now(), Date.parse(String(stateSince)) + 1);
    const respondedAt = firstRespondedAt == null ? null : Date.parse(String(firstRespondedAt));
    const clocks = await turnClocks(work, { requestUuid: uuid, at, state: String(state), respondedAt });
    const step = { requestId: uuid, fromState: 'DUPLICATE', toState: String(state), takenAt: at, reason: null };
    const isCovered = entitlementId == null || (await countUse(work, uuidOf(Entitlement, entitlementId), 1));
    const kept = { open: isOpenState(state), stateSince: new Date(at).toISOString(), dueAt: nextDueAt(clocks) };
    await work.unlimited.update(ServiceRequest, id, {}, { kept: isCovered ? kept : { ...kept, entitlementId: null } });
    await writeClocks(work, { turned: clocks, steps: [step] });
    return undefined;
  },
};

/** Requests of two customers are never one, and what is over stays as it was. */
const mergeSameCustomer: BeforeHandler = {
  record: ServiceRequestMerge,
  on: ['created'],
  run: async ({ record }, work) => {
    const [both] = await work.run<{ customers: number; over: number }>({
      text: `
select count(distinct customer_id)::int as customers, count(*) filter (where not open)::int as over
from service_request where tenant_id = $1 and id = any($2::uuid[])`,
      values: [work.context.tenant.id, [record.survivorId, record.mergedId].map((id) => uuidOf(ServiceRequest, id))],
    });
    if (both?.customers === 1 && both.over === 0) return undefined;
    throw new RapportError('MERGE_REFUSED', 'Only two open requests of one customer can be one.', {
      field: 'mergedId',
    });
  },
};

export const serviceRequestMergeRules: readonly BeforeHandler[] = [mergeSameCustomer, revive];
