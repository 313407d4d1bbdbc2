import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { ALL_DAYS } from '../../../../tests/fixtures/clocks.ts';

let app: TestApp;
let served: string;
let quiet: string;
beforeAll(async () => {
  app = await createTestApp();
  const manager = app.alpha.as('manager');
  const { id: calendarId } = await manager.create('BusinessCalendar', {
    name: 'Always',
    timeZone: 'UTC',
    hours: ALL_DAYS,
  });
  const targets = [
    { milestone: 'FIRST_RESPONSE', minutes: 60 },
    { milestone: 'RESOLUTION', minutes: 600 },
  ];
  await manager.create('SlaPolicy', { name: 'Standard', calendarId, targets });
  served = await app.alpha.customer({ name: 'Served' });
  quiet = await app.alpha.customer({ name: 'Quiet' });
});
afterAll(() => app.close());

const service = () => app.alpha.as('service');
const analyst = () => app.alpha.as('analyst');
const SPAN = 'from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z"';
async function open(customerId: string, input: object = {}): Promise<string> {
  return (await service().create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler', ...input })).id;
}
const step = (id: string, name: string, input = '') =>
  service().get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id${input && `, input: ${input}`}) { id } }`, { id });
async function solve(id: string, satisfaction?: number): Promise<void> {
  await step(id, 'assign', `{ ownerId: "${app.alpha.users.service}" }`);
  await step(id, 'start');
  await service().create('ServiceMessage', { requestId: id, body: 'Done.' });
  await step(id, 'resolve', '{ resolution: "A seal." }');
  if (satisfaction) await step(id, 'confirm', `{ solved: true, satisfaction: ${satisfaction}, effort: 6 }`);
}

describe('measures of service', () => {
  test('[O10] tell speed, accuracy and what customers say, and how sure that is', async () => {
    const ids = [await open(served), await open(served), await open(quiet), await open(quiet)];
    for (const [index, id] of ids.slice(0, 3).entries()) await solve(id, [5, 4, 3][index]);
    // What clocks say is theirs; here they are set so that the answer is known.
    for (const [index, id] of ids.entries())
      await app.sql(
        "update sla_clock set counted_seconds = $2, breached_at = case when $3 then counted_at end where request_id = $1 and milestone = 'RESOLUTION'",
        [id.slice(4), (index + 1) * 1_000_000, index === 0],
      );
    const year = new Date().getUTCFullYear();
    const span = `from: "${year}-01-01T00:00:00Z", until: "${year + 1}-01-01T00:00:00Z"`;
    const { serviceMeasures } = await analyst().get<{ serviceMeasures: object[] }>(`{ serviceMeasures(${span}) {
      key opened open resolutionSeconds breached { count mean } reopened { mean } solvedAtOnce { mean count } satisfaction { count mean low high } effort { mean } } }`);
    expect(serviceMeasures).toEqual([
      {
        key: 'all',
        opened: 4,
        open: 1,
        resolutionSeconds: 2_000,
        breached: { count: 8, mean: 0.125 },
        reopened: { mean: 0 },
        solvedAtOnce: { mean: 1, count: 3 },
        satisfaction: { count: 3, mean: 4, low: 1.5157, high: 5 },
        effort: { mean: 6 },
      },
    ]);
    const grouped = await analyst().get<{ serviceMeasures: { key: string; opened: number }[] }>(
      `{ serviceMeasures(${span}, groupBy: OWNER) { key name opened } }`,
    );
    expect(grouped.serviceMeasures).toEqual([
      { key: app.alpha.users.service, name: 'service', opened: 3 },
      { key: null, name: null, opened: 1 },
    ]);
    for (const group of ['KIND', 'CHANNEL', 'LIFECYCLE', 'QUEUE', 'CONTRACT', 'SEGMENT'])
      await analyst().get(`{ serviceMeasures(${span}, groupBy: ${group}) { key opened } }`);
  });

  test('[A8] [A10] say whom it costs most to serve, beside what he bought and how often he complained', async () => {
    await service().create('Interaction', {
      customerId: served,
      channel: 'PHONE',
      direction: 'INBOUND',
      subject: 'Call',
      occurredAt: '2026-03-01T10:00:00Z',
      cost: { amount: '12.5', currency: 'USD' },
    });
    await app.alpha.admin.create('Purchase', {
      customerId: served,
      product: 'Boiler',
      amount: { amount: '900', currency: 'USD' },
      purchasedAt: '2026-02-01T00:00:00Z',
    });
    const complaint = await open(served, { kind: 'COMPLAINT', cost: { amount: '30', currency: 'USD' } });
    await app.sql(
      "update service_request set created_at = '2026-03-01', compensation_amount = 1000, compensation_currency = 'USD' where id = $1",
      [complaint.slice(4)],
    );
    const ask = (more: string) =>
      analyst().get<{ costToServe: object[] }>(
        `{ costToServe(${SPAN}${more}) { customer { name } cost { amount currency } revenue { amount } complaints } }`,
      );
    const expected = {
      customer: { name: 'Served' },
      cost: { amount: '52.50', currency: 'USD' },
      revenue: { amount: '900.00' },
      complaints: 1,
    };
    expect((await ask('')).costToServe).toEqual([expected]);
    expect((await ask(', complaints: 2')).costToServe).toEqual([]);
  });

  test('[O12] put what customers bought before and after beside how content they were', async () => {
    const id = await open(quiet);
    await solve(id, 5);
    await app.sql(
      "update service_request set created_at = '2025-06-01', resolved_at = '2025-06-02', closed_at = '2025-06-02' where id = $1",
      [id.slice(4)],
    );
    for (const [day, amount] of [
      ['2025-05-20', '100'],
      ['2025-06-20', '250'],
      ['2024-01-01', '999'],
    ])
      await app.alpha.admin.create('Purchase', {
        customerId: quiet,
        product: 'Filter',
        amount: { amount, currency: 'USD' },
        purchasedAt: `${day}T00:00:00Z`,
      });
    const { spendAfterService } = await analyst().get<{ spendAfterService: object[] }>(
      '{ spendAfterService(from: "2025-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z") { outcome requests before { amount } after { amount } } }',
    );
    expect(spendAfterService).toEqual([
      { outcome: 'CONTENT', requests: 1, before: { amount: '100.00' }, after: { amount: '250.00' } },
    ]);
  });

  test('are for those who may see them, and for a time that is one', async () => {
    expect((await app.alpha.as('seller').refused(`{ serviceMeasures(${SPAN}) { opened } }`)).code).toBe('FORBIDDEN');
    expect(
      (
        await analyst().refused(
          '{ serviceMeasures(from: "2026-01-01T00:00:00Z", until: "2025-01-01T00:00:00Z") { opened } }',
        )
      ).code,
    ).toBe('INPUT_INVALID');
    expect(
      (await app.beta.as('analyst').get<{ costToServe: object[] }>(`{ costToServe(${SPAN}) { complaints } }`))
        .costToServe,
    ).toEqual([]);
  });
});

describe('scores of service', () => {
  test('[O11] a complaint that came back and waits for our word is at risk, and the score says why', async () => {
    const customerId = await app.alpha.customer();
    const id = await open(customerId, { kind: 'COMPLAINT' });
    await service().create('ServiceMessage', { requestId: id, body: 'Still!', fromCustomer: true });
    await app.drain();
    const ask = () =>
      service().get<{
        it: {
          serviceEscalationRiskScore: { value: number; band: string; terms: { name: string; contribution: number }[] };
        };
      }>(
        'query($id: ID!) { it: serviceRequest(id: $id) { serviceEscalationRiskScore { value band terms { name contribution } } } }',
        { id },
      );
    const { it } = await ask();
    expect(it.serviceEscalationRiskScore).toMatchObject({ value: 23, band: 'LOW' });
    expect(it.serviceEscalationRiskScore.terms).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'complaint', contribution: 15 }),
        expect.objectContaining({ name: 'unanswered', contribution: 8 }),
      ]),
    );
    await service().create('ServiceMessage', { requestId: id, body: 'We come.' });
    await app.drain();
  });

  test('[O12] a customer for whom much went wrong may leave', async () => {
    const customerId = await app.alpha.customer();
    await open(customerId, { kind: 'COMPLAINT' });
    await solve(await open(customerId), 1);
    await app.drain();
    const { customer } = await app.alpha.admin.get<{ customer: object }>(
      'query($id: ID!) { customer(id: $id) { serviceChurnSignalScore { value band } } }',
      { id: customerId },
    );
    expect(customer).toEqual({ serviceChurnSignalScore: { value: 45, band: 'MEDIUM' } });
  });
});
