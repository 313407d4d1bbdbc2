import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const day = (n: number) => new Date(Date.UTC(2025, 0, n)).toISOString();
const DAY = 86_400;

/** Known since the n-th day: what is created now was not always so. */
async function person(known: number, ownerId = app.alpha.users.seller): Promise<string> {
  const id = await app.alpha.customer({ ownerId });
  await app.sql('update customer set created_at = $2 where id = $1', [id.slice(4), day(known)]);
  return id;
}
const talks = (customerId: string, n: number, direction = 'INBOUND', channel = 'PHONE') =>
  app.alpha.admin.create('Interaction', {
    ...{ customerId, channel, direction, subject: 'Talk', occurredAt: day(n) },
  });
const buys = (customerId: string, n: number, quantity = 1) =>
  app.alpha.admin.create('Purchase', {
    ...{ customerId, product: 'Boiler', quantity, purchasedAt: day(n), amount: { amount: '1', currency: 'TWD' } },
  });
const isLost = (values: object, n: number) =>
  app.alpha.admin.create('Leak', { code: 'FORGOTTEN', stage: 'LEAD', lostAt: day(n), ...values });
async function lead(values: object, received: number, accepted: number | null): Promise<string> {
  const { id } = await app.alpha.admin.create('Lead', { name: 'Probe', source: 'FORM', ...values });
  await app.sql('update lead set received_at = $2, accepted_at = $3 where id = $1', [
    id.slice(4),
    day(received),
    accepted && day(accepted),
  ]);
  return id;
}

interface Path {
  channel: string | null;
  steps: { stage: string; reachedAt: string; seconds: number }[];
}
const path = async (id: string, role = 'seller') =>
  (
    await app.alpha
      .as(role)
      .get<{ customerPath: Path }>(
        'query($id: ID!) { customerPath(customerId: $id) { channel steps { stage reachedAt seconds } } }',
        { id },
      )
  ).customerPath;
const stagesOf = async (id: string) =>
  (await path(id)).steps.map(({ stage, reachedAt }) => [stage, new Date(reachedAt).toISOString()]);

interface Measure {
  group: string | null;
  stage: string;
  reached: number;
  movedOn: number;
  lost: number;
  staying: number;
  conversion: { value: number; low: number; high: number; sample: number } | null;
  medianSeconds: number | null;
}
const MEASURE = `query($from: DateTime!, $to: DateTime!, $by: PathMeasureGroup!) { pathMeasures(from: $from, to: $to, by: $by) {
  group stage reached movedOn lost staying conversion { value low high sample } medianSeconds } }`;
const measures = async (from: number, to: number, by = 'ALL') =>
  (await app.alpha.as('analyst').get<{ pathMeasures: Measure[] }>(MEASURE, { from: day(from), to: day(to), by }))
    .pathMeasures;

