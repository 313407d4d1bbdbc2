import { type BeforeHandler, refuse, uuidOf } from '@rapport/sdk';
import { daysFrom, rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateDefect } from './defect.record.ts';
import { EstateInspection } from './handover.record.ts';

const COVERED = `
select not exists (select from estate_warranty w where w.tenant_id = $1 and w.unit_id = $2 and w.deleted_at is null)
  or exists (select from estate_warranty w where w.tenant_id = $1 and w.unit_id = $2 and w.deleted_at is null
    and w.defect_class = $3 and current_date >= w.starts_on and current_date < w.ends_on) as covered`;

const INSPECTED = 'select kind, failed, unit_id from estate_inspection where tenant_id = $1 and id = $2';

export const defectRules: readonly BeforeHandler[] = [
  {
    record: EstateDefect,
    on: ['created'],
    run: async ({ record, path }, work) => {
      const unit = uuidOf(EstateUnit, record.unitId, `${path}.unitId`);
      const row = await rowOf<{ covered: boolean }>(work, COVERED, [unit, record.defectClass]);
      return { reportedAt: new Date().toISOString(), underWarranty: row?.covered ?? false };
    },
  },
  {
    record: EstateDefect,
    on: ['updated'],
    run: async ({ record, path, transition }, work) => {
      if (transition?.name === 'dispatch') return { escalateAt: daysFrom(String(record.dueOn), 1) };
      if (transition?.name !== 'verify' && transition?.name !== 'close') return undefined;
      const inspection = await rowOf<{ kind: string; failed: number; unit_id: string }>(work, INSPECTED, [
        uuidOf(EstateInspection, record.inspectionId, `${path}.inspectionId`),
      ]);
      const fits = inspection?.kind === 'REINSPECTION' && inspection.unit_id === uuidOf(EstateUnit, record.unitId);
      if (!fits) refuse(rules.REINSPECTION_FAILED, `${path}.inspectionId`, { kind: inspection?.kind });
      if (transition.name === 'close' && inspection.failed > 0)
        refuse(rules.REINSPECTION_FAILED, 'id', { failed: inspection.failed });
      return undefined;
    },
  },
];
