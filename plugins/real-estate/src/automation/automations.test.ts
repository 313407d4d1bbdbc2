import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import { buyer, contract, file, hkd, hold, makeEstate, startEstate, step, unitState } from '../test-support/estate.ts';

/** Much of it is waiting for what goes on by itself. */
jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

async function titles(filter: object): Promise<string[]> {
  const { tasks } = await app.alpha.admin.get<{ tasks: { nodes: { title: string }[] } }>(
    'query($filter: TaskFilter) { tasks(filter: $filter, first: 200) { nodes { title } } }',
    { filter },
  );
  return tasks.nodes.map(({ title }) => title).sort();
}

/** Lets what automations about these records wait for have come, so many times: nobody waits days here. */
async function pass(subjectIds: readonly string[], times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await app.drain();
    const { automationRuns } = await app.alpha.admin.get<{ automationRuns: { nodes: { id: string }[] } }>(
      'query($filter: AutomationRunFilter) { automationRuns(filter: $filter) { nodes { id } } }',
      { filter: { subjectId: { in: subjectIds }, state: { eq: 'WAITING' } } },
    );
    for (const { id } of automationRuns.nodes)
      await app.alpha.admin.get('mutation($id: ID!) { resumeAutomationRun(id: $id) { id } }', { id });
  }
  await app.drain();
}

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const letExpire = (id: string) =>
  app.sql("update estate_claim set held_until = now() - interval '1 second' where id = $1", [id.slice('recl_'.length)]);

test('a hold that ends is announced to its consultant, and its unit is freed; one that was extended stays [RE5]', async () => {
  const { alpha } = app;
  const {
    unitIds: [first = '', second = ''],
  } = await makeEstate(alpha);
  const [leaving, staying] = [await buyer(alpha), await buyer(alpha)];
  const over = await hold(alpha, first, leaving);
  const extended = await hold(alpha, second, staying);
  await step(alpha.as('seller'), 'extendEstateClaim', extended, { heldUntil: inMinutes(600) });
  await pass([over, extended], 1);
  expect(await titles({ customerId: { eq: leaving } })).toEqual([
    'A hold ends soon: subscribe, extend or give the unit back.',
  ]);
  await letExpire(over);
  await pass([over], 1);
  expect(await unitState(alpha, first)).toBe('AVAILABLE');
  // The run that began with the hold comes to its end while the hold was extended.
  await pass([extended], 1);
  expect(await unitState(alpha, second)).toBe('HELD');
});

test('visits are followed up after a day, three more and seven more, until somebody buys', async () => {
  const { alpha } = app;
  const {
    unitIds: [unitId = ''],
    projectId,
  } = await makeEstate(alpha);
  const [buying, thinking] = [await buyer(alpha), await buyer(alpha)];
  const visits: string[] = [];
  for (const customerId of [buying, thinking])
    visits.push(
      (await alpha.admin.create('EstateVisit', { projectId, customerId, arrivedAt: '2026-03-01T00:00:00Z' })).id,
    );
  await pass(visits, 1);
  await contract(alpha, unitId, buying);
  await pass(visits, 2);
  const calls = async (customerId: string) =>
    (await titles({ customerId: { eq: customerId } })).filter((title) => title.startsWith('Call the visitor')).length;
  expect(await calls(buying)).toBe(1);
  expect(await calls(thinking)).toBe(3);
});

test('instalments, mortgages, handovers, repairs and warranties that wait are chased, and owners greeted', async () => {
  const { alpha } = app;
  const {
    unitIds: [unitId = ''],
  } = await makeEstate(alpha);
  const customerId = await buyer(alpha);
  const contractId = await contract(
    alpha,
    unitId,
    customerId,
    [
      { dueOn: '2999-01-01', amount: hkd(400_000) },
      { dueOn: '2999-02-01', amount: hkd(600_000), source: 'LOAN' },
    ],
    { loan: hkd(600_000) },
  );
  const { estateInstalments } = await alpha.admin.get<{ estateInstalments: { nodes: { id: string }[] } }>(
    'query($id: ID!) { estateInstalments(filter: { contractId: { eq: $id } }) { nodes { id } } }',
    { id: contractId },
  );
  const mortgage = { contractId, bank: 'B', amount: hkd(600_000), missingPapers: ['income'] };
  const { id: mortgageId } = await alpha.as('seller').create('EstateMortgage', mortgage);
  await file(alpha, contractId);
  const care = alpha.as('service');
  const times = { startsAt: '2999-05-01T01:00:00Z', endsAt: '2999-05-01T02:00:00Z' };
  const { id: handoverId } = await care.create('EstateHandover', { contractId, ...times });
  const { id: defectId } = await care.create('EstateDefect', {
    unitId,
    customerId,
    defectClass: 'OPENINGS',
    description: 'Jams',
  });
  const { id: contractorId } = await care.create('EstateContractor', { name: 'Doors' });
  await step(care, 'acceptEstateDefect', defectId);
  await step(care, 'dispatchEstateDefect', defectId, { contractorId, dueOn: '2999-01-01' });
  await pass([String(estateInstalments.nodes[0]?.id), mortgageId, handoverId, defectId, contractId], 2);
  await step(care, 'confirmEstateHandover', handoverId);
  await step(care, 'inspectEstateHandover', handoverId);
  await care.create('EstateInspection', {
    unitId,
    kind: 'HANDOVER',
    inspectedAt: '2026-05-01T02:00:00Z',
    items: 9,
    failed: 0,
  });
  const exception = { exceptionBy: 'Grace Lam', exceptionReason: 'The bank pays tomorrow.' };
  await step(alpha.as('manager'), 'acceptEstateHandover', handoverId, exception);
  const { estateWarranties } = await alpha.admin.get<{ estateWarranties: { nodes: { id: string }[] } }>(
    'query($id: ID!) { estateWarranties(filter: { handoverId: { eq: $id } }) { nodes { id } } }',
    { id: handoverId },
  );
  await pass([String(estateWarranties.nodes[0]?.id), handoverId], 3);
  const all = await titles({});
  for (const title of [
    'A repair is overdue: call the contractor.',
    'A repair is three days overdue: give it to another contractor.',
    'A warranty ends in a month: offer a check.',
    'An instalment is overdue.',
    'Ask for the papers that the bank needs.',
    'Greet the owner: 1 year in the new home.',
    'Greet the owner: 3 years in the new home.',
    'Papers for the bank are still missing.',
    'Remind the buyer of the next instalment.',
    'Tell the owner of the handover, and what to bring.',
  ])
    expect(all).toContain(title);
  const { estateSurveys } = await alpha.admin.get<{ estateSurveys: { nodes: { touchPoint: string }[] } }>(
    'query($id: ID!) { estateSurveys(filter: { customerId: { eq: $id } }) { nodes { touchPoint } } }',
    { id: customerId },
  );
  expect(estateSurveys.nodes.map(({ touchPoint }) => touchPoint).sort()).toEqual([
    'CONSTRUCTION',
    'HANDOVER',
    'LIVING',
    'SIGNING',
  ]);
});
