import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
});
afterAll(() => app.close());

const CREATE =
  'mutation($title: String!, $key: String) { createSpecimen(input: { title: $title }, idempotencyKey: $key) { id version title createdAt } }';
const count = async (title: string) =>
  Number((await app.sql('select count(*) as n from specimen where title = $1', [title]))[0]?.n);

describe('[GU8] idempotency keys', () => {
  test('a repetition takes effect once and gets the same body', async () => {
    const first = await app.alpha.admin.get(CREATE, { title: 'once', key: 'k-once' });
    const second = await app.alpha.admin.get(CREATE, { title: 'once', key: 'k-once' });
    expect(second).toEqual(first);
    expect(await count('once')).toBe(1);
  });

  test('fifty parallel repetitions take effect once and all get the same body', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => app.alpha.admin.ask(CREATE, { title: 'parallel', key: 'k-parallel' })),
    );
    const bodies = answers.filter(({ errors }) => !errors).map(({ data }) => JSON.stringify(data));
    // Those who waited longer than the lock timeout are told to retry, which is safe.
    for (const { errors } of answers) for (const error of errors ?? []) expect(error.extensions?.code).toBe('BUSY');
    expect(new Set(bodies).size).toBe(1);
    expect(await count('parallel')).toBe(1);
  });

  test('without a key the same commands take effect fifty times: the test above can fail', async () => {
    await Promise.all(Array.from({ length: 50 }, () => app.alpha.admin.ask(CREATE, { title: 'unprotected' })));
    expect(await count('unprotected')).toBe(50);
  });

  test('the body stays the first one when the record has changed since', async () => {
    const first = await app.alpha.admin.get<{ createSpecimen: { id: string } }>(CREATE, {
      title: 'before',
      key: 'k-changed',
    });
    await app.alpha.admin.get('mutation($id: ID!) { updateSpecimen(id: $id, input: { title: "after" }) { id } }', {
      id: first.createSpecimen.id,
    });
    expect(await app.alpha.admin.get(CREATE, { title: 'before', key: 'k-changed' })).toEqual(first);
  });

  test('the same key with other arguments is refused', async () => {
    await app.alpha.admin.get(CREATE, { title: 'mine', key: 'k-mismatch' });
    expect(await app.alpha.admin.refused(CREATE, { title: 'other', key: 'k-mismatch' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await count('other')).toBe(0);
  });

  test('another actor and another tenant may use the same key', async () => {
    await app.alpha.admin.get(CREATE, { title: 'actors', key: 'k-actors' });
    await app.alpha.as('manager').get(CREATE, { title: 'actors', key: 'k-actors' });
    await app.beta.admin.get(CREATE, { title: 'actors', key: 'k-actors' });
    expect(await count('actors')).toBe(3);
  });

  test('a failed command keeps nothing, so its key can be used again', async () => {
    await app.alpha.admin.refused(CREATE, { title: '', key: 'k-failed' });
    await app.alpha.admin.get(CREATE, { title: 'second try', key: 'k-failed' });
    expect(await count('second try')).toBe(1);
  });

  test('keys are kept for 24 hours and then forgotten', async () => {
    await app.alpha.admin.get(CREATE, { title: 'old', key: 'k-old' });
    await app.sql("update idempotency_key set created_at = now() - interval '23 hours 59 minutes' where key = 'k-old'");
    await app.alpha.admin.get(CREATE, { title: 'old', key: 'k-old' });
    expect(await count('old')).toBe(1);
    await app.sql("update idempotency_key set created_at = now() - interval '24 hours 1 minute' where key = 'k-old'");
    await app.alpha.admin.get(CREATE, { title: 'old', key: 'k-old' });
    expect(await count('old')).toBe(2);
  });

  test('new keys take old ones with them', async () => {
    await app.sql("update idempotency_key set created_at = now() - interval '25 hours'");
    const [old] = await app.sql<{ n: number }>('select count(*)::int as n from idempotency_key where tenant_id = $1', [
      app.alpha.id,
    ]);
    await Promise.all(
      [1, 2, 3].map((index) => app.alpha.admin.get(CREATE, { title: 'fresh', key: `k-fresh-${index}` })),
    );
    const [left] = await app.sql<{ n: number }>(
      "select count(*)::int as n from idempotency_key where tenant_id = $1 and key not like 'k-fresh%'",
      [app.alpha.id],
    );
    expect(left?.n).toBe(Math.max(0, (old?.n ?? 0) - 30));
  });

  test('payloads with rows and aliases are repeated as they were', async () => {
    const batch =
      'mutation($inputs: [CreateSpecimenInput!]!, $key: String) { made: createSpecimens(inputs: $inputs, idempotencyKey: $key) { rows: results { at: index it: record { no: id } } succeeded } }';
    const first = await app.alpha.admin.get(batch, { inputs: [{ title: 'r1' }, { title: 'r2' }], key: 'k-batch' });
    expect(first).toEqual({
      made: {
        rows: [
          { at: 0, it: { no: expect.any(String) } },
          { at: 1, it: { no: expect.any(String) } },
        ],
        succeeded: 2,
      },
    });
    expect(await app.alpha.admin.get(batch, { inputs: [{ title: 'r1' }, { title: 'r2' }], key: 'k-batch' })).toEqual(
      first,
    );
    expect(await count('r1')).toBe(1);
  });

  test('a secret is shown once and never kept', async () => {
    const { roles } = await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
      '{ roles(filter: { key: { eq: "automation" } }) { nodes { id } } }',
    );
    const command =
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input, idempotencyKey: "k-secret") { word: secret apiKey { id name } } }';
    const variables = { input: { name: 'script', roleId: roles.nodes[0]?.id } };
    const first = await app.alpha.admin.get<{ createApiKey: { word: string; apiKey: object } }>(command, variables);
    expect(first.createApiKey.word).toMatch(/^rk_[A-Za-z0-9_-]{43}$/);
    const second = await app.alpha.admin.get(command, variables);
    expect(second).toEqual({ createApiKey: { word: null, apiKey: first.createApiKey.apiKey } });
    const kept = await app.sql("select response from idempotency_key where key = 'k-secret'");
    expect(JSON.stringify(kept)).not.toContain(first.createApiKey.word);
    expect(await app.client(first.createApiKey.word).get('{ viewer { role { key } } }')).toEqual({
      viewer: { role: { key: 'automation' } },
    });
  });

  test.each(['', 'x'.repeat(256), 'a\u0000'])('the key %j is refused', async (key) => {
    expect(await app.alpha.admin.refused(CREATE, { title: 'bad key', key })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'idempotencyKey',
    });
  });
});
