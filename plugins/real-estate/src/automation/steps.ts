import { Customer } from '@rapport/core';
import { idOf, type PluginStep, reject, uuidOf } from '@rapport/sdk';
import { EstateSurvey } from '../after-sale/club.record.ts';
import { rowOf } from '../common/rows.ts';
import { sweepClaim } from '../sale/claim.service.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateClaim } from '../stock/unit.record.ts';

/** Ends a hold if its time is over, and frees the unit; one that was extended stays. */
export const expireHold: PluginStep = {
  id: 'expire-hold',
  description: 'Ends the hold that the run is about, if its time is over, and frees the unit.',
  input: {},
  run: async (_input, { work, subjectId }) => ({
    expired: subjectId === null ? false : await sweepClaim(work, uuidOf(EstateClaim, subjectId)),
  }),
};

const TOUCHED = `
select customer_id, (select project_id from estate_unit u where u.tenant_id = x.tenant_id and u.id = x.unit_id) as project_id
from (select tenant_id, id, customer_id, unit_id from estate_contract
  union all select tenant_id, id, customer_id, unit_id from estate_handover) x
where tenant_id = $1 and id = $2`;

/** Asks an owner how satisfied he is, once at each touch point of what the run is about. */
export const ask: PluginStep = {
  id: 'ask',
  description: 'Asks the owner of the contract or handover that the run is about how satisfied he is.',
  input: { touchPoint: true },
  run: async ({ touchPoint }, { work, subjectId }) => {
    const about = subjectId ?? reject('subject', 'must be a contract or a handover.');
    const touched = await rowOf<{ customer_id: string; project_id: string }>(work, TOUCHED, [
      about.slice(about.indexOf('_') + 1),
    ]);
    if (!touched) return { asked: false };
    const [customerId, projectId] = [idOf(Customer, touched.customer_id), idOf(EstateProject, touched.project_id)];
    const filter = { customerId: { eq: customerId }, touchPoint: { eq: touchPoint }, about: { eq: about } };
    const known = await work.find(EstateSurvey, { filter, fields: ['id'], first: 1 });
    if (known.length === 0) await work.create(EstateSurvey, { customerId, projectId, touchPoint, about });
    return { asked: known.length === 0 };
  },
};
