import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { FieldService, jobStep, TO_WORK } from '../../../../tests/fixtures/field-service.ts';

let app: TestApp;
let field: FieldService;
beforeAll(async () => {
  app = await createTestApp();
  field = await FieldService.begin(app);
});
afterAll(() => app.close());

const TAKE = `mutation($reports: [FieldReportInput!]!) {
  takeFieldReports(reports: $reports) { key outcome repeated code message job { state arrivedAt } } }`;
interface Result {
  key: string;
  outcome: string;
  repeated: boolean;
  code: string | null;
  job: { state: string; arrivedAt: string | null } | null;
}
const send = async (reports: object[]) =>
  (await field.service.get<{ takeFieldReports: Result[] }>(TAKE, { reports })).takeFieldReports;
let keys = 0;
const report = (jobId: string, step: string, values: object = {}) => ({
  key: `device 7/${++keys}`,
  jobId,
  step,
  deviceAt: '2026-03-01T09:00:00Z',
  ...values,
});
const stepsOf = async (id: string) =>
  (
    await field.service.get<{ fieldJob: { steps: { nodes: object[] } } }>(
      `query($id: ID!) { fieldJob(id: $id) { steps(orderBy: [{ field: CREATED_AT }]) {
        nodes { step outcome code deviceAt createdAt key payload } } } }`,
      { id },
    )
  ).fieldJob.steps.nodes;

