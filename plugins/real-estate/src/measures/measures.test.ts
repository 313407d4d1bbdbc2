import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import { buyer, contract, hkd, makeEstate, payAll, startEstate, step } from '../test-support/estate.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const period = { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' };

test('the funnel tells by channel, consultant and week how far visitors came, and how long it took [RE5]', async () => {
  const { alpha } = app;
  const analyst = alpha.as('analyst');
  const {
    unitIds: [first = '', second = ''],
    projectId,
  } = await makeEstate(alpha);
  const { id: channelId } = await alpha.admin.create('EstateChannel', { name: 'Street', kind: 'OWN' });
  const people = [await buyer(alpha), await buyer(alpha), await buyer(alpha)];
  const visit = (customerId: string | undefined, arrivedAt: string, values: object = {}) =>
    alpha.as('seller').create('EstateVisit', { projectId, customerId, arrivedAt, ...values });
  await visit(people[0], '2026-03-02T02:00:00Z', { channelId });
  await visit(people[1], '2026-03-04T02:00:00Z', { channelId });
  await visit(people[2], '2026-03-10T02:00:00Z');
  await visit(people[0], '2026-03-06T02:00:00Z');
  const paying = await contract(alpha, first, String(people[0]));
  await payAll(alpha, paying);
  await contract(alpha, second, String(people[2]));
  interface Funnel {
    readonly estateFunnel: {
      key: string;
      channel: { name: string } | null;
      steps: { stage: string; customers: number; share: number | null; days: number | null }[];
    }[];
  }
  const funnel = async (by: string) =>
    (
      await analyst.get<Funnel>(
        `query($id: ID!, $from: DateTime!, $until: DateTime!, $by: EstateFunnelBy!) { estateFunnel(projectId: $id, from: $from, until: $until, by: $by) { key channel { name } consultant { id } steps { stage customers share days } } }`,
        { id: projectId, ...period, by },
      )
    ).estateFunnel;
  const [street, none] = await funnel('CHANNEL');
  expect(street).toMatchObject({ key: channelId, channel: { name: 'Street' } });
  expect(street?.steps.map(({ stage, customers }) => `${stage} ${customers}`)).toEqual([
    'visits 2',
    'returns 1',
    'intents 0',
    'subscriptions 1',
    'contracts 1',
    'paid 1',
  ]);
  expect(street?.steps[1]).toMatchObject({ share: 0.5, days: 4 });
  expect(none?.steps.map(({ customers }) => customers)).toEqual([1, 0, 0, 1, 1, 0]);
  expect((await funnel('WEEK')).map(({ key, steps }) => `${key} ${steps[0]?.customers}`)).toEqual([
    '2026-03-02 2',
    '2026-03-09 1',
  ]);
  expect((await funnel('CONSULTANT')).map(({ key }) => key)).toEqual([alpha.users.seller]);
  expect(
    (
      await alpha
        .as('seller')
        .refused('query($id: ID!) { estateSellThrough(projectId: $id) { units } }', { id: projectId })
    ).code,
  ).toBe('FORBIDDEN');

  await alpha.admin.create('EstateChannelCost', { channelId, projectId, month: '2026-03-01', cost: hkd(9_000) });
  const sold = await analyst.get(
    `query($id: ID!) {
      estateSellThrough(projectId: $id) { building { name } layout { name } units released sold rate }
      estatePriceRealisation(projectId: $id) { deals list { amount } price { amount } share }
      estateChannelCostPerContract(projectId: $id) { channel { name } cost { amount } contracts perContract { amount } }
    }`,
    { id: projectId },
  );
  expect(sold).toEqual({
    estateSellThrough: [
      { building: { name: 'Tower 1' }, layout: { name: 'A' }, units: 3, released: 3, sold: 2, rate: 2 / 3 },
    ],
    estatePriceRealisation: [{ deals: 2, list: { amount: '2000000.00' }, price: { amount: '2000000.00' }, share: 1 }],
    estateChannelCostPerContract: [
      { channel: { name: 'Street' }, cost: { amount: '9000.00' }, contracts: 1, perContract: { amount: '9000.00' } },
    ],
  });
});

test('care is measured by contractor and by touch point [RE3]', async () => {
  const { alpha } = app;
  const care = alpha.as('service');
  const {
    unitIds: [unitId = ''],
    projectId,
  } = await makeEstate(alpha);
  const { id: contractorId } = await care.create('EstateContractor', { name: 'Pipes' });
  for (const description of ['Drips', 'Hums']) {
    const { id } = await care.create('EstateDefect', { unitId, defectClass: 'SERVICES', description });
    await step(care, 'acceptEstateDefect', id);
    await step(care, 'dispatchEstateDefect', id, {
      contractorId,
      dueOn: description === 'Hums' ? '2026-01-01' : '2999-01-01',
    });
  }
  for (const score of [5, 2]) {
    const { id } = await care.create('EstateSurvey', {
      customerId: await buyer(alpha),
      projectId,
      touchPoint: 'LIVING',
      about: 'x',
    });
    await step(care, 'answerEstateSurvey', id, { score });
  }
  await care.create('EstateSurvey', { customerId: await buyer(alpha), projectId, touchPoint: 'LIVING', about: 'x' });
  const span = { from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' };
  const measured = await alpha.as('manager').get(
    `query($id: ID, $from: DateTime!, $until: DateTime!) {
      estateDefectRates(from: $from, until: $until) { contractor { name } defects closed overdue perUnit }
      estateSatisfaction(from: $from, until: $until, projectId: $id) { touchPoint asked answered average satisfied }
    }`,
    { id: projectId, ...span },
  );
  expect(measured).toEqual({
    estateDefectRates: [{ contractor: { name: 'Pipes' }, defects: 2, closed: 0, overdue: 1, perUnit: null }],
    estateSatisfaction: [{ touchPoint: 'LIVING', asked: 3, answered: 2, average: 3.5, satisfied: 0.5 }],
  });
});

test('the checklist for the roll-out is data, and says what of it is settled [RE2]', async () => {
  const manager = app.alpha.as('manager');
  expect(
    (await manager.refusedToCreate('EstateRollOutCheck', { point: 'nothing', settledOn: '2026-01-01' })).field,
  ).toBe('input.point');
  await manager.create('EstateRollOutCheck', { point: 'goals', settledOn: '2026-01-01' });
  const { estateRollOut } = await manager.get<{
    estateRollOut: { key: string; kind: string; check: { settledOn: string } | null }[];
  }>('{ estateRollOut { key kind text evidence check { settledOn answerable { id } } } }');
  expect(new Set(estateRollOut.map(({ kind }) => kind))).toEqual(new Set(['MISCONCEPTION', 'STRATEGY', 'KEY_POINT']));
  expect(estateRollOut.filter(({ check }) => check !== null).map(({ key }) => key)).toEqual(['goals']);
});
