import { idOf, type UnitOfWork } from '@rapport/sdk';
import type { Acquaintance, OpenJob } from './dispatch.ts';
import { FieldJob } from './field-job.record.ts';
import { HOLDING } from './field-job.states.ts';
import { Technician } from './technician.record.ts';
import type { Crew, Shift, Stop } from './tour.ts';
import type { Place } from './travel.ts';

/** Whoever runs statements in a tenant: a unit of work, or the reader of a request. */
export type Runner = Pick<UnitOfWork, 'run'>;

/** Decimals of degrees stand in units of the last one. */
const DEGREES = 1e6;
const placeOf = (row: { readonly latitude: string; readonly longitude: string }): Place => ({
  latitude: Number(row.latitude) / DEGREES,
  longitude: Number(row.longitude) / DEGREES,
});

/** A technician with what planning needs to know besides. */
export interface Hand extends Crew {
  readonly name: string;
  /** Uuid of the user that he is. */
  readonly userUuid: string | null;
  readonly active: boolean;
}

interface TechnicianRow {
  readonly id: string;
  readonly name: string;
  readonly user_id: string | null;
  readonly active: boolean;
  readonly latitude: string;
  readonly longitude: string;
  readonly speed_kmh: number;
  readonly skills: readonly (readonly [skill: string, until: string | null])[];
  readonly shifts: readonly (readonly [startsAt: number, endsAt: number])[];
  readonly stops: readonly (readonly [
    id: string,
    latitude: string,
    longitude: string,
    startsAt: number,
    endsAt: number,
  ])[];
}

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** Technicians (all who are sent out, or these) with their skills, shifts between two instants, and what is planned in those. */
export async function loadCrews(
  runner: Runner,
  tenantId: number,
  from: number,
  to: number,
  technicianUuids: readonly string[] | null = null,
): Promise<Hand[]> {
  const rows = await runner.run<TechnicianRow>({
    text: `
select t.id, t.name, t.user_id, t.active, t.latitude::text, t.longitude::text, t.speed_kmh,
  (select coalesce(jsonb_agg(jsonb_build_array(s.skill_id, s.valid_until)), '[]') from technician_skill s
   where s.tenant_id = $1 and s.technician_id = t.id and s.deleted_at is null) as skills,
  (select coalesce(jsonb_agg(jsonb_build_array(${milliseconds('h.starts_at')}, ${milliseconds('h.ends_at')}) order by h.starts_at), '[]')
   from technician_shift h where h.tenant_id = $1 and h.technician_id = t.id and h.deleted_at is null
     and h.starts_at < $3 and h.starts_at > $2::timestamptz - interval '1 day' and h.ends_at > $2) as shifts,
  (select coalesce(jsonb_agg(jsonb_build_array(j.id, j.latitude::text, j.longitude::text,
     ${milliseconds('j.starts_at')}, ${milliseconds('j.ends_at')}) order by j.starts_at), '[]')
   from field_job j where j.tenant_id = $1 and j.technician_id = t.id and j.deleted_at is null and j.state = any($5)
     and j.starts_at < $3::timestamptz + interval '1 day' and j.starts_at > $2::timestamptz - interval '1 day') as stops
from technician t
where t.tenant_id = $1 and t.deleted_at is null and ($4::uuid[] is null and t.active or t.id = any($4)) order by t.id`,
    values: [tenantId, new Date(from), new Date(to), technicianUuids, HOLDING],
  });
  return rows.map((row) => ({
    id: idOf(Technician, row.id),
    name: row.name,
    userUuid: row.user_id,
    active: row.active,
    home: placeOf(row),
    speedKmh: row.speed_kmh,
    skills: new Map(row.skills),
    shifts: shiftsOf(row),
  }));
}

function shiftsOf({ shifts, stops }: TechnicianRow): Shift[] {
  const all = stops.map(
    ([id, latitude, longitude, startsAt, endsAt]): Stop => ({
      jobId: idOf(FieldJob, id),
      place: placeOf({ latitude, longitude }),
      startsAt,
      endsAt,
    }),
  );
  return shifts.map(([startsAt, endsAt]) => ({
    startsAt,
    endsAt,
    stops: all.filter((stop) => stop.startsAt >= startsAt && stop.startsAt < endsAt),
  }));
}

