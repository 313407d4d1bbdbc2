import { definePermission, type RequestContext, reject, uuidOf } from '@rapport/sdk';
import { loadAcquaintances, loadCrews, loadJobs } from './crew.ts';
import { type Proposal, proposeDispatch } from './dispatch.ts';
import { FieldJob } from './field-job.record.ts';
import { Technician } from './technician.record.ts';

const MAX_DAYS = 14;
const DAY_MS = 86_400_000;
export const MAX_JOBS = 200;

export const planJobs = definePermission({
  name: 'fieldService.planJobs',
  description: 'Asks who should go where, and sees the plans of all technicians for it.',
  roles: ['manager', 'service'],
});

/** Proposes who takes the jobs that wait, within the shifts between two instants. Nothing is written. */
export async function dispatchProposal(
  { access, reader, tenant }: RequestContext,
  from: string,
  to: string,
  jobIds: readonly string[] | null,
): Promise<Proposal> {
  access.requirePermission(planJobs);
  const [begins, ends] = [Date.parse(from), Date.parse(to)];
  if (ends <= begins) reject('to', 'must be later than from.');
  if (ends - begins > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  if (jobIds && jobIds.length > MAX_JOBS) reject('jobIds', `must be at most ${MAX_JOBS} jobs.`);
  const named = jobIds?.map((id, index) => uuidOf(FieldJob, id, `jobIds[${index}]`)) ?? null;
  const waiting = await loadJobs(reader, tenant.id, { uuids: named, waiting: true, most: MAX_JOBS });
  const crews = await loadCrews(reader, tenant.id, begins, ends);
  const acquaintance = await loadAcquaintances(
    reader,
    tenant.id,
    crews.map(({ id }) => uuidOf(Technician, id)),
    waiting.map(({ id }) => uuidOf(FieldJob, id)),
  );
  return proposeDispatch({ jobs: waiting, crews, acquaintance, notBefore: begins });
}
