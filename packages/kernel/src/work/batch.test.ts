import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
});
afterAll(() => app.close());

interface Payload {
  succeeded: number;
  failed: number;
  results: {
    index: number;
    record: { id: string; title: string; version: number } | null;
    error: { code: string; field: string | null } | null;
  }[];
}

const payload = 'succeeded failed results { index record { id title version } error { code field } }';
const CREATE = `mutation($inputs: [CreateSpecimenInput!]!, $onError: BatchErrorPolicy!) { batch: createSpecimens(inputs: $inputs, onError: $onError) { ${payload} } }`;
const UPDATE = `mutation($inputs: [UpdateSpecimenRow!]!, $onError: BatchErrorPolicy!) { batch: updateSpecimens(inputs: $inputs, onError: $onError) { ${payload} } }`;
const DELETE = `mutation($ids: [ID!]!, $onError: BatchErrorPolicy!) { batch: deleteSpecimens(ids: $ids, onError: $onError) { ${payload} } }`;

const run = async (document: string, variables: Record<string, unknown>) =>
  (await app.alpha.admin.get<{ batch: Payload }>(document, variables)).batch;
const count = async () => Number((await app.sql('select count(*) as n from specimen where deleted_at is null'))[0]?.n);

describe('batches', () => {
  test('a thousand rows are written at once, each with its result', async () => {
    const inputs = Array.from({ length: 1_000 }, (_, index) => ({ title: `row ${index}` }));
    const { succeeded, failed, results } = await run(CREATE, { inputs, onError: 'STOP' });
    expect({ succeeded, failed }).toEqual({ succeeded: 1_000, failed: 0 });
    expect(results.map(({ index, record }) => [index, record?.title])).toEqual(
      inputs.map(({ title }, index) => [index, title]),
    );
    const [journal] = await app.sql("select count(*)::int as events from outbox where type = 'specimen.created'");
    expect(journal?.events).toBe(1_000);
  });

  test('more than a thousand rows are refused', async () => {
    const inputs = Array.from({ length: 1_001 }, () => ({ title: 'x' }));
    expect(await app.alpha.admin.refused(CREATE, { inputs, onError: 'STOP' })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'inputs',
    });
  });

  const mixed = [
    { title: 'good' },
    { title: 'x'.repeat(41) },
    { title: 'taken', label: 'twice' },
    { title: 'taken', label: 'twice' },
  ];

  test('STOP writes nothing and says which row failed', async () => {
    const before = await count();
    const { succeeded, failed, results } = await run(CREATE, { inputs: mixed, onError: 'STOP' });
    expect({ succeeded, failed }).toEqual({ succeeded: 0, failed: 4 });
    expect(results.map(({ error }) => error)).toEqual([
      { code: 'ROLLED_BACK', field: null },
      { code: 'INPUT_INVALID', field: 'inputs[1].title' },
      { code: 'ROLLED_BACK', field: null },
      { code: 'ROLLED_BACK', field: null },
    ]);
    expect(await count()).toBe(before);
  });

  test('CONTINUE writes the rows that can be written', async () => {
    const before = await count();
    const { succeeded, failed, results } = await run(CREATE, { inputs: mixed, onError: 'CONTINUE' });
    expect({ succeeded, failed }).toEqual({ succeeded: 2, failed: 2 });
    expect(results.map(({ record, error }) => record?.title ?? error)).toEqual([
      'good',
      { code: 'INPUT_INVALID', field: 'inputs[1].title' },
      'taken',
      { code: 'DUPLICATE', field: 'inputs[3].label' },
    ]);
    expect(await count()).toBe(before + 2);
  });

  test('a batch of changes checks each version', async () => {
    const { results } = await run(CREATE, { inputs: [{ title: 'u1' }, { title: 'u2' }], onError: 'STOP' });
    const [first, second] = results.map(({ record }) => record?.id);
    const inputs = [
      { id: first, expectedVersion: 1, input: { title: 'changed' } },
      { id: second, expectedVersion: 7, input: { title: 'changed' } },
      { id: 'cus_nonsense', input: {} },
    ];
    const continued = await run(UPDATE, { inputs, onError: 'CONTINUE' });
    expect(continued.results.map(({ record, error }) => record?.version ?? error)).toEqual([
      2,
      { code: 'VERSION_CONFLICT', field: 'inputs[1].expectedVersion' },
      { code: 'ID_INVALID', field: 'inputs[2].id' },
    ]);
    const stopped = await run(UPDATE, {
      inputs: [{ id: second, input: { title: 'lost' } }, inputs[2]],
      onError: 'STOP',
    });
    expect(stopped.succeeded).toBe(0);
    const { specimen } = await app.alpha.admin.get<{ specimen: { title: string } }>(
      'query($id: ID!) { specimen(id: $id) { title } }',
      { id: second },
    );
    expect(specimen.title).toBe('u2');
  });

  test('a batch of deletions can be undone by a batch of restorations', async () => {
    const { results } = await run(CREATE, { inputs: [{ title: 'd1' }, { title: 'd2' }], onError: 'STOP' });
    const ids = results.map(({ record }) => record?.id);
    const before = await count();
    expect((await run(DELETE, { ids, onError: 'STOP' })).succeeded).toBe(2);
    expect(await count()).toBe(before - 2);
    expect((await run(DELETE.replace('deleteSpecimens', 'restoreSpecimens'), { ids, onError: 'STOP' })).succeeded).toBe(
      2,
    );
    expect(await count()).toBe(before);
  });

  test('an empty batch does nothing', async () => {
    expect(await run(CREATE, { inputs: [], onError: 'STOP' })).toEqual({ succeeded: 0, failed: 0, results: [] });
  });

  test('a batch that wrote nothing leaves its idempotency key free', async () => {
    const command = CREATE.replace('onError: $onError', 'onError: $onError, idempotencyKey: "free"');
    const bad = await run(command, { inputs: [{ title: 'x'.repeat(41) }], onError: 'STOP' });
    expect(bad.failed).toBe(1);
    const good = await run(command, { inputs: [{ title: 'mended' }], onError: 'STOP' });
    expect(good.succeeded).toBe(1);
  });
});
