import { Customer } from '@rapport/core';
import { type BeforeHandler, uuidOf } from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateRotationPlace, EstateShowing, EstateVisit } from './reception.record.ts';
import { keepConsultants, receive, turnsToBegin } from './reception.service.ts';

const BUDGET = `
select u.list_price_amount <= x.budget_until_amount as within from estate_unit u, real_estate_customer x
where u.tenant_id = $1 and u.id = $2 and x.tenant_id = $1 and x.id = $3 and u.list_price_currency = x.budget_until_currency`;

export const receptionRules: readonly BeforeHandler[] = [
  {
    record: EstateVisit,
    on: ['created'],
    run: async ({ record, path }, work) => {
      const [projectId, customerId] = [String(record.projectId), String(record.customerId)];
      const askedFor = record.askedForId ? String(record.askedForId) : null;
      const reception = await receive(work, projectId, customerId, askedFor, path);
      const { consultantId, ...how } = reception;
      // Nobody is on duty: whoever writes it down has received him.
      if (consultantId === null) return how;
      work.afterWrite(keepConsultants, { customerId, consultantId });
      return { ...how, consultantId };
    },
  },
  {
    record: EstateShowing,
    on: ['created'],
    run: async ({ record, path }, work) => {
      const row = await rowOf<{ within: boolean | null }>(work, BUDGET, [
        uuidOf(EstateUnit, record.unitId, `${path}.unitId`),
        uuidOf(Customer, record.customerId, `${path}.customerId`),
      ]);
      return { withinBudget: row?.within ?? null };
    },
  },
  {
    record: EstateRotationPlace,
    on: ['created'],
    run: async ({ record }, work) => ({ turns: await turnsToBegin(work, String(record.projectId)) }),
  },
];
