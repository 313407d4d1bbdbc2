import { BuyingParty, Customer } from '@rapport/core';
import { type BeforeHandler, type RecordChange, refuse, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateContract } from '../sale/contract.record.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateReferral } from './club.record.ts';

/** Whether two customers live together or are related, by the parties that the core keeps, or share a telephone. */
async function areOneHousehold(work: UnitOfWork, one: string, other: string): Promise<boolean> {
  const isIn = (id: string) => ({ or: [{ headId: { eq: id } }, { members: { some: { customerId: { eq: id } } } }] });
  const parties = await work.unlimited.find(BuyingParty, {
    filter: { and: [{ kind: { in: ['HOUSEHOLD', 'FAMILY'] } }, isIn(one), isIn(other)] },
    fields: ['id'],
    first: 1,
  });
  if (parties.length > 0) return true;
  const both = await work.unlimited.find(Customer, {
    filter: { id: { in: [one, other] } },
    fields: ['phone'],
    first: 2,
  });
  const [first, second] = both.map(({ phone }) => phone);
  return first != null && first === second;
}

async function assertAnother(work: UnitOfWork, one: string, other: string, path: string): Promise<void> {
  if (one === other || (await areOneHousehold(work, one, other))) refuse(rules.REFERRAL_OF_ONESELF, path);
}

async function claim({ record, path }: RecordChange, work: UnitOfWork): Promise<undefined> {
  const [referrer, referred] = [String(record.referrerId), String(record.referredId)];
  await assertAnother(work, referrer, referred, `${path}.referredId`);
  const known = await rowOf<{ owns: boolean; visited: boolean }>(
    work,
    `select exists (select from estate_contract where tenant_id = $1 and customer_id = $2 and deleted_at is null
       and state in ('SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED')) as owns,
       exists (select from estate_visit where tenant_id = $1 and customer_id = $3 and project_id = $4 and deleted_at is null) as visited`,
    [uuidOf(Customer, referrer), uuidOf(Customer, referred), uuidOf(EstateProject, record.projectId)],
  );
  if (!known?.owns) refuse(rules.REFERRER_NO_OWNER, `${path}.referrerId`);
  if (known.visited) refuse(rules.REFERRAL_OF_KNOWN, `${path}.referredId`);
  return undefined;
}

/** The deal is that of whom he brought, and he is not among those who buy. */
async function sign({ record, path }: RecordChange, work: UnitOfWork): Promise<undefined> {
  const [referrer, referred] = [String(record.referrerId), String(record.referredId)];
  const deal = await rowOf<{ fits: boolean; buys: boolean }>(
    work,
    `select c.customer_id = $3 and c.state in ('SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED') as fits, exists (
       select from estate_buyer b where b.tenant_id = $1 and b.contract_id = c.id and b.customer_id = $4 and b.deleted_at is null) as buys
     from estate_contract c where c.tenant_id = $1 and c.id = $2`,
    [
      uuidOf(EstateContract, record.contractId, `${path}.contractId`),
      uuidOf(Customer, referred),
      uuidOf(Customer, referrer),
    ],
  );
  if (!deal?.fits) refuse(rules.CLAIM_OF_ANOTHER, `${path}.contractId`);
  if (deal.buys) refuse(rules.REFERRAL_OF_ONESELF, `${path}.contractId`);
  await assertAnother(work, referrer, referred, `${path}.contractId`);
  return undefined;
}

export const referralRules: readonly BeforeHandler[] = [
  { record: EstateReferral, on: ['created'], run: claim },
  {
    record: EstateReferral,
    on: ['updated'],
    run: async (change, work) => (change.transition?.name === 'sign' ? sign(change, work) : undefined),
  },
];
