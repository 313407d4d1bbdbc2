import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { FieldService, jobStep, NORTH, on, SCHEDULE, TO_WORK } from '../../../../tests/fixtures/field-service.ts';
import { FieldJob } from './field-job.record.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let app: TestApp;
let field: FieldService;
beforeAll(async () => {
  app = await createTestApp();
  field = await FieldService.begin(app);
});
afterAll(() => app.close());

describe('[O3] a job', () => {
  test('takes place, time, customer and length from what it belongs to', async () => {
    const { id: assetId } = await field.service.create('Asset', {
      customerId: field.customerId,
      product: 'Boiler',
      maker: 'Vaillant',
      place: 'Cellar',
      latitude: '25.047675',
      longitude: '121.517055',
    });
    const workOrderId = await field.order({ assetId });
    expect(
      await field.service.create(
        'FieldJob',
        { workOrderId, typeId: field.repairId },
        'minutes place latitude longitude customer { name } userId',
      ),
    ).toEqual({
      minutes: 60,
      place: 'Cellar',
      latitude: '25.047675',
      longitude: '121.517055',
      customer: { name: '林美玲' },
      userId: null,
    });
  });

  test('[iS4] is completed only with the proof that its type asks for', async () => {
    const { id } = await field.planned(TO_WORK);
    const complete = jobStep('complete', '{ report: "New gasket." }');
    await field.service.create('JobProof', { jobId: id, kind: 'PHOTO', url: 'https://files.example/1.jpg' });
    expect(await field.service.refused(complete, { id })).toMatchObject({
      code: 'RULE_BROKEN',
      rule: 'PROOF_MISSING',
      missing: ['SIGNATURE'],
    });
    expect(await field.service.refusedToCreate('JobProof', { jobId: id, kind: 'SIGNATURE' })).toMatchObject({
      field: 'input.content',
    });
    await field.service.create('JobProof', { jobId: id, kind: 'SIGNATURE', content: '林美玲' });
    expect(await field.take(id, 'complete', '{ report: "New gasket." }')).toMatchObject({
      state: 'COMPLETED',
      report: 'New gasket.',
    });
  });

  test('[iS4] is proven by a picture that is sent, and that comes back to whoever may see the job', async () => {
    const { id } = await field.planned(TO_WORK);
    const url = await app.listen();
    const authorization = `Bearer ${app.alpha.as('service').key}`;
    const send = (body: NonNullable<RequestInit['body']>) => {
      const query = new URLSearchParams({ name: 'done.png', input: JSON.stringify({ jobId: id, kind: 'PHOTO' }) });
      const headers = { authorization, 'content-type': 'image/png' };
      return fetch(`${url}/files/JobProof?${query}`, { method: 'POST', headers, body });
    };
    expect((await send(Buffer.from('no picture'))).status).toBe(400);
    const sent = await send(PNG);
    expect(sent.status).toBe(201);
    const { id: proofId } = (await sent.json()) as { id: string };
    const brought = await fetch(`${url}/files/${proofId}`, { headers: { authorization } });
    expect(Buffer.from(await brought.arrayBuffer())).toEqual(PNG);
    const hidden = await fetch(`${url}/files/${proofId}`, {
      headers: { authorization: `Bearer ${app.beta.admin.key}` },
    });
    expect(hidden.status).toBe(404);
    await field.service.create('JobProof', { jobId: id, kind: 'SIGNATURE', content: '林美玲' });
    expect(await field.take(id, 'complete')).toMatchObject({ state: 'COMPLETED' });
  });

  test('[iS4] is completed exactly when every kind of proof is there, whatever its type asks for', async () => {
    const kinds = ['PHOTO', 'SIGNATURE', 'CHECKLIST', 'READING'];
    let types = 0;
    await fc.assert(
      fc.asyncProperty(fc.subarray(kinds), fc.subarray(kinds), async (asked, given) => {
        const { id: typeId } = await app.alpha.as('manager').create('JobType', {
          name: `Type ${++types}`,
          minutes: 30,
          proof: asked,
        });
        const day = field.newDay();
        const id = await field.job({ typeId });
        await field.schedule(id, await field.technician(day), on(day, '09:00'));
        for (const name of ['dispatch', 'accept', 'depart', 'arrive']) await field.take(id, name);
        for (const kind of given) await field.service.create('JobProof', { jobId: id, kind, content: 'Seen.' });
        const { errors } = await field.service.ask(jobStep('complete'), { id });
        expect(errors === undefined).toBe(asked.every((kind) => given.includes(kind)));
      }),
      { numRuns: 12 },
    );
  });

  test('that cannot be completed needs a reason, and frees its time', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const id = await field.job();
    await field.schedule(id, technicianId, on(day, '09:00'));
    await field.take(id, 'dispatch');
    expect(await field.service.refused(jobStep('giveUp'), { id })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'reason',
    });
    expect(await field.take(id, 'giveUp', '', 'Nobody there.')).toMatchObject({
      state: 'CANNOT_COMPLETE',
      endedBecause: 'Nobody there.',
    });
    expect(await field.schedule(await field.job(), technicianId, on(day, '09:00'))).toMatchObject({
      state: 'SCHEDULED',
    });
  });

  test('goes through its states as the domain says, whatever is asked of it', async () => {
    const ends = { cancel: 'CANCELED' };
    const allowed: Record<string, Record<string, string>> = {
      NONE: { schedule: 'SCHEDULED', ...ends },
      SCHEDULED: { schedule: 'SCHEDULED', unschedule: 'NONE', dispatch: 'DISPATCHED', ...ends },
      DISPATCHED: { schedule: 'SCHEDULED', unschedule: 'NONE', accept: 'ACCEPTED', giveUp: 'CANNOT_COMPLETE', ...ends },
      ACCEPTED: { depart: 'EN_ROUTE', giveUp: 'CANNOT_COMPLETE', ...ends },
      EN_ROUTE: { arrive: 'IN_PROGRESS', giveUp: 'CANNOT_COMPLETE', ...ends },
      IN_PROGRESS: { complete: 'COMPLETED', giveUp: 'CANNOT_COMPLETE', ...ends },
      COMPLETED: {},
      CANNOT_COMPLETE: {},
      CANCELED: {},
    };
    const forward = ['schedule', 'dispatch', 'accept', 'depart', 'arrive', 'complete'];
    const names = [...(recordTypeOf(FieldJob).lifeCycle?.transitions.keys() ?? [])];
    expect(names.sort()).toEqual([...forward, 'cancel', 'giveUp', 'unschedule'].sort());
    const steps = fc.array(
      fc.oneof({ weight: 3, arbitrary: fc.constant('next') }, { weight: 1, arbitrary: fc.constantFrom(...names) }),
      { minLength: 1, maxLength: 9 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const day = field.newDay();
        const technicianId = await field.technician(day);
        const id = await field.job();
        await field.prove(id);
        let state = 'NONE';
        for (const chosen of all) {
          const name =
            chosen === 'next'
              ? (forward.find((each) => allowed[state]?.[each] && each !== 'schedule') ?? 'schedule')
              : chosen;
          const values = { id, technicianId, startsAt: on(day, '09:00'), reason: 'Because.' };
          const { errors } = await field.service.ask(name === 'schedule' ? SCHEDULE : jobStep(name), values);
          const next = allowed[state]?.[name];
          if (next === undefined) expect(errors?.[0]?.extensions).toMatchObject({ code: 'TRANSITION_REFUSED', state });
          else expect(errors).toBeUndefined();
          state = next ?? state;
        }
      }),
      { numRuns: 12 },
    );
  });

  test('uses parts of the store of its technician, which never gives more than it holds', async () => {
    const { id, store } = await field.planned(TO_WORK);
    const { id: partId } = await field.service.create('Part', { number: 'G-7', name: 'Gasket' });
    const { id: stockId } = await field.service.create('PartStock', { partId, store, quantity: 3 });
    const held = async () =>
      (
        await field.service.get<{ partStock: { quantity: number } }>(
          'query($id: ID!) { partStock(id: $id) { quantity } }',
          {
            id: stockId,
          },
        )
      ).partStock.quantity;
    const CREATE = 'mutation($input: CreatePartUseInput!) { createPartUse(input: $input) { id store } }';
    const use = (quantity: number) =>
      field.service.ask<{ createPartUse: { id: string } }>(CREATE, { input: { jobId: id, partId, quantity } });
    const tries = await Promise.all(Array.from({ length: 5 }, () => use(1)));
    expect(tries.filter(({ errors }) => !errors)).toHaveLength(3);
    for (const { errors } of tries.filter((answer) => answer.errors))
      expect(errors?.[0]?.extensions).toMatchObject({ rule: 'STOCK_SHORT', available: 0, store });
    expect(await held()).toBe(0);
    const taken = tries.find(({ data }) => data)?.data?.createPartUse.id;
    await field.service.get('mutation($id: ID!) { deletePartUse(id: $id) { id } }', { id: taken });
    expect(await held()).toBe(1);
    expect((await use(2)).errors?.[0]?.extensions).toMatchObject({ rule: 'STOCK_SHORT', available: 1 });
    await field.service.get('mutation($id: ID!) { restorePartUse(id: $id) { id } }', { id: taken });
    expect(await held()).toBe(0);
    await app.sql('update field_job set technician_id = null where id = $1', [id.slice(4)]);
    expect((await use(1)).errors?.[0]?.extensions).toMatchObject({ code: 'INPUT_INVALID', field: 'input.jobId' });
  });

  test('has a score that says how well its technician fits', async () => {
    const day = field.newDay();
    const id = await field.job({ ...NORTH, windowFrom: on(day, '09:00'), windowUntil: on(day, '12:00') });
    await field.schedule(id, await field.technician(day), on(day, '10:00'));
    await app.drain();
    const { fieldJob } = await field.service.get<{ fieldJob: { scores: object[] } }>(
      'query($id: ID!) { fieldJob(id: $id) { scores { id value band terms { name contribution } } } }',
      { id },
    );
    // 50, 9 minutes on the way at 0.25, 60 minutes of slack at 0.1, and nothing done before.
    expect(fieldJob.scores).toEqual([
      {
        id: 'field-service/fit',
        value: 53.75,
        band: 'FAIR',
        terms: [
          { name: 'travelMinutes', contribution: -2.25 },
          { name: 'slackMinutes', contribution: 6 },
          { name: 'experience', contribution: expect.any(Number) },
          { name: 'familiarity', contribution: expect.any(Number) },
          { name: 'missingParts', contribution: expect.any(Number) },
        ],
      },
    ]);
  });
});

