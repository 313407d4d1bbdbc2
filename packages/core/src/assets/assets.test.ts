import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { addDays, addMonths } from './calendar-day.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

let serials = 0;
const service = () => app.alpha.as('service');
const makeAsset = async (input: object = {}) =>
  (
    await service().create('Asset', {
      customerId: await app.alpha.customer(),
      product: 'Boiler 3',
      maker: 'Vaillant',
      serial: `S-${++serials}`,
      ...input,
    })
  ).id;
const read = (assetId: string, value: number, readAt: string) =>
  service().create('UsageReading', { assetId, value, readAt });
const usageOf = async (id: string) =>
  (
    await service().get<{ asset: { usage: number | null; usageReadAt: string | null } }>(
      'query($id: ID!) { asset(id: $id) { usage usageReadAt } }',
      { id },
    )
  ).asset;
const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T10:00:00Z`;

describe('an asset', () => {
  test('has a serial that its maker gave once, also when many register it at once', async () => {
    const customerId = await app.alpha.customer();
    const claim = (maker: string) =>
      service().ask('mutation($input: CreateAssetInput!) { createAsset(input: $input) { id } }', {
        input: { customerId, product: 'Boiler 3', maker, serial: 'TWICE' },
      });
    const answers = await Promise.all(Array.from({ length: 6 }, () => claim('Vaillant')));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    for (const { errors } of answers.filter((answer) => answer.errors))
      expect(errors?.[0]?.extensions?.code).toBe('DUPLICATE');
    expect((await claim('Bosch')).errors).toBeUndefined();
    await makeAsset({ serial: null });
    await makeAsset({ serial: null });
  });

  test('is found by its serial, and stands in the timeline of whoever has it', async () => {
    const customerId = await app.alpha.customer({ name: '林美玲' });
    await makeAsset({ customerId, serial: 'VAI-77001', product: 'Heat pump 9' });
    expect(
      await service().get(
        `query($id: ID!) {
        search(query: "VAI-77001", types: [ASSET]) { node { ... on Asset { customer { name } } } }
        customer(id: $id) { timeline(types: [ASSET]) { nodes { ... on Asset { product } } } } }`,
        { id: customerId },
      ),
    ).toEqual({
      search: [{ node: { customer: { name: '林美玲' } } }],
      customer: { timeline: { nodes: [{ product: 'Heat pump 9' }] } },
    });
  });

  test('is what requests are about, also those of somebody else who stands before it, and finds them', async () => {
    const customerId = await app.alpha.customer();
    const id = await makeAsset({ customerId });
    const input = { customerId, kind: 'FAULT', subject: 'No heat', assets: { assetId: id } };
    const { id: requestId } = await service().create('ServiceRequest', input);
    expect(
      await service().get(
        `query($id: ID!) { serviceRequests(filter: { assets: { assetId: { eq: $id } } }) {
          nodes { id assets { asset { product } } } } }`,
        { id },
      ),
    ).toEqual({ serviceRequests: { nodes: [{ id: requestId, assets: { asset: { product: 'Boiler 3' } } }] } });
    const employee = await service().create('ServiceRequest', { ...input, customerId: await app.alpha.customer() });
    expect(employee.id).not.toBe(requestId);
  });

  test('whose warranty ends before it begins is refused', async () => {
    expect(
      await service().refusedToCreate('Asset', {
        customerId: await app.alpha.customer(),
        product: 'Boiler 3',
        maker: 'Vaillant',
        warrantyFrom: '2026-03-02',
        warrantyUntil: '2026-03-01',
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.warrantyUntil' });
  });

  test('[A20] is seen by the customer who has it, who reads its counter himself; another one sees nothing of it', async () => {
    const customerId = await app.alpha.customer();
    const id = await makeAsset({ customerId, usageUnit: 'h' });
    const self = await app.alpha.asCustomer(customerId);
    await self.create('UsageReading', { assetId: id, value: 40, readAt: day(1) });
    expect(await self.get('{ assets { nodes { product usage usageUnit } } }')).toEqual({
      assets: { nodes: [{ product: 'Boiler 3', usage: 40, usageUnit: 'h' }] },
    });
    const stranger = await app.alpha.asCustomer(await app.alpha.customer());
    expect(await stranger.get('{ assets { nodes { product } } }')).toEqual({ assets: { nodes: [] } });
    expect(await stranger.refusedToCreate('UsageReading', { assetId: id, value: 50, readAt: day(2) })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
    });
  });
});

describe('readings of a counter', () => {
  test('never go backwards, in whatever order they come, and the asset shows the latest', async () => {
    const step = fc.record({ day: fc.integer({ min: 1, max: 12 }), value: fc.integer({ min: 0, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const id = await makeAsset();
        const kept: { day: number; value: number }[] = [];
        for (const { day: on, value } of steps) {
          const { errors } = await service().ask(
            'mutation($input: CreateUsageReadingInput!) { createUsageReading(input: $input) { id } }',
            { input: { assetId: id, value, readAt: day(on) } },
          );
          const fits = kept.every(
            (other) => (other.day > on || other.value <= value) && (other.day < on || other.value >= value),
          );
          expect(errors === undefined).toBe(fits);
          if (fits) kept.push({ day: on, value });
        }
        const latest = [...kept].sort((a, b) => a.day - b.day).at(-1);
        expect((await usageOf(id)).usage).toBe(latest?.value ?? null);
      }),
      { numRuns: 15 },
    );
  });

  test('that are taken at once leave the latest, and none goes past another', async () => {
    const id = await makeAsset();
    const values = Array.from({ length: 8 }, (_, index) => index + 1);
    await Promise.all(values.map((value) => read(id, value * 10, day(value)).catch(() => undefined)));
    const rows = await app.sql<{ value: number }>(
      'select value from usage_reading where asset_id = $1 order by read_at',
      [id.slice(4)],
    );
    expect(rows.map(({ value }) => value)).toEqual([...rows.map(({ value }) => value)].sort((a, b) => a - b));
    expect((await usageOf(id)).usage).toBe(rows.at(-1)?.value);
  });

  test('one that is deleted is the latest no more', async () => {
    const id = await makeAsset();
    await read(id, 10, day(1));
    const { id: wrong } = await read(id, 99, day(2));
    await service().get('mutation($id: ID!) { deleteUsageReading(id: $id) { id } }', { id: wrong });
    expect(await usageOf(id)).toEqual({ usage: 10, usageReadAt: '2026-03-01T10:00:00+00:00' });
  });

  test('from the future are refused', async () => {
    expect(
      await service().refusedToCreate('UsageReading', {
        assetId: await makeAsset(),
        value: 1,
        readAt: new Date(Date.now() + 90_000_000).toISOString(),
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.readAt' });
  });
});

describe('a maintenance plan', () => {
  const plan = async (input: object) =>
    service().create<{ id: string; nextDueOn: string | null; nextDueUsage: number | null }>(
      'MaintenancePlan',
      { title: 'Sweep', ...input },
      'id nextDueOn nextDueUsage',
    );

  test('counts months from the installation, then from the last time, and usage alike', async () => {
    const assetId = await makeAsset({ installedOn: '2025-08-31' });
    const { id, ...due } = await plan({ assetId, everyMonths: 6, everyUsage: 500 });
    expect(due).toEqual({ nextDueOn: '2026-02-28', nextDueUsage: 500 });
    await read(assetId, 620, day(1));
    const record =
      'mutation($id: ID!, $on: Date!) { recordMaintenance(id: $id, doneOn: $on) { nextDueOn nextDueUsage } }';
    expect(await service().get(record, { id, on: '2026-03-04' })).toEqual({
      recordMaintenance: { nextDueOn: '2026-09-04', nextDueUsage: 1_120 },
    });
    expect(await service().refused(record, { id, on: '2026-03-03' })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'doneOn',
    });
  });

  test('needs months or usage, and a counter for usage', async () => {
    const assetId = await makeAsset();
    expect(await service().refusedToCreate('MaintenancePlan', { assetId, title: 'Sweep' })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.everyMonths',
    });
    const { id } = await plan({ assetId, everyUsage: 10 });
    expect(
      await service().refused('mutation($id: ID!) { recordMaintenance(id: $id, doneOn: "2026-03-01") { id } }', { id }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'usage' });
  });

  test('months later is the same day of the month, or its last one', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2025-11-30', 3)).toBe('2026-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
    const days = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 240 }), (from, months) => {
        const to = addMonths(from, months);
        const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
        const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number);
        expect(toYear * 12 + toMonth).toBe(fromYear * 12 + fromMonth + months);
        expect(toDay === fromDay || (toDay < fromDay && addDays(to, 1).endsWith('-01'))).toBe(true);
      }),
    );
  });
});
