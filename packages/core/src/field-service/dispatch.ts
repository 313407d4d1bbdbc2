import { FIT_BASE, type FitTerm, fitTerms } from './fit.ts';
import { type Crew, type Fit, fitsIn, type Job, missingSkills, type Refusal, type Shift } from './tour.ts';

const MINUTE = 60_000;

/** A job that waits for somebody. */
export interface OpenJob extends Job {
  /** 1 is most pressing, 5 least. */
  readonly priority: number;
  readonly createdAt: number;
}

/** What is known of one technician and one job besides time and place. */
export interface Acquaintance {
  readonly experience: number;
  readonly familiarity: number;
  readonly missingParts: number;
}

export interface Assignment {
  readonly jobId: string;
  readonly technicianId: string;
  readonly fit: Fit;
  readonly score: number;
  readonly terms: readonly FitTerm[];
}

export interface Unassigned {
  readonly jobId: string;
  /** Why not, for each technician. */
  readonly refusals: readonly { readonly technicianId: string; readonly refusal: Refusal }[];
}

export interface Proposal {
  readonly assignments: readonly Assignment[];
  readonly unassigned: readonly Unassigned[];
}

export interface DispatchQuestion {
  readonly jobs: readonly OpenJob[];
  readonly crews: readonly Crew[];
  readonly acquaintance: (technicianId: string, jobId: string) => Acquaintance;
  /** Nobody sets out before. */
  readonly notBefore: number;
}

/**
 * Proposes who goes where, by greedy insertion: the most pressing job first, each where it fits best into the tours as they
 * are by then. Nothing that is planned moves. Deterministic: the same question has the same answer, in whatever order
 * jobs and technicians are given.
 */
export function proposeDispatch({ jobs, crews, acquaintance, notBefore }: DispatchQuestion): Proposal {
  const tours = new Map([...crews].sort(byId).map((crew) => [crew.id, crew]));
  const assignments: Assignment[] = [];
  const unassigned: Unassigned[] = [];
  for (const job of [...jobs].sort(pressing)) {
    const known = (id: string) => acquaintance(id, job.id);
    const candidates = [...tours.values()].flatMap((crew) => candidatesOf(crew, job, known(crew.id), notBefore));
    const best = candidates.reduce<Candidate | undefined>((a, b) => (a && !better(b, a) ? a : b), undefined);
    if (!best) {
      const refusals = [...tours.values()].map((crew) => ({
        technicianId: crew.id,
        refusal: refusalOf(crew, job, notBefore),
      }));
      unassigned.push({ jobId: job.id, refusals });
      continue;
    }
    const { crew, shift, fit, score, terms } = best;
    assignments.push({ jobId: job.id, technicianId: crew.id, fit, score, terms });
    tours.set(crew.id, withStop(crew, shift, job, fit));
  }
  return { assignments, unassigned };
}

interface Candidate extends Omit<Assignment, 'jobId' | 'technicianId'> {
  readonly crew: Crew;
  readonly shift: Shift;
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** By priority, then by the end of the window, then by age. */
function pressing(a: OpenJob, b: OpenJob): number {
  const end = ({ windowUntil }: Job) => windowUntil ?? Number.MAX_SAFE_INTEGER;
  return a.priority - b.priority || end(a) - end(b) || a.createdAt - b.createdAt || byId(a, b);
}

/** A higher score, else an earlier beginning; among equals the technician who comes first by his id. */
function better(a: Candidate, b: Candidate): boolean {
  return a.score !== b.score ? a.score > b.score : a.fit.startsAt < b.fit.startsAt;
}

function candidatesOf(crew: Crew, job: Job, known: Acquaintance, notBefore: number): Candidate[] {
  return crew.shifts.flatMap((shift) =>
    fitsIn(crew, shift, job, notBefore).map((fit) => {
      const slack = job.windowUntil === null ? null : (job.windowUntil - fit.endsAt) / MINUTE;
      const terms = fitTerms({ ...known, travelMinutes: fit.addedTravel, slackMinutes: slack });
      return { crew, shift, fit, terms, score: scoreOf(terms) };
    }),
  );
}

/** In hundredths, so that sums do not depend on their order. */
function scoreOf(terms: readonly FitTerm[]): number {
  const hundredths = terms.reduce((sum, { contribution }) => sum + Math.round(contribution * 100), FIT_BASE * 100);
  return Math.min(100, Math.max(0, hundredths / 100));
}

/** Why a technician cannot take a job: skills first, then times, and last that others are before it. */
function refusalOf(crew: Crew, job: Job, notBefore: number): Refusal {
  if (missingSkills(crew, job.skills, job.windowFrom ?? notBefore).length > 0) return 'SKILL_MISSING';
  const alone = crew.shifts.some((shift) => fitsIn(crew, { ...shift, stops: [] }, job, notBefore).length > 0);
  if (alone) return 'RESOURCE_TAKEN';
  const anyTime = { ...job, windowFrom: null, windowUntil: null };
  return crew.shifts.some((shift) => fitsIn(crew, shift, anyTime, notBefore).length > 0)
    ? 'OUTSIDE_WINDOW'
    : 'OUTSIDE_SHIFT';
}

function withStop(crew: Crew, shift: Shift, job: Job, { startsAt, endsAt }: Fit): Crew {
  const stops = [...shift.stops, { jobId: job.id, place: job.place, startsAt, endsAt }];
  stops.sort((a, b) => a.startsAt - b.startsAt);
  return { ...crew, shifts: crew.shifts.map((each) => (each === shift ? { ...shift, stops } : each)) };
}