describe('a work order', () => {
  const orderStep = (name: string) =>
    `mutation($id: ID!, $reason: String) { it: ${name}WorkOrder(id: $id, reason: $reason) { state completedAt endedBecause } }`;

  test('begins with the arrival of a technician, and ends once all of its jobs have', async () => {
    const { id } = await field.planned(TO_WORK);
    const { fieldJob } = await field.service.get<{ fieldJob: { workOrder: { id: string; state: string } } }>(
      'query($id: ID!) { fieldJob(id: $id) { workOrder { id state } } }',
      { id },
    );
    expect(fieldJob.workOrder.state).toBe('IN_PROGRESS');
    expect(await field.service.refused(orderStep('complete'), { id: fieldJob.workOrder.id })).toMatchObject({
      rule: 'JOBS_OPEN',
      jobIds: [id],
    });
    await field.prove(id);
    await field.take(id, 'complete');
    expect(await field.service.get(orderStep('complete'), { id: fieldJob.workOrder.id })).toMatchObject({
      it: { state: 'COMPLETED', completedAt: expect.any(String) },
    });
    expect(
      await field.service.refusedToCreate('FieldJob', { workOrderId: fieldJob.workOrder.id, typeId: field.repairId }),
    ).toMatchObject({ field: 'input.workOrderId' });
  });

  test('that is called off calls off its jobs, and frees their time', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const workOrderId = await field.order();
    const ids = [await field.job({ workOrderId }), await field.job({ workOrderId })];
    for (const [index, id] of ids.entries()) await field.schedule(id, technicianId, on(day, `1${index * 2}:00`));
    expect(await field.service.refused(orderStep('cancel'), { id: workOrderId })).toMatchObject({ field: 'reason' });
    await field.service.get(orderStep('cancel'), { id: workOrderId, reason: 'Sold.' });
    for (const id of ids) expect(await field.shown(id)).toMatchObject({ state: 'CANCELED', endedBecause: 'Sold.' });
    expect(await field.schedule(await field.job(), technicianId, on(day, '10:00'))).toMatchObject({
      state: 'SCHEDULED',
    });
  });

  test('records the maintenance that it was', async () => {
    const { id: assetId } = await field.service.create('Asset', {
      customerId: field.customerId,
      product: 'Boiler',
      maker: 'Vaillant',
      installedOn: '2020-01-01',
    });
    const { id: planId } = await field.service.create('MaintenancePlan', { assetId, title: 'Sweep', everyMonths: 12 });
    const id = await field.order({ assetId, planId });
    await field.service.get(orderStep('start'), { id });
    await field.service.get(orderStep('complete'), { id });
    const today = new Date().toISOString().slice(0, 10);
    expect(
      await field.service.get('query($id: ID!) { maintenancePlan(id: $id) { lastDoneOn } }', { id: planId }),
    ).toEqual({
      maintenancePlan: { lastDoneOn: today },
    });
    const stranger = await app.alpha.customer();
    expect(
      await field.service.refusedToCreate('WorkOrder', { customerId: stranger, assetId, title: 'Boiler leaks' }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.assetId' });
  });
});
