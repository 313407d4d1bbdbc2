import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const monday = { day: 'MONDAY', from: '09:00', until: '18:00' };
let count = 0;
const calendar = (values: object = {}) => ({
  name: `Office ${++count}`,
  timeZone: 'Asia/Taipei',
  hours: [monday],
  ...values,
});
const manager = () => app.alpha.as('manager');

describe('a business calendar', () => {
  test('[O6] tells business time to whoever may read it', async () => {
    const { id } = await manager().create(
      'BusinessCalendar',
      calendar({ exceptions: [{ name: '春節', firstOn: '2026-02-14', lastOn: '2026-02-22', hours: [] }] }),
    );
    const question = `query($id: ID!) {
      between: businessTimeBetween(calendarId: $id, from: "2026-02-09T00:00:00Z", until: "2026-02-23T02:00:00Z")
      due: afterBusinessTime(calendarId: $id, from: "2026-02-09T09:00:00Z", seconds: 7200) }`;
    expect(await app.alpha.as('service').get(question, { id })).toEqual({
      between: 10 * 3600,
      due: '2026-02-23T02:00:00.000Z',
    });
    // A change holds from the next question on.
    await manager().get('mutation($id: ID!) { updateBusinessCalendar(id: $id, input: { exceptions: [] }) { id } }', {
      id,
    });
    expect(await app.alpha.as('service').get(question, { id })).toMatchObject({ between: 19 * 3600 });
    expect((await app.beta.as('service').refused(question, { id })).code).toBe('NOT_FOUND');
  });

  test.each([
    ['no open hour', { hours: [] }, 'input.hours'],
    ['hours that end before they begin', { hours: [{ ...monday, until: '08:00' }] }, 'input.hours[0].until'],
    ['hours that are none', { hours: [{ ...monday, from: '25:00' }] }, 'input.hours[0].from'],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'input.timeZone'],
    [
      'a holiday that ends before it begins',
      { exceptions: [{ name: 'x', firstOn: '2026-02-14', lastOn: '2026-02-13', hours: [] }] },
      'input.exceptions[0].lastOn',
    ],
    [
      'a holiday of years',
      { exceptions: [{ name: 'x', firstOn: '2026-02-14', lastOn: '2028-02-13', hours: [] }] },
      'input.exceptions[0].lastOn',
    ],
  ])('with %s is refused', async (_what, values, field) => {
    expect(await manager().refusedToCreate('BusinessCalendar', calendar(values))).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });
});