interface JobRow {
  readonly id: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly minutes: number;
  readonly usual_minutes: number;
  readonly window_from: number | null;
  readonly window_until: number | null;
  readonly priority: number;
  readonly created_at: number;
  readonly skills: readonly string[];
}

/** A job with how long its type usually takes. */
export interface KnownJob extends OpenJob {
  readonly usualMinutes: number;
}

/** Which jobs: those with these uuids, or all; those that wait for somebody, or in whatever state. */
export interface JobChoice {
  readonly uuids: readonly string[] | null;
  readonly waiting: boolean;
  readonly most: number;
}

/** Jobs whose place is known, the most pressing first. */
export async function loadJobs(
  runner: Runner,
  tenantId: number,
  { uuids, waiting, most }: JobChoice,
): Promise<KnownJob[]> {
  const rows = await runner.run<JobRow>({
    text: `
select j.id, j.latitude::text, j.longitude::text, coalesce(j.minutes, t.minutes) as minutes, t.minutes as usual_minutes, j.priority, ${milliseconds('j.created_at')} as created_at,
  ${milliseconds('j.window_from')} as window_from, ${milliseconds('j.window_until')} as window_until,
  array(select s.skill_id::text from job_type_skill s where s.tenant_id = $1 and s.type_id = j.type_id and s.deleted_at is null
    union select s.skill_id::text from field_job_skill s where s.tenant_id = $1 and s.job_id = j.id and s.deleted_at is null
    order by 1) as skills
from field_job j join job_type t on t.tenant_id = $1 and t.id = j.type_id
where j.tenant_id = $1 and j.deleted_at is null and j.latitude is not null and j.longitude is not null
  and ($2::uuid[] is null or j.id = any($2)) and (not $4::boolean or j.state = 'NONE')
order by j.priority, j.window_until nulls last, j.created_at, j.id limit $3`,
    values: [tenantId, uuids, most, waiting],
  });
  return rows.map((row) => ({
    id: idOf(FieldJob, row.id),
    place: placeOf(row),
    minutes: row.minutes,
    usualMinutes: row.usual_minutes,
    windowFrom: row.window_from,
    windowUntil: row.window_until,
    priority: row.priority,
    createdAt: row.created_at,
    skills: row.skills,
  }));
}

interface AcquaintanceRow extends Acquaintance {
  readonly technician: string;
  readonly job: string;
}

const STRANGERS: Acquaintance = { experience: 0, familiarity: 0, missingParts: 0 };

/** What is known of each technician and each job besides time and place. */
export async function loadAcquaintances(
  runner: Runner,
  tenantId: number,
  technicianUuids: readonly string[],
  jobUuids: readonly string[],
): Promise<(technicianId: string, jobId: string) => Acquaintance> {
  const rows = await runner.run<AcquaintanceRow>({
    text: `
with pair as (
  select t.id as technician_id, t.store, j.id as job_id, j.type_id, j.customer_id
  from technician t cross join field_job j
  where t.tenant_id = $1 and t.id = any($2) and j.tenant_id = $1 and j.id = any($3)),
done as (
  select d.technician_id, d.type_id, d.customer_id from field_job d
  where d.tenant_id = $1 and d.technician_id = any($2) and d.state = 'COMPLETED' and d.deleted_at is null),
by_type as (select technician_id, type_id, count(*)::int as n from done group by 1, 2),
by_customer as (select technician_id, customer_id, count(*)::int as n from done group by 1, 2)
select p.technician_id as technician, p.job_id as job, coalesce(y.n, 0) as experience, coalesce(c.n, 0) as familiarity, (
  select count(*)::int from part_need n
  where n.tenant_id = $1 and n.job_id = p.job_id and n.deleted_at is null and n.quantity > coalesce((
    select s.quantity from part_stock s
    where s.tenant_id = $1 and s.store = p.store and s.part_id = n.part_id and s.deleted_at is null), 0)) as "missingParts"
from pair p
left join by_type y on y.technician_id = p.technician_id and y.type_id = p.type_id
left join by_customer c on c.technician_id = p.technician_id and c.customer_id = p.customer_id`,
    values: [tenantId, technicianUuids, jobUuids],
  });
  const known = new Map(
    rows.map(({ technician, job, ...row }) => [`${idOf(Technician, technician)}/${idOf(FieldJob, job)}`, row]),
  );
  return (technicianId, jobId) => known.get(`${technicianId}/${jobId}`) ?? STRANGERS;
}
