import {
  type BeforeHandler,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Skill } from '../service/index.ts';
import { loadCrews } from './crew.ts';
import type { DeviceReport } from './device-report.ts';
import { FieldJob, FieldJobSkill } from './field-job.record.ts';
import { FieldStep, type FieldStepName } from './field-step.record.ts';
import { JobType } from './job-type.record.ts';
import { closeGap, schedule, unplanned } from './planning.rules.ts';
import { rules } from './rules.ts';
import { Technician } from './technician.record.ts';
import { missingSkills } from './tour.ts';
import { WorkOrder } from './work-order.record.ts';

/** A place is a latitude and a longitude. */
const checkPlace: BeforeHandler = {
  record: FieldJob,
  on: ['created', 'updated'],
  fields: ['latitude', 'longitude'],
  run: async ({ record, path }) => {
    if ((record.latitude == null) !== (record.longitude == null))
      reject(`${path}.${record.latitude == null ? 'latitude' : 'longitude'}`, 'is required with the other.');
    return undefined;
  },
};

/** What a job takes from its work order, its type and the asset that is worked at. */
async function begin({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const [row] = await work.run<{
    customer_id: string;
    open: boolean;
    minutes: number;
    place: string | null;
    latitude: string | null;
    longitude: string | null;
  }>({
    text: `
select o.customer_id, o.state in ('NEW', 'IN_PROGRESS', 'ON_HOLD') as open, t.minutes, a.place,
  round(a.latitude / 1e6, 6)::text as latitude, round(a.longitude / 1e6, 6)::text as longitude
from work_order o join job_type t on t.tenant_id = $1 and t.id = $3
left join asset a on a.tenant_id = $1 and a.id = o.asset_id
where o.tenant_id = $1 and o.id = $2`,
    values: [work.context.tenant.id, uuidOf(WorkOrder, record.workOrderId), uuidOf(JobType, record.typeId)],
  });
  if (!row?.open) reject(`${path}.workOrderId`, 'must be a work order that is still open.');
  const place = record.latitude == null ? { latitude: row.latitude, longitude: row.longitude } : {};
  return {
    ...place,
    customerId: idOf(Customer, row.customer_id),
    // Whoever plans a job is not the one who goes.
    userId: null,
    minutes: record.minutes ?? row.minutes,
    place: record.place ?? row.place,
  };
}

/** The clock of a device may be wrong: a step happened after the one before it, and not later than now. */
function momentOf(change: RecordChange): string {
  const { record } = change;
  const now = Date.now();
  const said = Date.parse(deviceOf(change)?.at ?? '') || now;
  const before = Math.max(...[record.departedAt, record.arrivedAt].map((at) => (at ? Date.parse(String(at)) : 0)));
  return new Date(Math.max(Math.min(said, now), before)).toISOString();
}

/** iS4: a completed job needs the proof that its type asks for. */
async function assertProven({ uuid, record }: RecordChange, work: UnitOfWork): Promise<void> {
  const [row] = await work.run<{ missing: string[] }>({
    text: `
select array(
  select k from job_type t, jsonb_array_elements_text(t.proof) k
  where t.tenant_id = $1 and t.id = $2 and not exists (
    select 1 from job_proof p where p.tenant_id = $1 and p.job_id = $3 and p.kind = k and p.deleted_at is null)) as missing`,
    values: [work.context.tenant.id, uuidOf(JobType, record.typeId), uuid],
  });
  if (row && row.missing.length > 0) refuse(rules.PROOF_MISSING, 'id', { missing: row.missing });
}

const deviceOf = ({ after }: RecordChange) => (after.device ?? undefined) as DeviceReport | undefined;

function reasonOf({ transition }: RecordChange): string {
  const reason = transition?.reason?.trim();
  if (!reason) reject('reason', `is required to ${transition?.name === 'cancel' ? 'cancel' : 'give up'} a job.`);
  return reason;
}

/** What is left of the planned time is free once the work has ended. */
function freed({ record }: RecordChange, finishedAt: string): RecordInput {
  const at = Date.parse(finishedAt);
  const within = at > Date.parse(String(record.startsAt)) && at < Date.parse(String(record.endsAt));
  return within ? { endsAt: finishedAt } : {};
}

async function stepValues(change: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const { record, transition } = change;
  switch (transition?.name) {
    case 'schedule':
      return schedule(change, work);
    case 'unschedule':
      work.afterWrite(closeGap, record);
      return unplanned;
    case 'depart':
      return { departedAt: momentOf(change) };
    case 'arrive':
      work.afterWrite(startOrders, record.workOrderId);
      return { arrivedAt: momentOf(change) };
    case 'complete': {
      await assertProven(change, work);
      const finishedAt = momentOf(change);
      return { finishedAt, ...freed(change, finishedAt) };
    }
    case 'giveUp':
      work.afterWrite(closeGap, record);
      return { endedBecause: reasonOf(change), finishedAt: momentOf(change) };
    case 'cancel':
      if (record.technicianId !== null) work.afterWrite(closeGap, record);
      return { endedBecause: reasonOf(change) };
    default:
      return {};
  }
}

const STEPS: Readonly<Record<string, FieldStepName>> = {
  accept: 'ACCEPT',
  depart: 'DEPART',
  arrive: 'ARRIVE',
  complete: 'COMPLETE',
  giveUp: 'GIVE_UP',
};

/** Every step from the field is noted, with the time of the device beside ours. */
async function noteSteps(work: UnitOfWork, steps: readonly RecordInput[]): Promise<void> {
  for (const kept of steps) await work.unlimited.create(FieldStep, {}, 'input', kept);
}

/** A work order begins when somebody is there. */
async function startOrders(work: UnitOfWork, ids: readonly unknown[]): Promise<void> {
  for (const id of new Set(ids.map(String))) {
    const order = await work.unlimited.lock(WorkOrder, id);
    if (order.state === 'NEW') await work.unlimited.transition(WorkOrder, id, { transition: 'start' });
  }
}

const SHAPE = ['minutes', 'windowFrom', 'windowUntil', 'latitude', 'longitude'];

/** A job that is planned is fitted in anew when its time or place changes; once somebody took it on, they stay. */
async function reshape(change: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const { after, record, path } = change;
  const changed = SHAPE.find((name) => name in after);
  if (!changed || record.state === 'NONE') return {};
  if (record.state === 'SCHEDULED' || record.state === 'DISPATCHED') return schedule(change, work);
  reject(`${path}.${changed}`, `stays as it is: this job is ${String(record.state)}.`);
}

/** A skill that is asked for later must be had by whoever goes. */
async function checkLaterSkill({ record, path }: RecordChange, work: UnitOfWork): Promise<undefined> {
  const [job] = await work.unlimited.find(FieldJob, {
    filter: { id: { eq: String(record.jobId) }, technicianId: { isNull: false } },
    fields: ['technicianId', 'startsAt'],
  });
  if (!job) return;
  const at = Date.parse(String(job.startsAt));
  const [crew] = await loadCrews(work, work.context.tenant.id, at, at + 1, [uuidOf(Technician, job.technicianId)]);
  const skill = uuidOf(Skill, record.skillId);
  if (crew && missingSkills(crew, [skill], at).length > 0)
    refuse(rules.SKILL_MISSING, `${path}.skillId`, { skillIds: [record.skillId] });
}

export const fieldJobRules: readonly BeforeHandler[] = [
  checkPlace,
  { record: FieldJob, on: ['created'], run: begin },
  {
    record: FieldJob,
    on: ['updated'],
    run: async (change, work) => {
      const { transition, uuid } = change;
      if (!transition) return reshape(change, work);
      const step = STEPS[transition.name];
      const { at = null, key = null } = deviceOf(change) ?? {};
      if (step) work.afterWrite(noteSteps, { jobId: idOf(FieldJob, uuid), step, deviceAt: at, key });
      return { ...(await stepValues(change, work)), ...(step && { device: null }) };
    },
  },
  { record: FieldJobSkill, on: ['created'], run: checkLaterSkill },
];
