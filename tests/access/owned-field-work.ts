import { FieldJob, FieldJobSkill, FieldStep, JobProof, PartNeed, PartUse, WorkOrder } from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { TestApp, TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

let made = 0;
const make = async (tenant: TestTenant, type: string, input: object) => (await tenant.admin.create(type, input)).id;

async function job(tenant: TestTenant, customerId: string): Promise<string> {
  const workOrderId = await make(tenant, 'WorkOrder', { customerId, title: 'Boiler leaks' });
  const typeId = await make(tenant, 'JobType', { name: `Type ${++made}`, minutes: 30 });
  return make(tenant, 'FieldJob', { workOrderId, typeId });
}

const part = (tenant: TestTenant) => make(tenant, 'Part', { number: `P-${++made}`, name: 'Gasket' });
const ofJob = (list: string) => `fieldJobs(first: 10) { nodes { ${list}`;

/** Records that belong to a customer by the work that is done for him. */
export const ownedFieldWork: readonly OwnedKind[] = [
  {
    record: WorkOrder,
    input: ({ customerId }) => ({ customerId, title: 'Boiler leaks' }),
    change: { title: 'Changed' },
    inverse: 'workOrders',
  },
  {
    record: FieldJob,
    input: async ({ tenant, customerId }) => ({
      workOrderId: await make(tenant, 'WorkOrder', { customerId, title: 'Boiler leaks' }),
      typeId: await make(tenant, 'JobType', { name: `Type ${++made}`, minutes: 30 }),
    }),
    change: { priority: 1 },
    inverse: 'fieldJobs',
  },
  {
    record: FieldJobSkill,
    input: async ({ tenant, customerId }) => ({
      jobId: await job(tenant, customerId),
      skillId: await make(tenant, 'Skill', { name: `Skill ${++made}` }),
    }),
    change: {},
    inverse: ofJob('skills'),
  },
  {
    record: JobProof,
    input: async ({ tenant, customerId }) => ({
      jobId: await job(tenant, customerId),
      kind: 'PHOTO',
      content: 'Seen.',
    }),
    change: {},
    inverse: ofJob('proofs'),
  },
  {
    record: PartNeed,
    input: async ({ tenant, customerId }) => ({
      jobId: await job(tenant, customerId),
      partId: await part(tenant),
    }),
    change: {},
    inverse: ofJob('partNeeds'),
  },
  {
    record: PartUse,
    input: async ({ tenant, customerId }) => {
      const jobId = await job(tenant, customerId);
      const partId = await part(tenant);
      await make(tenant, 'PartStock', { partId, quantity: 5 });
      const technicianId = await make(tenant, 'Technician', { name: 'Lin', latitude: 25, longitude: 121 });
      const startsAt = '2026-03-01T08:00:00Z';
      await make(tenant, 'TechnicianShift', { technicianId, startsAt, endsAt: '2026-03-01T17:00:00Z' });
      await tenant.admin.get(
        `mutation($jobId: ID!, $technicianId: ID!) {
          updateFieldJob(id: $jobId, input: { latitude: 25, longitude: 121 }) { id }
          scheduleFieldJob(id: $jobId, input: { technicianId: $technicianId, startsAt: "2026-03-01T09:00:00Z" }) { id } }`,
        { jobId, technicianId },
      );
      return { jobId, partId };
    },
    change: {},
    inverse: ofJob('partUses'),
  },
  {
    record: FieldStep,
    input: () => ({}),
    change: {},
    inverse: ofJob('steps'),
    make: async (app: TestApp, tenant, customerId) => {
      // Only steps of a job write them.
      const [row] = await app.sql<{ id: string }>(
        `insert into field_step (tenant_id, id, job_id, step, outcome) values ($1, gen_random_uuid(), $2, 'ACCEPT', 'APPLIED') returning id`,
        [tenant.id, (await job(tenant, customerId)).slice(4)],
      );
      return idOf(FieldStep, row?.id ?? '');
    },
  },
];
