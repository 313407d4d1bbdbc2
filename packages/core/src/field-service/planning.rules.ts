import {
  type FieldValues,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  reject,
  type UnitOfWork,
  User,
  uuidOf,
} from '@rapport/sdk';
import { Skill } from '../service/index.ts';
import { type Hand, type KnownJob, loadAcquaintances, loadCrews, loadJobs } from './crew.ts';
import { FieldJob } from './field-job.record.ts';
import { rules } from './rules.ts';
import { Technician } from './technician.record.ts';
import { type Fit, fitAt, missingSkills, type Shift } from './tour.ts';
import { travelMinutes } from './travel.ts';

const MINUTE = 60_000;
const instant = (at: number): string => new Date(at).toISOString();

/** A technician and the shift in which a moment lies. His row is locked: plans of one technician are made one after the other. */
async function crewAt(work: UnitOfWork, technicianId: unknown, at: number, path: string) {
  await work.unlimited.lock(Technician, String(technicianId), `${path}.technicianId`);
  const [crew] = await loadCrews(work, work.context.tenant.id, at, at + 1, [uuidOf(Technician, technicianId)]);
  const shift = crew?.shifts.find(({ startsAt, endsAt }) => startsAt <= at && endsAt > at);
  return { crew, shift };
}

/** Plans a job at a moment: all that the proposal looks at is looked at again. Returns what is planned. */
export async function schedule({ uuid, before, record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const { tenant } = work.context;
  const at = Date.parse(String(record.startsAt));
  const [known] = await loadJobs(work, tenant.id, { uuids: [uuid], waiting: false, most: 1 });
  if (!known || record.latitude == null)
    reject(
      `${path}.latitude`,
      'and longitude of the job must be known before it is planned: travel follows from them.',
    );
  const job = { ...known, ...shapeOf(record, known) };
  const { crew, shift } = await crewAt(work, record.technicianId, at, path);
  if (!crew?.active) refuse(rules.TECHNICIAN_INACTIVE, `${path}.technicianId`);
  const missing = missingSkills(crew, job.skills, at);
  if (missing.length > 0)
    refuse(rules.SKILL_MISSING, `${path}.technicianId`, { skillIds: missing.map((id) => idOf(Skill, id)) });
  if (!shift) refuse(rules.OUTSIDE_SHIFT, `${path}.startsAt`);
  const fit = fitAt(crew, shift, job, at);
  if (typeof fit === 'string') refuse(rules[fit], `${path}.startsAt`);
  await move(work, fit.follower);
  const leaving = {
    ...record,
    technicianId: before.technicianId ?? record.technicianId,
    startsAt: before.startsAt ?? record.startsAt,
  };
  work.afterWrite(closeGap, leaving);
  return {
    ...planned(fit),
    ...(await acquaintance(work, crew, uuid)),
    userId: crew.userUuid && idOf(User, crew.userUuid),
  };
}

/** When, where and how long, as the change leaves it. */
function shapeOf({ minutes, latitude, longitude, windowFrom, windowUntil }: FieldValues, { usualMinutes }: KnownJob) {
  const time = (value: unknown) => (value == null ? null : Date.parse(String(value)));
  return {
    place: { latitude: Number(latitude), longitude: Number(longitude) },
    minutes: Number(minutes ?? usualMinutes),
    windowFrom: time(windowFrom),
    windowUntil: time(windowUntil),
  };
}

const planned = ({ endsAt, travelMinutes, occupiedFrom }: Fit): RecordInput => ({
  endsAt: instant(endsAt),
  travelMinutes,
  occupiedFrom: instant(occupiedFrom),
});

async function acquaintance(work: UnitOfWork, { id }: Hand, jobUuid: string): Promise<RecordInput> {
  const known = await loadAcquaintances(work, work.context.tenant.id, [uuidOf(Technician, id)], [jobUuid]);
  return { ...known(id, idOf(FieldJob, jobUuid)) };
}

/** A job that comes after another one than before is reached by another way. */
async function move(work: UnitOfWork, follower: Fit['follower']): Promise<void> {
  if (!follower) return;
  const { jobId, ...way } = follower;
  const kept = { travelMinutes: way.travelMinutes, occupiedFrom: instant(way.occupiedFrom) };
  await work.unlimited.update(FieldJob, jobId, {}, { kept });
}

/** What came after a job that left a tour is reached from where the technician was before it; no way gets longer than both were. */
export async function closeGap(work: UnitOfWork, left: readonly FieldValues[]): Promise<void> {
  for (const { technicianId, startsAt } of left) {
    const { crew, shift } = await crewAt(work, technicianId, Date.parse(String(startsAt)), 'input');
    if (crew && shift) await move(work, followerIn(crew, shift, Date.parse(String(startsAt))));
  }
}

function followerIn(crew: Hand, { stops }: Shift, at: number): Fit['follower'] {
  const next = stops.find(({ startsAt }) => startsAt > at);
  if (!next) return undefined;
  const place = stops.filter(({ startsAt }) => startsAt <= at).at(-1)?.place ?? crew.home;
  const minutes = travelMinutes(place, next.place, crew.speedKmh);
  return { jobId: next.jobId, travelMinutes: minutes, occupiedFrom: next.startsAt - minutes * MINUTE };
}

/** What a job keeps of a plan that it is taken out of: nothing. */
export const unplanned: RecordInput = {
  technicianId: null,
  userId: null,
  startsAt: null,
  endsAt: null,
  travelMinutes: null,
  occupiedFrom: null,
  experience: null,
  familiarity: null,
  missingParts: null,
};
