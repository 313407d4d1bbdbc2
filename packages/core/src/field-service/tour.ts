import { type Place, travelMinutes } from './travel.ts';

const MINUTE = 60_000;

/** A job as far as planning goes. Instants are milliseconds since 1970. */
export interface Job {
  readonly id: string;
  readonly place: Place;
  readonly minutes: number;
  readonly windowFrom: number | null;
  readonly windowUntil: number | null;
  /** Ids of skills that it asks for. */
  readonly skills: readonly string[];
}

/** A job that is in a plan already. */
export interface Stop {
  readonly jobId: string;
  readonly place: Place;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A shift of one technician, with what is planned in it, in the order of time. */
export interface Shift {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly stops: readonly Stop[];
}

export interface Crew {
  readonly id: string;
  readonly home: Place;
  readonly speedKmh: number;
  /** By id of the skill the last day on which it is certified; null where it always is. */
  readonly skills: ReadonlyMap<string, string | null>;
  readonly shifts: readonly Shift[];
}

export type Refusal = 'SKILL_MISSING' | 'OUTSIDE_WINDOW' | 'OUTSIDE_SHIFT' | 'RESOURCE_TAKEN';

/** Where a job fits into a tour, and what that means for the one that follows. */
export interface Fit {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly travelMinutes: number;
  readonly occupiedFrom: number;
  /** How much longer all ways together become. */
  readonly addedTravel: number;
  readonly follower:
    | { readonly jobId: string; readonly travelMinutes: number; readonly occupiedFrom: number }
    | undefined;
}

/** Skills that somebody lacks on a day: those that he never had, and those whose certificate has ended. */
export function missingSkills({ skills }: Pick<Crew, 'skills'>, wanted: readonly string[], at: number): string[] {
  const day = new Date(at).toISOString().slice(0, 10);
  return wanted.filter((skill) => {
    const until = skills.get(skill);
    return until === undefined || (until !== null && until < day);
  });
}

/** Whether a job can begin at this moment, or which rule it would break. */
export function fitAt(crew: Crew, shift: Shift, job: Job, startsAt: number): Fit | Refusal {
  const endsAt = startsAt + job.minutes * MINUTE;
  if (missingSkills(crew, job.skills, startsAt).length > 0) return 'SKILL_MISSING';
  if (startsAt < (job.windowFrom ?? -Infinity) || endsAt > (job.windowUntil ?? Infinity)) return 'OUTSIDE_WINDOW';
  const way = (from: Place, to: Place) => travelMinutes(from, to, crew.speedKmh);
  const others = shift.stops.filter(({ jobId }) => jobId !== job.id);
  const before = others.filter((stop) => stop.startsAt <= startsAt).at(-1);
  const next = others.find((stop) => stop.startsAt > startsAt);
  const travel = way(before?.place ?? crew.home, job.place);
  const occupiedFrom = startsAt - travel * MINUTE;
  const onward = way(job.place, next?.place ?? crew.home);
  if (before && before.endsAt > occupiedFrom) return 'RESOURCE_TAKEN';
  if (next && endsAt + onward * MINUTE > next.startsAt) return 'RESOURCE_TAKEN';
  if (occupiedFrom < shift.startsAt || endsAt + (next ? 0 : onward) * MINUTE > shift.endsAt) return 'OUTSIDE_SHIFT';
  return {
    startsAt,
    endsAt,
    travelMinutes: travel,
    occupiedFrom,
    addedTravel: travel + onward - way(before?.place ?? crew.home, next?.place ?? crew.home),
    follower: next && { jobId: next.jobId, travelMinutes: onward, occupiedFrom: next.startsAt - onward * MINUTE },
  };
}

/** Jobs begin at full five minutes: nobody tells a customer 10:07. */
const STEP = 5 * MINUTE;
const rounded = (at: number): number => Math.ceil(at / STEP) * STEP;

/** The earliest beginning in each gap of a tour, as far as there is one. */
export function fitsIn(crew: Crew, shift: Shift, job: Job, notBefore: number): Fit[] {
  const others = shift.stops.filter(({ jobId }) => jobId !== job.id);
  const gaps = [
    { place: crew.home, from: shift.startsAt },
    ...others.map(({ place, endsAt }) => ({ place, from: endsAt })),
  ];
  return gaps.flatMap(({ place, from }) => {
    const there = Math.max(from, notBefore) + travelMinutes(place, job.place, crew.speedKmh) * MINUTE;
    const fit = fitAt(crew, shift, job, rounded(Math.max(there, job.windowFrom ?? there)));
    return typeof fit === 'string' ? [] : [fit];
  });
}
