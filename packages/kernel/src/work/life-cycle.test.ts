import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { Booking, BookingState, bookingPlugin } from '../../../../tests/fixtures/booking.ts';
import { recordTypeOf } from '../records/registry.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [bookingPlugin] });
});
afterAll(() => app.close());

const CREATE = 'mutation($input: CreateBookingInput!) { createBooking(input: $input) { id state version label } }';
interface Created {
  createBooking: { id: string; state: string; version: number; label: string | null };
}
let rooms = 0;
const create = async (input: Record<string, unknown> = {}) =>
  (await app.alpha.admin.get<Created>(CREATE, { input: { room: `Room ${++rooms}`, ...input } })).createBooking;
const step = (name: string) =>
  `mutation($id: ID!, $expectedVersion: Int) { ${name}Booking(id: $id, expectedVersion: $expectedVersion${name === 'finish' ? ', input: { report: "Good.", guests: 2 }' : ''}) { state report guests } }`;

describe('a life cycle', () => {
  test('changes its state by named steps, each a mutation', async () => {
    const { id, state } = await create();
    expect(state).toBe('ASKED');
    expect(await app.alpha.admin.get(step('confirm'), { id })).toMatchObject({
      confirmBooking: { state: 'CONFIRMED' },
    });
    expect(await app.alpha.admin.get(step('finish'), { id })).toEqual({
      finishBooking: { state: 'DONE', report: 'Good.', guests: 2 },
    });
  });

  test('refuses a step that does not lead on from the state, and says which do', async () => {
    const { id } = await create();
    expect(await app.alpha.admin.refused(step('finish'), { id })).toMatchObject({
      code: 'TRANSITION_REFUSED',
      state: 'ASKED',
      allowed: ['confirm', 'cancel'],
    });
  });

  test('refuses a step without what it requires', async () => {
    const { id } = await create();
    await app.alpha.admin.get(step('confirm'), { id });
    expect(await app.alpha.admin.refused('mutation($id: ID!) { finishBooking(id: $id) { id } }', { id })).toMatchObject(
      { code: 'INPUT_INVALID', field: 'input.report' },
    );
  });

  test('lets a record leave the sight of whoever gives it away, and of nobody else', async () => {
    const seller = app.alpha.as('seller');
    const { id } = await seller.create('Booking', { room: `Room ${++rooms}` });
    const away = (name: string) =>
      `mutation($id: ID!) { it: ${name}Booking(id: $id, input: { keeperId: null }) { id } }`;
    await seller.get(step('confirm'), { id });
    expect(await seller.refused(away('leave'), { id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await seller.get(away('handBack'), { id })).toEqual({ it: null });
    expect(await seller.refused(step('confirm'), { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.alpha.admin.get('query($id: ID!) { booking(id: $id) { keeper { id } } }', { id })).toEqual({
      booking: { keeper: null },
    });
    // Whoever still sees it gets it.
    await app.alpha.admin.get(step('confirm'), { id });
    expect(await app.alpha.admin.get(away('handBack'), { id })).toEqual({ it: { id } });
  });

  test('changes its state in no other way', async () => {
    expect(
      await app.alpha.admin.refused('mutation { createBooking(input: { room: "Room", state: DONE }) { id } }'),
    ).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('offers its steps to whoever may write the state, and to no others', async () => {
    const { id } = await create();
    expect(await app.alpha.as('service').refused(step('confirm'), { id })).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    expect(await app.alpha.as('manager').get(step('confirm'), { id })).toMatchObject({
      confirmBooking: { state: 'CONFIRMED' },
    });
  });

  test('keeps step and reason in the journal', async () => {
    const { id } = await create();
    await app.alpha.admin.get('mutation($id: ID!) { cancelBooking(id: $id, reason: "Ill.") { id } }', { id });
    const [entry] = await app.sql(
      'select transition, reason, before, after from audit_entry where tenant_id = $1 and record_id = $2 and transition is not null',
      [app.alpha.id, id.slice(4)],
    );
    expect(entry).toEqual({
      transition: 'cancel',
      reason: 'Ill.',
      before: { state: 'ASKED' },
      after: { state: 'CANCELED' },
    });
  });

  test('takes one of two steps at once', async () => {
    const { id, version } = await create();
    const outcomes = await Promise.all(
      ['confirm', 'cancel'].map((name) => app.alpha.admin.ask(step(name), { id, expectedVersion: version })),
    );
    expect(outcomes.filter(({ errors }) => !errors)).toHaveLength(1);
  });

  test('follows its declaration whatever is asked of it', async () => {
    const { lifeCycle } = recordTypeOf(Booking);
    const names = [...(lifeCycle?.transitions.keys() ?? [])];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 6 }), async (steps) => {
        const { id } = await create();
        let state: string = BookingState.ASKED;
        for (const name of steps) {
          const transition = lifeCycle?.transitions.get(name);
          const leadsOn = transition?.from.includes(state) ?? false;
          const { errors } = await app.alpha.admin.ask(step(name), { id });
          expect(errors === undefined).toBe(leadsOn);
          if (leadsOn && transition) state = transition.to;
        }
        const { booking } = await app.alpha.admin.get<{ booking: { state: string } }>(
          'query($id: ID!) { booking(id: $id) { state } }',
          { id },
        );
        expect(booking.state).toBe(state);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a time that a record has for itself', () => {
  const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`;
  const confirmed = async (room: string, from: number | null, until: number | null) => {
    const { id } = await create({
      room,
      startsAt: from === null ? null : at(from),
      endsAt: until === null ? null : at(until),
    });
    return app.alpha.admin.ask(step('confirm'), { id });
  };

  test('must end after it begins', async () => {
    expect(
      await app.alpha.admin.refused(CREATE, { input: { room: 'Room', startsAt: at(10), endsAt: at(10) } }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.endsAt' });
    const { id } = await create({ startsAt: at(10), endsAt: at(11) });
    expect(
      await app.alpha.admin.refused(
        'mutation($id: ID!, $endsAt: DateTime) { updateBooking(id: $id, input: { endsAt: $endsAt }) { id } }',
        { id, endsAt: at(9) },
      ),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.endsAt' });
  });

  test('is refused to a second one, as far as the rule holds', async () => {
    expect((await confirmed('A', 10, 12)).errors).toBeUndefined();
    expect((await confirmed('A', 11, 13)).errors?.[0]?.extensions).toMatchObject({ code: 'WINDOW_TAKEN' });
    expect((await confirmed('A', 12, 13)).errors).toBeUndefined();
    expect((await confirmed('B', 10, 12)).errors).toBeUndefined();
    expect((await confirmed('A', 13, null)).errors).toBeUndefined();
    expect((await confirmed('A', 20, 21)).errors?.[0]?.extensions).toMatchObject({ code: 'WINDOW_TAKEN' });
    // Nobody else's: another tenant has rooms of the same name.
    const other = await app.beta.admin.get<Created>(CREATE, { input: { room: 'A', startsAt: at(10), endsAt: at(12) } });
    await app.beta.admin.get(step('confirm'), { id: other.createBooking.id });
  });

  test('goes to one of many who want it at once, and to both when the constraint is taken away', async () => {
    const race = async (room: string) => {
      const ids = await Promise.all(
        Array.from({ length: 8 }, () => create({ room, startsAt: at(1), endsAt: at(2) }).then(({ id }) => id)),
      );
      const outcomes = await Promise.all(ids.map((id) => app.alpha.admin.ask(step('confirm'), { id })));
      return outcomes.filter(({ errors }) => !errors).length;
    };
    expect(await race('Race')).toBe(1);
    await app.sql('alter table booking drop constraint booking_room_window');
    expect(await race('Free')).toBe(8);
  });
});

describe('rules of a record', () => {
  test('a value is unique among the records that the rule fits', async () => {
    await create({ code: 'X' });
    expect(await app.alpha.admin.refused(CREATE, { input: { room: 'Room', code: 'X' } })).toMatchObject({
      code: 'DUPLICATE',
      field: 'input.code',
    });
    await create({ code: 'X', shared: true });
  });

  test('a handler adds values to a change, also in fields that no input may name', async () => {
    const { id, label } = await create({ code: 'Y' });
    expect(label).toBe('code Y');
    expect(
      await app.alpha.admin.get(
        'mutation($id: ID!) { updateBooking(id: $id, input: { code: "Z" }) { label version } }',
        { id },
      ),
    ).toEqual({ updateBooking: { label: 'code Z', version: 2 } });
  });
});
