import { definePlugin } from '@rapport/sdk';
import { DispatchResolver } from './dispatch.resolver.ts';
import { planJobs } from './dispatch.service.ts';
import { FieldJob, FieldJobSkill } from './field-job.record.ts';
import { fieldJobRules } from './field-job.rules.ts';
import { FieldReportsResolver } from './field-reports.resolver.ts';
import { FieldStep } from './field-step.record.ts';
import { technicianFit } from './fit.scorer.ts';
import { JobProof } from './job-proof.record.ts';
import { JobType, JobTypeSkill } from './job-type.record.ts';
import { MeasuresResolver } from './measures.resolver.ts';
import { readMeasures } from './measures.service.ts';
import { createFieldService } from './migrations/0001-create-field-service.ts';
import { filesOfProofs } from './migrations/0002-files-of-proofs.ts';
import { Part, PartNeed, PartStock, PartUse } from './part.record.ts';
import { fieldRules, partRules } from './part.rules.ts';
import { Technician } from './technician.record.ts';
import { TechnicianShift } from './technician-shift.record.ts';
import { TechnicianSkill } from './technician-skill.record.ts';
import { WorkOrder } from './work-order.record.ts';
import { workOrderRules } from './work-order.rules.ts';

export { FieldJob, FieldJobSkill } from './field-job.record.ts';
export { FieldJobState } from './field-job.states.ts';
export { FieldStep, FieldStepName, FieldStepOutcome } from './field-step.record.ts';
export { JobProof } from './job-proof.record.ts';
export { JobType, JobTypeSkill, ProofKind } from './job-type.record.ts';
export { Part, PartNeed, PartStock, PartUse } from './part.record.ts';
export { Technician } from './technician.record.ts';
export { TechnicianShift } from './technician-shift.record.ts';
export { TechnicianSkill } from './technician-skill.record.ts';
export { type Place, travelMinutes } from './travel.ts';
export { WorkOrder, WorkOrderState } from './work-order.record.ts';

export const fieldServicePlugin = definePlugin({
  id: 'field-service',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'service', 'assets'],
  records: [
    Technician,
    TechnicianSkill,
    TechnicianShift,
    JobType,
    JobTypeSkill,
    WorkOrder,
    FieldJob,
    FieldJobSkill,
    JobProof,
    FieldStep,
    Part,
    PartStock,
    PartNeed,
    PartUse,
  ],
  resolvers: [DispatchResolver, FieldReportsResolver, MeasuresResolver],
  migrations: [createFieldService, filesOfProofs],
  permissions: [planJobs, readMeasures],
  before: [...fieldJobRules, ...workOrderRules, ...partRules, ...fieldRules],
  scorers: [technicianFit],
});
