import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { Visit } from './visit.record.ts';

let app: TestApp;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  ({ id: customerId } = await app.alpha.as('seller').create('Customer', { kind: 'ORGANISATION', name: '大同醫院' }));
});
afterAll(() => app.close());

const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`;
const CREATE = 'mutation($input: CreateVisitInput!) { createVisit(input: $input) { id state user { id } } }';
const input = (values: object = {}) => ({ title: 'Survey', startsAt: at(9), endsAt: at(10), customerId, ...values });
interface Created {
  createVisit: { id: string; state: string; user: { id: string } | null };
}
const create = async (values: object = {}) =>
  (await app.alpha.as('seller').get<Created>(CREATE, { input: input(values) })).createVisit.id;
const step = (name: string, values = '') =>
  `mutation($id: ID!, $reason: String) { ${name}Visit(id: $id, reason: $reason ${values && `, input: ${values}`}) {
    id state report unansweredReason checkedInAt checkInPlace interaction { id } } }`;
const take = (id: string, name: string, values = '', reason?: string) =>
  app.alpha
    .as('seller')
    .get<Record<string, { state: string; interaction: { id: string } | null }>>(step(name, values), { id, reason })
    .then((data) => data[`${name}Visit`]);

let days = 0;
/** A visit that has begun, each on a day of its own. */
async function begun(values: object = {}): Promise<string> {
  const day = new Date(Date.UTC(2026, 4, ++days)).toISOString().slice(0, 10);
  const id = await create({ startsAt: `${day}T09:00:00Z`, endsAt: `${day}T10:00:00Z`, ...values });
  await take(id, 'confirm');
  await take(id, 'checkIn', '{ checkInPlace: "Main entrance", checkedInAt: "2026-05-01T09:02:00Z" }');
  return id;
}

describe('a visit', () => {
  test('ends with a report, and is an interaction then', async () => {
    const id = await begun();
    expect(await take(id, 'finish', '{ report: "They want two." }')).toMatchObject({
      state: 'DONE',
      report: 'They want two.',
      checkInPlace: 'Main entrance',
      unansweredReason: null,
    });
    const { visit } = await app.alpha
      .as('seller')
      .get<{ visit: object }>(
        `query($id: ID!) { visit(id: $id) { interaction { channel subject body occurredAt customer { name } user { id } } } }`,
        { id },
      );
    expect(visit).toEqual({
      interaction: {
        channel: 'FACE_TO_FACE',
        subject: 'Survey',
        body: 'They want two.',
        occurredAt: '2026-05-01T09:02:00+00:00',
        customer: { name: '大同醫院' },
        user: { id: app.alpha.users.seller },
      },
    });
    expect(
      await app.alpha
        .as('seller')
        .refused('mutation($id: ID!) { updateVisit(id: $id, input: { agenda: [{ question: "More?" }] }) { id } }', {
          id,
        }),
    ).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'DONE' });
  });

  test('[iI2] is done only with a report that answers the open items of its agenda, or gives a reason', async () => {
    const agenda = [{ question: 'Budget?' }, { question: 'Who decides?', answer: 'Dr. Lin' }];
    const id = await begun({ agenda });
    expect(await app.alpha.as('seller').refused(step('finish', '{ report: "Fine." }'), { id })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.agenda',
    });
    expect(await app.alpha.as('seller').refused(step('finish'), { id, reason: 'No time.' })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.report',
    });
    expect(
      await take(id, 'finish', '{ report: "Fine.", agenda: [{ question: "Budget?", answer: "2 million" }] }'),
    ).toMatchObject({ state: 'DONE' });
    const hurried = await begun({ agenda });
    expect(await take(hurried, 'finish', '{ report: "Short." }', 'They were called away.')).toMatchObject({
      state: 'DONE',
      unansweredReason: 'They were called away.',
    });
  });

  test('[iI2] whatever is on the agenda, it is done exactly when nothing is open or a reason is given', async () => {
    const item = fc.record({ question: fc.constant('Q?'), answer: fc.constantFrom(null, '', ' ', 'Yes.') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 4 }),
        fc.constantFrom(undefined, '', ' ', 'Because.'),
        async (agenda, reason) => {
          const id = await begun({ agenda });
          const { errors } = await app.alpha.as('seller').ask(step('finish', '{ report: "Done." }'), { id, reason });
          const answered = agenda.every(({ answer }) => answer?.trim());
          expect(errors === undefined).toBe(answered || Boolean(reason?.trim()));
        },
      ),
      { numRuns: 20 },
    );
    // Without the rule a visit with open items ends: the property can fail.
    const rule = app.app.installation.before.find(({ record }) => record === Visit);
    if (!rule) throw new Error('Visits have no rule.');
    const id = await begun({ agenda: [{ question: 'Open?' }] });
    const taken = jest.spyOn(rule, 'run').mockResolvedValue(undefined);
    expect(await take(id, 'finish', '{ report: "Done." }')).toMatchObject({ state: 'DONE' });
    taken.mockRestore();
  });

  test('goes through its states as the domain says, whatever is asked of it', async () => {
    const allowed: Record<string, Record<string, string>> = {
      PLANNED: { confirm: 'CONFIRMED', cancel: 'CANCELED', miss: 'MISSED' },
      CONFIRMED: { checkIn: 'CHECKED_IN', cancel: 'CANCELED', miss: 'MISSED' },
      CHECKED_IN: { finish: 'DONE' },
      DONE: {},
      CANCELED: {},
      MISSED: {},
    };
    const names = [...(recordTypeOf(Visit).lifeCycle?.transitions.keys() ?? [])];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 6 }), async (steps) => {
        let state = 'PLANNED';
        const id = await create({ userId: null });
        for (const name of steps) {
          const { errors } = await app.alpha
            .as('seller')
            .ask(step(name, name === 'finish' ? '{ report: "Done." }' : ''), { id });
          const next = allowed[state]?.[name];
          if (next === undefined) expect(errors?.[0]?.extensions).toMatchObject({ code: 'TRANSITION_REFUSED', state });
          else expect(errors).toBeUndefined();
          state = next ?? state;
        }
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['ends before it starts', { endsAt: at(8) }, 'input.endsAt'],
    ['ends when it starts', { endsAt: at(9) }, 'input.endsAt'],
    ['lasts longer than a month', { endsAt: '2026-05-01T09:00:00Z' }, 'input.endsAt'],
    ['has a blank question on its agenda', { agenda: [{ question: ' ' }] }, 'input.agenda[0].question'],
    ['has more on its agenda than anybody settles', { agenda: Array(101).fill({ question: 'Q?' }) }, 'input.agenda'],
  ])('that %s is refused', async (_what, values, field) => {
    expect(await app.alpha.as('seller').refused(CREATE, { input: input(values) })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });
});

describe('[iI3] at one time', () => {
  const day = (hour: number) => at(hour).replace('2026-03', '2027-03');
  const confirm = (id: string) => app.alpha.as('seller').ask(step('confirm'), { id });
  const confirmInTheEnd = (id: string) => app.alpha.as('seller').askInTheEnd(step('confirm'), { id });
  const plan = (from: number, to: number, values: object = {}) =>
    create({ startsAt: day(from), endsAt: day(to), ...values });

  test('a user and a resource have one confirmed visit, and any number of others', async () => {
    const first = await plan(9, 11, { resource: 'Demo car' });
    expect((await confirm(first)).errors).toBeUndefined();
    const sameUser = await plan(10, 12);
    expect((await confirm(sameUser)).errors?.[0]?.extensions).toMatchObject({
      code: 'WINDOW_TAKEN',
      field: 'input.startsAt',
    });
    const sameCar = await plan(10, 12, { userId: app.alpha.users.service, resource: 'Demo car' });
    expect((await confirm(sameCar)).errors?.[0]?.extensions).toMatchObject({ code: 'WINDOW_TAKEN' });
    expect((await confirm(await plan(11, 12))).errors).toBeUndefined();
    expect((await confirm(await plan(9, 10, { userId: null }))).errors).toBeUndefined();
    await take(first, 'cancel');
    expect((await confirm(sameCar)).errors).toBeUndefined();
  });

  test('a confirmed visit is not moved to where another one is', async () => {
    const [one, other] = [await plan(13, 14), await plan(14, 15)];
    await confirm(one);
    await confirm(other);
    expect(
      await app.alpha
        .as('seller')
        .refused('mutation($id: ID!, $endsAt: DateTime!) { updateVisit(id: $id, input: { endsAt: $endsAt }) { id } }', {
          id: one,
          endsAt: '2027-03-01T14:30:00Z',
        }),
    ).toMatchObject({ code: 'WINDOW_TAKEN' });
  });

  test('of many that are confirmed at once one is, and all of them when the constraint is taken away', async () => {
    const race = async (resource: string) => {
      const ids = await Promise.all(Array.from({ length: 8 }, () => plan(16, 17, { userId: null, resource })));
      return (await Promise.all(ids.map(confirmInTheEnd))).filter(({ errors }) => !errors).length;
    };
    expect(await race('Show room')).toBe(1);
    await app.sql('alter table visit drop constraint visit_resource_window');
    expect(await race('Free room')).toBe(8);
  });
});
