import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type OpenJob, type Proposal, proposeDispatch } from './dispatch.ts';
import { FIT_BASE } from './fit.ts';
import { type Crew, missingSkills } from './tour.ts';
import { distanceKm, type Place, travelMinutes } from './travel.ts';

const MINUTE = 60_000;
const DAY = Date.parse('2026-03-02T00:00:00Z');
const at = (hour: number, minute = 0): number => DAY + (hour * 60 + minute) * MINUTE;
const known = { experience: 0, familiarity: 0, missingParts: 0 };
const acquaintance = () => known;

const places = fc.record({
  latitude: fc.integer({ min: 249_000, max: 251_500 }).map((n) => n / 10_000),
  longitude: fc.integer({ min: 1_214_000, max: 1_217_000 }).map((n) => n / 10_000),
});
const skills = fc.subarray(['gas', 'power', 'water']);
const jobs = fc
  .array(
    fc.record({
      place: places,
      minutes: fc.integer({ min: 5, max: 180 }),
      opens: fc.option(fc.integer({ min: 7, max: 16 }), { nil: null }),
      length: fc.integer({ min: 1, max: 6 }),
      skills,
      priority: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((all) =>
    all.map(
      ({ opens, length, ...job }, index): OpenJob => ({
        ...job,
        id: `job ${String(index).padStart(2, '0')}`,
        createdAt: index % 3,
        windowFrom: opens === null ? null : at(opens),
        windowUntil: opens === null ? null : at(opens + length),
      }),
    ),
  );
const crews = fc
  .array(
    fc.record({
      home: places,
      speedKmh: fc.integer({ min: 15, max: 60 }),
      skills,
      certified: fc.constantFrom(null, '2026-03-01', '2026-03-02'),
      begins: fc.integer({ min: 6, max: 12 }),
      hours: fc.integer({ min: 1, max: 9 }),
      busy: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ home, speedKmh, skills: has, certified, begins, hours, busy }, index): Crew => {
      // What is planned already begins at a place next door, in the middle of the shift.
      const middle = at(begins) + Math.floor((hours * 60) / 2) * MINUTE;
      const stop = { jobId: `planned ${index}`, place: home, startsAt: middle, endsAt: middle + 15 * MINUTE };
      return {
        id: `technician ${index}`,
        home,
        speedKmh,
        skills: new Map(has.map((skill, position) => [skill, position === 0 ? certified : null])),
        shifts: [{ startsAt: at(begins), endsAt: at(begins + hours), stops: busy ? [stop] : [] }],
      };
    }),
  );

/** All that a plan must keep, looked at from outside: from the instants alone. */
function violations(
  all: readonly OpenJob[],
  staff: readonly Crew[],
  { assignments }: Proposal,
  notBefore: number,
): string[] {
  const found: string[] = [];
  for (const crew of staff) {
    const [shift] = crew.shifts;
    const tour = [
      ...(shift?.stops ?? []),
      ...assignments
        .filter(({ technicianId }) => technicianId === crew.id)
        .map(({ jobId, fit }) => {
          const job = all.find(({ id }) => id === jobId) as OpenJob;
          if (missingSkills(crew, job.skills, fit.startsAt).length > 0) found.push(`${jobId}: skill`);
          if (fit.startsAt < (job.windowFrom ?? 0) || fit.endsAt > (job.windowUntil ?? Infinity))
            found.push(`${jobId}: window`);
          if (fit.endsAt - fit.startsAt !== job.minutes * MINUTE) found.push(`${jobId}: length`);
          if (fit.occupiedFrom < notBefore) found.push(`${jobId}: too early`);
          return { jobId, place: job.place, startsAt: fit.startsAt, endsAt: fit.endsAt };
        }),
    ].sort((a, b) => a.startsAt - b.startsAt);
    let place: Place = crew.home;
    let free = shift?.startsAt ?? 0;
    for (const stop of tour) {
      const way = distanceKm(place, stop.place) * 1.3 * (60 / crew.speedKmh);
      if (stop.startsAt - free < way * MINUTE - 1) found.push(`${stop.jobId}: travel`);
      place = stop.place;
      free = stop.endsAt;
    }
    const home = distanceKm(place, crew.home) * 1.3 * (60 / crew.speedKmh);
    if (free + home * MINUTE > (shift?.endsAt ?? 0) + 1) found.push(`${crew.id}: shift`);
  }
  return found;
}

describe('[O5] a proposal for dispatch', () => {
  test('respects windows, skills, shifts and travel, whatever is asked', () => {
    fc.assert(
      fc.property(jobs, crews, fc.integer({ min: 6, max: 14 }), (all, staff, hour) => {
        const proposal = proposeDispatch({ jobs: all, crews: staff, acquaintance, notBefore: at(hour) });
        expect(violations(all, staff, proposal, at(hour))).toEqual([]);
        const told = [...proposal.assignments, ...proposal.unassigned].map(({ jobId }) => jobId).sort();
        expect(told).toEqual(all.map(({ id }) => id));
        for (const { refusals } of proposal.unassigned) expect(refusals).toHaveLength(staff.length);
      }),
      { numRuns: 300 },
    );
  });

  test('that forgets a way or a skill is found: the property above can fail', () => {
    const broken = (crew: Crew): Crew => ({
      ...crew,
      speedKmh: 100_000,
      skills: new Map([
        ['gas', null],
        ['power', null],
        ['water', null],
      ]),
    });
    const fails = () =>
      fc.assert(
        fc.property(jobs, crews, (all, staff) => {
          const proposal = proposeDispatch({ jobs: all, crews: staff.map(broken), acquaintance, notBefore: at(6) });
          return violations(all, staff, proposal, at(6)).length === 0;
        }),
        { numRuns: 300 },
      );
    expect(fails).toThrow(/Property failed/);
  });

  test('is the same for the same question, in whatever order jobs and technicians come', () => {
    fc.assert(
      fc.property(jobs, crews, fc.infiniteStream(fc.nat()), (all, staff, noise) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, place: noise.next().value as number }))
            .sort((a, b) => a.place - b.place)
            .map(({ item }) => item);
        const question = { jobs: all, crews: staff, acquaintance, notBefore: at(6) };
        expect(proposeDispatch({ ...question, jobs: shuffled(all), crews: shuffled(staff) })).toEqual(
          proposeDispatch(question),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('says of every score what it is made of', () => {
    fc.assert(
      fc.property(
        jobs,
        crews,
        fc.record({ experience: fc.nat(20), familiarity: fc.nat(5), missingParts: fc.nat(5) }),
        (all, staff, facts) => {
          const proposal = proposeDispatch({ jobs: all, crews: staff, acquaintance: () => facts, notBefore: at(6) });
          for (const { score, terms } of proposal.assignments) {
            const total = terms.reduce((sum, { contribution }) => sum + contribution, FIT_BASE);
            expect(score).toBeCloseTo(Math.min(100, Math.max(0, total)), 1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  const home = { latitude: 25.03, longitude: 121.56 };
  const job = (id: string, values: Partial<OpenJob> = {}): OpenJob => ({
    id,
    place: home,
    minutes: 60,
    windowFrom: null,
    windowUntil: null,
    skills: [],
    priority: 3,
    createdAt: 0,
    ...values,
  });
  const crew = (id: string, values: Partial<Crew> = {}): Crew => ({
    id,
    home,
    speedKmh: 30,
    skills: new Map(),
    shifts: [{ startsAt: at(9), endsAt: at(11), stops: [] }],
    ...values,
  });
  const ask = (
    all: readonly OpenJob[],
    staff: readonly Crew[],
    facts: typeof acquaintance | ((technician: string) => typeof known) = acquaintance,
  ) => proposeDispatch({ jobs: all, crews: staff, acquaintance: facts, notBefore: at(6) });

  test('gives the most pressing jobs the room that there is', () => {
    const { assignments, unassigned } = ask(
      [job('late', { priority: 5 }), job('urgent', { priority: 1 }), job('usual')],
      [crew('one')],
    );
    expect(assignments.map(({ jobId, fit }) => [jobId, fit.startsAt])).toEqual([
      ['urgent', at(9)],
      ['usual', at(10)],
    ]);
    expect(unassigned).toEqual([{ jobId: 'late', refusals: [{ technicianId: 'one', refusal: 'RESOURCE_TAKEN' }] }]);
  });

  test('sends who has done it before, and has the parts, unless the way is too long', () => {
    const experienced = (technicianId: string) => (technicianId === 'two' ? { ...known, experience: 10 } : known);
    expect(ask([job('a')], [crew('one'), crew('two')], experienced).assignments[0]?.technicianId).toBe('two');
    const short = (technicianId: string) =>
      technicianId === 'two' ? { ...known, experience: 10, missingParts: 2 } : known;
    expect(ask([job('a')], [crew('one'), crew('two')], short).assignments[0]?.technicianId).toBe('one');
    const far = crew('two', {
      home: { latitude: 25.03, longitude: 121.96 },
      shifts: [{ startsAt: at(6), endsAt: at(20), stops: [] }],
    });
    expect(ask([job('a')], [crew('one'), far], experienced).assignments[0]?.technicianId).toBe('one');
  });

  test.each([
    ['SKILL_MISSING', job('a', { skills: ['gas'] }), crew('one')],
    ['SKILL_MISSING', job('a', { skills: ['gas'] }), crew('one', { skills: new Map([['gas', '2026-03-01']]) })],
    ['OUTSIDE_SHIFT', job('a', { minutes: 121 }), crew('one')],
    ['OUTSIDE_SHIFT', job('a'), crew('one', { shifts: [] })],
    ['OUTSIDE_WINDOW', job('a', { windowFrom: at(12), windowUntil: at(14) }), crew('one')],
  ])('says why nobody goes: %s', (refusal, one, staff) => {
    expect(ask([one], [staff]).unassigned).toEqual([{ jobId: 'a', refusals: [{ technicianId: 'one', refusal }] }]);
  });

  test('of a way round is never shorter than the direct one, so that nobody is late when a stop drops out', () => {
    fc.assert(
      fc.property(places, places, places, fc.integer({ min: 1, max: 150 }), (a, b, c, speed) => {
        expect(travelMinutes(a, c, speed)).toBeLessThanOrEqual(travelMinutes(a, b, speed) + travelMinutes(b, c, speed));
      }),
      { numRuns: 1_000 },
    );
  });
});
