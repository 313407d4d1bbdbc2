import { idOf, RapportError, type RecordInput, type RecordRef, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Entitlement } from './entitlement.record.ts';
import { ServiceContract } from './service-contract.record.ts';

/**
 * A new contract in the place of one that ends: it begins on the day on which that one no longer holds, with the same
 * entitlements unused. The old one is RENEWED from then on; until that day it goes on covering requests.
 */
export async function renewContract(
  work: UnitOfWork,
  id: string,
  { endsOn, price }: { readonly endsOn: string; readonly price?: unknown },
): Promise<RecordRef> {
  const old = await work.lock(ServiceContract, id);
  if (old.state !== 'ACTIVE' && old.state !== 'EXPIRING')
    throw new RapportError('TRANSITION_REFUSED', `renew: this ServiceContract is ${String(old.state)}.`, {
      field: 'id',
      state: old.state,
      allowed: [],
    });
  if (endsOn <= String(old.endsOn)) reject('endsOn', 'must be later than the end of the contract that it renews.');
  const [renewed] = await work.run({
    text: 'select 1 from service_contract where tenant_id = $1 and renews_id = $2 and deleted_at is null',
    values: [work.context.tenant.id, uuidOf(ServiceContract, id)],
  });
  if (renewed) throw new RapportError('DUPLICATE', 'This ServiceContract was renewed already.', { field: 'id' });
  const input: RecordInput = {
    name: old.name,
    startsOn: old.endsOn,
    endsOn,
    noticeDays: old.noticeDays,
    price: price === undefined ? old.price : price,
    customerId: old.customerId,
  };
  const contract = await work.create(ServiceContract, input, 'input', { state: 'ACTIVE', renewsId: id });
  const entitlements = await work.unlimited.find(Entitlement, {
    filter: { contractId: { eq: id } },
    fields: ['name', 'kinds', 'quantity', 'policyId', 'categoryId'],
    first: 200,
  });
  const contractId = idOf(ServiceContract, contract.uuid);
  const rows = entitlements.map((values) => ({ input: { ...values, contractId }, path: 'input' }));
  if (rows.length > 0) await work.unlimited.createAll(Entitlement, rows);
  return contract;
}

/** Steps that come with the day: notice of contracts that end soon, and the end of those that are over. */
export async function reviewContracts(work: UnitOfWork, today: string): Promise<void> {
  const due = await work.run<{ id: string; is_over: boolean; state: string; is_renewed: boolean }>({
    text: `
select c.id, c.state, c.ends_on <= $2::date as is_over, exists (
    select from service_contract r where r.tenant_id = $1 and r.renews_id = c.id and r.deleted_at is null) as is_renewed
from service_contract c
where c.tenant_id = $1 and c.deleted_at is null
  and (c.state = 'ACTIVE' and c.ends_on - c.notice_days <= $2::date or c.state = 'EXPIRING' and c.ends_on <= $2::date)
order by c.ends_on, c.id limit 1000`,
    values: [work.context.tenant.id, today],
  });
  for (const { id, state, is_over, is_renewed } of due) {
    const contract = idOf(ServiceContract, id);
    if (state === 'ACTIVE') await work.transition(ServiceContract, contract, { transition: 'giveNotice' });
    if (is_over) await work.transition(ServiceContract, contract, { transition: is_renewed ? 'giveWay' : 'expire' });
  }
}
