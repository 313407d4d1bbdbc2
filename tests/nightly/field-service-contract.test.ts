import { fieldServicePlugin, paperworkPlugin } from '@rapport/core';
import { pluginContract, type TestTenant } from '@rapport/testing';

let made = 0;
const make = async (tenant: TestTenant, type: string, input: object) => (await tenant.admin.create(type, input)).id;
const PLACE = { latitude: '25.03', longitude: '121.56' };
/** A shift of a day of its own. */
const shift = () => {
  const from = Date.parse('2026-01-01T08:00:00Z') + made++ * 86_400_000;
  return { startsAt: new Date(from).toISOString(), endsAt: new Date(from + 32_400_000).toISOString() };
};

/** What is worked at, asked for and planned belongs to the same customer. */
async function workOrder(tenant: TestTenant) {
  const customerId = await tenant.customer();
  const assetId = await make(tenant, 'Asset', { customerId, product: 'Boiler', maker: 'Vaillant' });
  return {
    customerId,
    assetId,
    requestId: await make(tenant, 'ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler leaks' }),
    planId: await make(tenant, 'MaintenancePlan', { assetId, title: 'Sweep', everyMonths: 12 }),
  };
}

/** Parts come from the store of whoever goes. */
async function partUse(tenant: TestTenant) {
  const store = `Van ${made++}`;
  const technicianId = await make(tenant, 'Technician', { name: 'Lin', store, ...PLACE });
  const { startsAt, endsAt } = shift();
  await make(tenant, 'TechnicianShift', { technicianId, startsAt, endsAt });
  const workOrderId = await make(tenant, 'WorkOrder', { customerId: await tenant.customer(), title: 'Boiler leaks' });
  const typeId = await make(tenant, 'JobType', { name: `Type ${made++}`, minutes: 30 });
  const jobId = await make(tenant, 'FieldJob', { workOrderId, typeId, ...PLACE });
  await tenant.admin.get(
    `mutation($jobId: ID!, $input: ScheduleFieldJobInput!) { scheduleFieldJob(id: $jobId, input: $input) { id } }`,
    { jobId, input: { technicianId, startsAt } },
  );
  const partId = await make(tenant, 'Part', { number: `P-${made++}`, name: 'Gasket' });
  await make(tenant, 'PartStock', { partId, store, quantity: 100 });
  return { jobId, partId, quantity: 1 };
}

pluginContract(fieldServicePlugin, {
  samples: {
    TechnicianShift: shift,
    MaintenancePlan: () => ({ everyMonths: 12 }),
    WorkOrder: workOrder,
    FieldJob: () => ({ ...PLACE, windowFrom: '2026-03-01T09:00:00Z', windowUntil: '2026-03-01T12:00:00Z' }),
    JobProof: () => ({ content: 'Seen.' }),
    PartUse: partUse,
  },
});
pluginContract(paperworkPlugin, {
  samples: {
    FormTemplate: () => ({
      recordType: 'Customer',
      body: 'I, {name}.',
      fields: [{ key: 'name', label: 'Name', path: 'name', required: true }],
    }),
  },
});