describe('[O3] what a device noted while it was offline', () => {
  test('is taken in its order, with its proof and its parts, and with both times', async () => {
    const { id, store } = await field.planned(['dispatch']);
    const { id: partId } = await field.service.create('Part', { number: 'V-1', name: 'Valve' });
    await field.service.create('PartStock', { partId, store, quantity: 2 });
    const proofs = ['PHOTO', 'SIGNATURE'].map((kind) => ({ kind, content: 'Seen.' }));
    const reports = [
      report(id, 'ACCEPT', { deviceAt: '2026-03-01T08:30:00Z' }),
      report(id, 'DEPART', { deviceAt: '2026-03-01T08:40:00Z' }),
      report(id, 'ARRIVE', { deviceAt: '2026-03-01T08:55:00Z' }),
      report(id, 'COMPLETE', {
        deviceAt: '2026-03-01T09:50:00Z',
        report: 'New valve.',
        proofs,
        parts: [{ partId, quantity: 1 }],
      }),
    ];
    expect((await send(reports)).map(({ outcome, repeated }) => [outcome, repeated])).toEqual(
      reports.map(() => ['APPLIED', false]),
    );
    expect(await field.shown(id)).toMatchObject({
      state: 'COMPLETED',
      report: 'New valve.',
      departedAt: '2026-03-01T08:40:00+00:00',
      arrivedAt: '2026-03-01T08:55:00+00:00',
      finishedAt: '2026-03-01T09:50:00+00:00',
    });
    const noted = (await stepsOf(id)) as { deviceAt: string; createdAt: string }[];
    expect(noted.map(({ deviceAt }) => deviceAt)).toContain('2026-03-01T08:55:00+00:00');
    for (const { createdAt } of noted) expect(Date.parse(createdAt)).toBeGreaterThan(Date.now() - 600_000);
    expect(await app.sql('select quantity from part_stock where store = $1', [store])).toEqual([{ quantity: 1 }]);
  });

  test('takes effect once, however often and however many at once it is sent', async () => {
    const { id, store } = await field.planned(TO_WORK);
    const { id: partId } = await field.service.create('Part', { number: 'V-2', name: 'Valve' });
    await field.service.create('PartStock', { partId, store, quantity: 5 });
    const proofs = ['PHOTO', 'SIGNATURE'].map((kind) => ({ kind, content: 'Seen.' }));
    const done = report(id, 'COMPLETE', { proofs, parts: [{ partId, quantity: 1 }] });
    const answers = (await Promise.all(Array.from({ length: 5 }, () => send([done])))).flat();
    expect(answers.every(({ outcome }) => outcome === 'APPLIED')).toBe(true);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await app.sql('select quantity from part_stock where store = $1', [store])).toEqual([{ quantity: 4 }]);
    expect(await app.sql('select 1 from job_proof where job_id = $1', [id.slice(4)])).toHaveLength(2);
    // Without its key it would be another report: then the parts are gone twice. The test above can fail.
    const { id: other, store: van } = await field.planned(TO_WORK);
    await field.service.create('PartStock', { partId, store: van, quantity: 5 });
    for (const key of ['one', 'two'])
      await send([report(other, 'COMPLETE', { key, proofs, parts: [{ partId, quantity: 1 }] })]);
    expect(await app.sql('select quantity from part_stock where store = $1', [van])).toEqual([{ quantity: 4 }]);
  });

  test('that no longer fits is refused with the reason, whole, and kept; what comes after it is taken', async () => {
    const [{ id: replanned }, { id, store }] = [await field.planned(['dispatch']), await field.planned(TO_WORK)];
    await field.take(replanned, 'unschedule');
    const { id: partId } = await field.service.create('Part', { number: 'V-3', name: 'Valve' });
    await field.service.create('PartStock', { partId, store, quantity: 1 });
    const unproven = report(id, 'COMPLETE', { report: 'Done.', parts: [{ partId, quantity: 1 }] });
    const results = await send([
      report(replanned, 'ACCEPT'),
      unproven,
      report('fjb_01900000-0000-7000-8000-000000000000', 'ACCEPT'),
      report(id, 'GIVE_UP', { reason: 'No signature.' }),
    ]);
    expect(results.map(({ outcome, code, job }) => [outcome, code, job?.state])).toEqual([
      ['REFUSED', 'TRANSITION_REFUSED', 'NONE'],
      ['REFUSED', 'PROOF_MISSING', 'CANNOT_COMPLETE'],
      ['REFUSED', 'NOT_FOUND', undefined],
      ['APPLIED', null, 'CANNOT_COMPLETE'],
    ]);
    expect(await app.sql('select quantity from part_stock where store = $1', [store])).toEqual([{ quantity: 1 }]);
    expect(await stepsOf(id)).toContainEqual(
      expect.objectContaining({
        key: unproven.key,
        outcome: 'REFUSED',
        code: 'PROOF_MISSING',
        payload: { report: 'Done.', parts: [{ partId, quantity: 1 }] },
      }),
    );
    expect(await send([unproven])).toMatchObject([{ outcome: 'REFUSED', repeated: true, code: 'PROOF_MISSING' }]);
    expect(await send([{ ...unproven, jobId: replanned }])).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
  });

  test('by a clock that is wrong happened neither in the future nor before the step before it; the clock is kept', async () => {
    const { id } = await field.planned(['dispatch']);
    await send([
      report(id, 'ACCEPT', { deviceAt: '2026-03-01T09:00:00Z' }),
      report(id, 'DEPART', { deviceAt: '2126-03-01T09:00:00Z' }),
      report(id, 'ARRIVE', { deviceAt: '1999-03-01T09:00:00Z' }),
    ]);
    const { departedAt, arrivedAt } = await field.shown(id);
    expect(Date.parse(String(departedAt))).toBeLessThanOrEqual(Date.now());
    expect(arrivedAt).toBe(departedAt);
    expect(((await stepsOf(id)) as { deviceAt: string }[]).map(({ deviceAt }) => deviceAt.slice(0, 4)).sort()).toEqual([
      '1999',
      '2026',
      '2126',
    ]);
  });

  test('can say its time and key with a single step as well', async () => {
    const { id } = await field.planned(['dispatch']);
    const device = '{ device: { at: "2026-03-01T09:00:00Z", key: "single" } }';
    await field.take(id, 'accept', device);
    expect(await stepsOf(id)).toMatchObject([
      { step: 'ACCEPT', outcome: 'APPLIED', key: 'single', deviceAt: '2026-03-01T09:00:00+00:00' },
    ]);
    expect(await field.service.refused(jobStep('depart', device), { id })).toMatchObject({ code: 'DUPLICATE' });
  });

  test.each([
    ['an empty key', [{ key: ' ' }], 'reports[0].key'],
    ['a key that is too long', [{ key: 'k'.repeat(101) }], 'reports[0].key'],
    ['too many reports', Array(201).fill({}), 'reports'],
  ])('with %s is refused as a whole', async (_what, values, path) => {
    const { id } = await field.planned(['dispatch']);
    const reports = values.map((each: object) => report(id, 'ACCEPT', each));
    expect(await field.service.refused(TAKE, { reports })).toMatchObject({ code: 'INPUT_INVALID', field: path });
    expect(await field.shown(id)).toMatchObject({ state: 'DISPATCHED' });
  });
});
