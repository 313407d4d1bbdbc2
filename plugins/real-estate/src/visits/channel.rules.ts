import { Customer } from '@rapport/core';
import { type BeforeHandler, type RecordChange, type RecordInput, refuse, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { actingUser, rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateChannelClaim } from './channel.record.ts';

interface Period {
  readonly now: Date;
  readonly until: Date;
  readonly visited: boolean;
}

const PERIOD = `
select now() as now, now() + make_interval(days => p.protection_days) as until, exists (
  select from estate_visit v where v.tenant_id = $1 and v.project_id = p.id and v.customer_id = $3 and v.deleted_at is null) as visited
from estate_project p where p.tenant_id = $1 and p.id = $2`;

async function register({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const period = await rowOf<Period>(work, PERIOD, [
    uuidOf(EstateProject, record.projectId, `${path}.projectId`),
    uuidOf(Customer, record.customerId, `${path}.customerId`),
  ]);
  if (!period || period.visited) refuse(rules.CHANNEL_CLAIM_LATE, `${path}.customerId`);
  return { registeredAt: period.now.toISOString(), protectedUntil: period.until.toISOString() };
}

export const channelRules: readonly BeforeHandler[] = [
  { record: EstateChannelClaim, on: ['created'], run: register },
  {
    record: EstateChannelClaim,
    on: ['updated'],
    run: async ({ record, before, path, transition }, work) => {
      switch (transition?.name) {
        case 'uphold':
          if (!record.proof) refuse(rules.CHANNEL_CLAIM_WITHOUT_PROOF, `${path}.proof`);
          return { judgeId: actingUser(work) };
        case 'dismiss':
          return { judgeId: actingUser(work) };
        case 'appeal':
          if (!('appeal' in before) || before.appeal !== null) refuse(rules.VERDICT_FINAL, 'id');
          return undefined;
        default:
          if (record.verdict === 'VALID') refuse(rules.VERDICT_FINAL, path);
          return undefined;
      }
    },
  },
];