describe('the path of a customer', () => {
  test('[M6] leads from stage to stage with dates and the time in each', async () => {
    const id = await person(1);
    await talks(id, 2, 'OUTBOUND', 'EMAIL');
    await talks(id, 11);
    await lead({ customerId: id }, 12, 14);
    await buys(id, 21);
    await buys(id, 21);
    await buys(id, 31);
    await app.sql(
      `insert into lifecycle_change (tenant_id, id, customer_id, from_state, to_state, created_at)
       values ($1, gen_random_uuid(), $2, 'REPEAT', 'ADVOCATE', $3)`,
      [app.alpha.id, id.slice(4), day(41)],
    );
    const { channel, steps } = await path(id);
    expect(channel).toBe('EMAIL');
    expect(steps.map(({ stage, seconds }) => [stage, seconds])).toEqual([
      ['STRANGER', 10 * DAY],
      ['INQUIRY', 3 * DAY],
      ['LEAD', 7 * DAY],
      ['CUSTOMER', 10 * DAY],
      ['REPEAT', 10 * DAY],
      ['ADVOCATE', expect.any(Number)],
    ]);
    await isLost({ customerId: id }, 51);
    expect((await stagesOf(id)).at(-1)).toEqual(['LOST', day(51)]);
  });

  test('[M6] never leads back: who buys first and asks later was no inquiry, who comes back was not lost', async () => {
    const id = await person(1);
    await buys(id, 5);
    await talks(id, 7);
    expect(await stagesOf(id)).toEqual([
      ['STRANGER', day(1)],
      ['CUSTOMER', day(5)],
    ]);
    await isLost({ customerId: id }, 9);
    expect((await stagesOf(id)).at(-1)).toEqual(['LOST', day(9)]);
    await buys(id, 12);
    expect(await stagesOf(id)).toEqual([
      ['STRANGER', day(1)],
      ['CUSTOMER', day(5)],
      ['REPEAT', day(12)],
    ]);
    const returned = await person(1);
    await buys(returned, 5, -1);
    expect(await stagesOf(returned)).toEqual([['STRANGER', day(1)]]);
  });

  test('[M6] is in sight with the customer', async () => {
    const id = await person(1, app.alpha.users.manager);
    const ask = 'query($id: ID!) { customerPath(customerId: $id) { channel } }';
    expect(await app.alpha.as('seller').refused(ask, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.beta.admin.refused(ask, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await path(id, 'manager')).steps).toHaveLength(1);
  });
});

describe('measures of the path', () => {
  test('[M6] tell conversion and time in state, by period and by channel', async () => {
    // All of it lies in a year of its own.
    const at = (n: number) => n - 1_000;
    const asks = async (channel: string, n: number) => {
      const id = await person(at(1));
      await talks(id, at(n), 'INBOUND', channel);
      return id;
    };
    const [buyer, slow, lost] = [await asks('PHONE', 5), await asks('PHONE', 6), await asks('WEB', 7)];
    await buys(buyer, at(9));
    await buys(slow, at(36));
    await isLost({ customerId: lost }, at(8));
    await lead({}, at(8), null);
    const refused = await lead({ name: 'Gone' }, at(9), at(10));
    await isLost({ leadId: refused }, at(11));

    const all = await measures(at(0), at(30));
    expect(
      all.map(({ stage, reached, movedOn, lost: gone, staying }) => [stage, reached, movedOn, gone, staying]),
    ).toEqual([
      ['STRANGER', 3, 3, 0, 0],
      ['INQUIRY', 5, 3, 1, 1],
      ['LEAD', 1, 0, 1, 0],
      ['CUSTOMER', 1, 0, 0, 1],
      ['REPEAT', 0, 0, 0, 0],
      ['ADVOCATE', 0, 0, 0, 0],
    ]);
    const inquiry = all.find(({ stage }) => stage === 'INQUIRY');
    // Moved on after 4, 30 and 1 days.
    expect(inquiry).toMatchObject({ conversion: { value: 0.6, sample: 5 }, medianSeconds: 4 * DAY });
    expect(inquiry?.conversion?.low).toBeCloseTo(0.231, 3);
    expect(inquiry?.conversion?.high).toBeCloseTo(0.882, 3);

    const inquiries = (rows: Measure[]) =>
      rows.filter(({ stage }) => stage === 'INQUIRY').map(({ group, reached, movedOn }) => [group, reached, movedOn]);
    expect(inquiries(await measures(at(0), at(30), 'CHANNEL'))).toEqual([
      ['FORM', 2, 1],
      ['PHONE', 2, 2],
      ['WEB', 1, 0],
    ]);
    const customers = (await measures(at(0), at(60), 'MONTH')).filter(({ stage }) => stage === 'CUSTOMER');
    expect(customers.map(({ group, reached }) => [group, reached])).toEqual([
      [day(at(9)).slice(0, 7), 1],
      [day(at(36)).slice(0, 7), 1],
    ]);
  });

  test('are for whoever may see them, over a time that is one', async () => {
    const [from, to] = [day(1), day(2)];
    expect(await app.alpha.as('seller').refused(MEASURE, { from, to, by: 'ALL' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await app.alpha.admin.refused(MEASURE, { from: to, to: from, by: 'ALL' })).toMatchObject({ field: 'to' });
    expect(await app.alpha.admin.refused(MEASURE, { from, to: day(900), by: 'ALL' })).toMatchObject({ field: 'to' });
  });
});
