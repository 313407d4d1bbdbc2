import { definePermission, idOf, type RequestContext, reject } from '@rapport/sdk';
import { Technician } from './technician.record.ts';

const MAX_DAYS = 400;
const DAY_MS = 86_400_000;
/** Minutes after the planned beginning within which somebody is still on time. */
export const ON_TIME_MINUTES = 15;

export const readMeasures = definePermission({
  name: 'fieldService.readMeasures',
  description: 'Sees how well field service works, over all technicians.',
  roles: ['manager', 'analyst'],
});

export interface FieldMeasures {
  /** Id of the technician; missing for all together. */
  readonly technicianId: string | null;
  readonly arrivals: number;
  readonly onTime: number;
  readonly completedJobs: number;
  readonly shiftMinutes: number;
  readonly workMinutes: number;
  readonly travelMinutes: number;
}

export interface FixMeasures {
  readonly completedOrders: number;
  readonly firstTimeFixes: number;
}

export interface FieldServiceMeasures extends FixMeasures {
  readonly technicians: readonly FieldMeasures[];
}

/**
 * How well field service works between two instants (O10). A first-time fix is a work order that was completed by one job
 * that somebody went to. Somebody is on time who arrives within the window, and not later than so many minutes after the
 * planned beginning. Utilisation is work and travel by what was reported, divided by the time of shifts.
 */
export async function fieldServiceMeasures(
  { access, reader, tenant }: RequestContext,
  from: string,
  to: string,
): Promise<FieldServiceMeasures> {
  access.requirePermission(readMeasures);
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  const values = [tenant.id, from, to];
  const [fixes] = await reader.run<FixMeasures>({
    text: `
select count(*)::int as "completedOrders", (count(*) filter (where visits = 1))::int as "firstTimeFixes" from (
  select (select count(*) from field_job j where j.tenant_id = $1 and j.work_order_id = o.id and j.deleted_at is null
    and j.arrived_at is not null) as visits
  from work_order o where o.tenant_id = $1 and o.deleted_at is null and o.completed_at >= $2 and o.completed_at < $3) orders`,
    values,
  });
  const technicians = await reader.run<Omit<FieldMeasures, 'technicianId'> & { readonly id: string }>({
    text: `
with shift as (
  select technician_id, sum(extract(epoch from least(ends_at, $3) - greatest(starts_at, $2)) / 60) as minutes
  from technician_shift
  where tenant_id = $1 and deleted_at is null and starts_at < $3 and ends_at > $2 group by 1),
job as (
  select technician_id, count(*) as arrivals,
    count(*) filter (where arrived_at <= least(coalesce(window_until, 'infinity'), starts_at + interval '${ON_TIME_MINUTES} minutes')) as on_time,
    count(*) filter (where state = 'COMPLETED') as completed,
    sum(extract(epoch from coalesce(finished_at, arrived_at) - arrived_at) / 60) as work,
    sum(extract(epoch from arrived_at - coalesce(departed_at, arrived_at)) / 60) as travel
  from field_job
  where tenant_id = $1 and deleted_at is null and technician_id is not null and arrived_at >= $2 and arrived_at < $3 group by 1)
select t.id, coalesce(j.arrivals, 0)::int as arrivals, coalesce(j.on_time, 0)::int as "onTime",
  coalesce(j.completed, 0)::int as "completedJobs", round(coalesce(s.minutes, 0))::int as "shiftMinutes",
  round(coalesce(j.work, 0))::int as "workMinutes", round(coalesce(j.travel, 0))::int as "travelMinutes"
from technician t left join shift s on s.technician_id = t.id left join job j on j.technician_id = t.id
where t.tenant_id = $1 and t.deleted_at is null and (s.minutes is not null or j.arrivals is not null) order by t.id`,
    values,
  });
  return {
    completedOrders: fixes?.completedOrders ?? 0,
    firstTimeFixes: fixes?.firstTimeFixes ?? 0,
    technicians: technicians.map(({ id, ...row }) => ({ ...row, technicianId: idOf(Technician, id) })),
  };
}
