import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { FieldService, on } from '../../../../tests/fixtures/field-service.ts';

let app: TestApp;
let field: FieldService;
beforeAll(async () => {
  app = await createTestApp();
  field = await FieldService.begin(app);
});
afterAll(() => app.close());

const MEASURES = `query($from: DateTime!, $to: DateTime!) { fieldServiceMeasures(from: $from, to: $to) {
  completedOrders firstTimeFixes firstTimeFixRate
  total { technician { id } arrivals onTime onTimeRate shiftMinutes workMinutes travelMinutes utilisation }
  technicians { technician { id } arrivals completedJobs } } }`;

/** What was reported of a visit, past the rules: times of the past cannot be had by commands. */
const visit = (
  id: string,
  technicianId: string,
  times: Record<'planned' | 'left' | 'came' | 'went', string>,
  state = 'COMPLETED',
) =>
  app.sql(
    `update field_job set state = $2, technician_id = $3, starts_at = $4, ends_at = $4::timestamptz + interval '1 hour',
       occupied_from = $4, departed_at = $5, arrived_at = $6, finished_at = $7 where id = $1`,
    [id.slice(4), state, technicianId.slice(4), times.planned, times.left, times.came, times.went],
  );
const complete = (id: string, at: string) =>
  app.sql("update work_order set state = 'COMPLETED', completed_at = $2 where id = $1", [id.slice(4), at]);

test('[O10] first-time fixes, arrivals on time and utilisation are counted from what was reported', async () => {
  const day = field.newDay();
  const [one, idle] = [await field.technician(day), await field.technician(day)];
  const [fixed, returned] = [await field.order(), await field.order()];
  const t = (time: string) => on(day, time);
  // On time: 14 minutes late. It fixed the fault at once.
  await visit(await field.job({ workOrderId: fixed }), one, {
    planned: t('09:00'),
    left: t('08:54'),
    came: t('09:14'),
    went: t('10:00'),
  });
  // Late for the window, though not for the plan; and somebody had to come again.
  const window = { windowFrom: t('10:00'), windowUntil: t('11:00') };
  await visit(
    await field.job({ workOrderId: returned, ...window }),
    one,
    { planned: t('10:55'), left: t('10:30'), came: t('11:01'), went: t('11:31') },
    'CANNOT_COMPLETE',
  );
  await visit(await field.job({ workOrderId: returned }), one, {
    planned: t('13:00'),
    left: t('12:45'),
    came: t('13:00'),
    went: t('14:00'),
  });
  await complete(fixed, t('10:00'));
  await complete(returned, t('14:00'));
  const ask = (role: string) =>
    app.alpha
      .as(role)
      .ask<{ fieldServiceMeasures: { technicians: object[] } }>(MEASURES, { from: t('00:00'), to: t('23:59') });
  const { data } = await ask('analyst');
  expect(data?.fieldServiceMeasures).toMatchObject({
    completedOrders: 2,
    firstTimeFixes: 1,
    firstTimeFixRate: 0.5,
    total: {
      technician: null,
      arrivals: 3,
      onTime: 2,
      onTimeRate: 2 / 3,
      shiftMinutes: 1_080,
      workMinutes: 46 + 30 + 60,
      travelMinutes: 20 + 31 + 15,
      utilisation: 202 / 1_080,
    },
  });
  expect(data?.fieldServiceMeasures.technicians).toEqual(
    expect.arrayContaining([
      { technician: { id: one }, arrivals: 3, completedJobs: 2 },
      { technician: { id: idle }, arrivals: 0, completedJobs: 0 },
    ]),
  );
  expect((await ask('seller')).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});

test('where nothing happened there are no rates', async () => {
  const { data } = await app.alpha
    .as('manager')
    .ask(MEASURES, { from: '2019-01-01T00:00:00Z', to: '2019-02-01T00:00:00Z' });
  expect(data).toMatchObject({
    fieldServiceMeasures: { firstTimeFixRate: null, total: { onTimeRate: null, utilisation: null }, technicians: [] },
  });
});
