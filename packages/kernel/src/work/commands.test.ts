import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
});
afterAll(() => app.close());

interface Specimen {
  id: string;
  version: number;
  title: string;
  deletedAt: string | null;
}

const CREATE =
  'mutation($input: CreateSpecimenInput!) { createSpecimen(input: $input) { id version title deletedAt } }';
const UPDATE =
  'mutation($id: ID!, $input: UpdateSpecimenInput!, $v: Int) { updateSpecimen(id: $id, input: $input, expectedVersion: $v) { id version title } }';

const create = async (input: Record<string, unknown>) =>
  (await app.alpha.admin.get<{ createSpecimen: Specimen }>(CREATE, { input })).createSpecimen;
const uuid = (id: string) => id.slice(4);

describe('versions', () => {
  test('every change raises the version by one; changing nothing does not', async () => {
    const { id } = await create({ title: 'a' });
    const changed = await app.alpha.admin.get<{ updateSpecimen: Specimen }>(UPDATE, { id, input: { title: 'b' } });
    expect(changed.updateSpecimen.version).toBe(2);
    const same = await app.alpha.admin.get<{ updateSpecimen: Specimen }>(UPDATE, { id, input: { title: 'b' } });
    expect(same.updateSpecimen.version).toBe(2);
  });

  test('[GU9] a stale expected version is refused with the current one, and nothing changes', async () => {
    const { id } = await create({ title: 'a' });
    await app.alpha.admin.get(UPDATE, { id, input: { title: 'b' }, v: 1 });
    expect(await app.alpha.admin.refused(UPDATE, { id, input: { title: 'c' }, v: 1 })).toMatchObject({
      code: 'VERSION_CONFLICT',
      currentVersion: 2,
    });
    const { specimen } = await app.alpha.admin.get<{ specimen: Specimen }>(
      'query($id: ID!) { specimen(id: $id) { title version } }',
      { id },
    );
    expect(specimen).toEqual({ title: 'b', version: 2 });
  });

  test('[GU9] fifty parallel increments with retry lose none', async () => {
    const { id } = await create({ title: 'counter', size: 0 });
    const increment = async (): Promise<void> => {
      for (;;) {
        const { specimen } = await app.alpha.admin.get<{ specimen: { size: number; version: number } }>(
          'query($id: ID!) { specimen(id: $id) { size version } }',
          { id },
        );
        const answer = await app.alpha.admin.ask(UPDATE, {
          id,
          input: { size: specimen.size + 1 },
          v: specimen.version,
        });
        if (!answer.errors) return;
        expect(['VERSION_CONFLICT', 'BUSY']).toContain(answer.errors[0]?.extensions?.code);
      }
    };
    await Promise.all(Array.from({ length: 50 }, increment));
    const { specimen } = await app.alpha.admin.get<{ specimen: { size: number; version: number } }>(
      'query($id: ID!) { specimen(id: $id) { size version } }',
      { id },
    );
    expect(specimen).toEqual({ size: 50, version: 51 });
  });

  test('[GU9] without the version in the question the increments are lost: the test above can fail', async () => {
    const { id } = await create({ title: 'counter', size: 0 });
    const increment = async () => {
      const { specimen } = await app.alpha.admin.get<{ specimen: { size: number } }>(
        'query($id: ID!) { specimen(id: $id) { size } }',
        { id },
      );
      await app.alpha.admin.get(UPDATE, { id, input: { size: specimen.size + 1 } });
    };
    await Promise.all(Array.from({ length: 50 }, increment));
    const { specimen } = await app.alpha.admin.get<{ specimen: { size: number } }>(
      'query($id: ID!) { specimen(id: $id) { size } }',
      { id },
    );
    expect(specimen.size).toBeLessThan(50);
  });
});

describe('soft deletion', () => {
  test('a deleted record leaves lists, lookups, relations and counts until it is restored', async () => {
    const whole = await create({ title: 'whole' });
    const part = await create({ title: 'part', wholeId: whole.id });
    const look = () =>
      app.alpha.admin.get<Record<string, unknown>>(
        `query($id: ID!, $part: ID!) {
          specimen(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id }
          specimens(filter: { id: { eq: $id } }) { totalCount nodes { id } }
          specimenStats(filter: { id: { eq: $id } }) { groups { count } }
          part: specimen(id: $part) { wholeId whole { id } }
          trash: specimens(deleted: true, filter: { id: { eq: $id } }) { nodes { id deletedAt } } }`,
        { id: whole.id, part: part.id },
      );
    const deleted = await app.alpha.admin.get<{ deleteSpecimen: Specimen }>(
      'mutation($id: ID!) { deleteSpecimen(id: $id) { id version deletedAt } }',
      { id: whole.id },
    );
    expect(deleted.deleteSpecimen).toMatchObject({ version: 2, deletedAt: expect.any(String) });
    expect(await look()).toMatchObject({
      specimen: null,
      node: null,
      nodes: [null],
      specimens: { totalCount: 0, nodes: [] },
      specimenStats: { groups: [{ count: 0 }] },
      part: { wholeId: whole.id, whole: null },
      trash: { nodes: [{ id: whole.id }] },
    });
    expect(await app.alpha.admin.refused(UPDATE, { id: whole.id, input: { title: 'x' } })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id: whole.id }),
    ).toMatchObject({ code: 'NOT_FOUND' });
    await app.alpha.admin.get('mutation($id: ID!) { restoreSpecimen(id: $id) { id version } }', { id: whole.id });
    expect(await look()).toMatchObject({
      specimen: { id: whole.id },
      part: { whole: { id: whole.id } },
      trash: { nodes: [] },
    });
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { restoreSpecimen(id: $id) { id } }', { id: whole.id }),
    ).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('restoring a record that lives says that it is not among the deleted ones', async () => {
    const { id } = await create({ title: 'living' });
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { restoreSpecimen(id: $id) { id } }', { id }),
    ).toMatchObject({
      code: 'NOT_FOUND',
      field: 'id',
      message: expect.stringContaining('among the deleted Specimen records'),
      hint: expect.stringContaining('a living one needs nothing'),
    });
  });

  test('a deleted record neither blocks a unique value nor comes back over it', async () => {
    const first = await create({ title: 'a', label: 'unique' });
    expect(await app.alpha.admin.refused(CREATE, { input: { title: 'b', label: 'unique' } })).toMatchObject({
      code: 'DUPLICATE',
      field: 'input.label',
    });
    await app.alpha.admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id: first.id });
    const second = await create({ title: 'b', label: 'unique' });
    expect(second.id).not.toBe(first.id);
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { restoreSpecimen(id: $id) { id } }', { id: first.id }),
    ).toMatchObject({ code: 'DUPLICATE' });
  });

  test('another tenant may use the same unique value', async () => {
    await create({ title: 'a', label: 'shared' });
    await app.beta.admin.get(CREATE, { input: { title: 'b', label: 'shared' } });
  });
});

describe('the journal', () => {
  test('every write leaves one audit entry and one outbox row with actor, request, before and after', async () => {
    const { id } = await create({ title: 'a', size: 1 });
    await app.alpha.admin.get(UPDATE, { id, input: { title: 'b', size: 1, moment: '2026-03-01T10:00:00+08:00' } });
    await app.alpha.admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id });
    const { actor } = (await app.alpha.admin.principal()).access;
    const audit = await app.sql(
      'select operation, version, actor, before, after, request_id from audit_entry where record_id = $1 order by id',
      [uuid(id)],
    );
    expect(audit).toEqual([
      {
        operation: 'created',
        version: 1,
        actor: actor.id,
        before: {},
        after: { id, title: 'a', size: 1, keeperId: app.alpha.users.admin },
        request_id: expect.any(String),
      },
      {
        operation: 'updated',
        version: 2,
        actor: actor.id,
        before: { title: 'a', moment: null },
        after: { title: 'b', moment: '2026-03-01T02:00:00+00:00' },
        request_id: expect.any(String),
      },
      { operation: 'deleted', version: 3, actor: actor.id, before: {}, after: {}, request_id: expect.any(String) },
    ]);
    const outbox = await app.sql(
      'select type, record_type, version, operation, changed_fields, patch from outbox where record_id = $1 order by id',
      [uuid(id)],
    );
    expect(
      outbox.map(({ type, version, changed_fields }) => ({ type, version, changed: [...changed_fields].sort() })),
    ).toEqual([
      { type: 'specimen.created', version: 1, changed: ['id', 'keeperId', 'size', 'title'] },
      { type: 'specimen.updated', version: 2, changed: ['moment', 'title'] },
      { type: 'specimen.deleted', version: 3, changed: [] },
    ]);
  });

  test('a refused write leaves nothing behind', async () => {
    const before = await app.sql(
      'select (select count(*) from audit_entry) as audit, (select count(*) from outbox) as outbox, (select count(*) from specimen) as rows',
    );
    await app.alpha.admin.refused(CREATE, { input: { title: 'x'.repeat(41) } });
    await app.alpha.admin.refused(CREATE, {
      input: { title: 'x', wholeId: 'spc_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f' },
    });
    expect(
      await app.sql(
        'select (select count(*) from audit_entry) as audit, (select count(*) from outbox) as outbox, (select count(*) from specimen) as rows',
      ),
    ).toEqual(before);
  });

  test('outbox ids of one record rise with its versions, whoever writes', async () => {
    const { id } = await create({ title: 'a', size: 0 });
    await Promise.all(
      Array.from({ length: 20 }, (_, size) => app.alpha.admin.ask(UPDATE, { id, input: { size: size + 1 } })),
    );
    const rows = await app.sql('select version from outbox where record_id = $1 order by id', [uuid(id)]);
    expect(rows.map(({ version }) => version)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThan(5);
  });
});

describe('bad input', () => {
  test.each([
    ['a text that is too long', { title: 'x'.repeat(41) }, 'INPUT_INVALID', 'input.title'],
    ['a blank required text', { title: '  ' }, 'INPUT_INVALID', 'input.title'],
    ['a NUL', { title: 'a\u0000b' }, 'INPUT_INVALID', 'input.title'],
    ['half a surrogate pair', { title: 'a\ud800b' }, 'INPUT_INVALID', 'input.title'],
    ['a line break in a line', { title: 'a\nb' }, 'INPUT_INVALID', 'input.title'],
    ['a number out of range', { title: 'a', size: 1001 }, 'INPUT_INVALID', 'input.size'],
    ['a day that does not exist', { title: 'a', day: '2026-02-30' }, 'BAD_USER_INPUT', 'input.day'],
    ['an instant without a zone', { title: 'a', moment: '2026-03-01T10:00:00' }, 'BAD_USER_INPUT', 'input.moment'],
    ['an hour that does not exist', { title: 'a', moment: '2026-03-01T24:00:00Z' }, 'BAD_USER_INPUT', 'input.moment'],
    ['an unknown value of an enumeration', { title: 'a', colour: 'PINK' }, 'BAD_USER_INPUT', 'input.colour'],
    [
      'an unknown currency',
      { title: 'a', price: { amount: '1', currency: 'XYZ' } },
      'INPUT_INVALID',
      'input.price.currency',
    ],
    [
      'more decimals than the currency has',
      { title: 'a', price: { amount: '1.5', currency: 'JPY' } },
      'INPUT_INVALID',
      'input.price.amount',
    ],
    [
      'an amount that no column holds',
      { title: 'a', price: { amount: '99999999999999999999', currency: 'TWD' } },
      'INPUT_INVALID',
      'input.price.amount',
    ],
    [
      'an id with the prefix of another type',
      { title: 'a', wholeId: 'usr_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f' },
      'ID_INVALID',
      'input.wholeId',
    ],
    ['an id that is none', { title: 'a', wholeId: 'hello' }, 'ID_INVALID', 'input.wholeId'],
    [
      'a reference to nothing',
      { title: 'a', wholeId: 'spc_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f' },
      'REFERENCE_NOT_FOUND',
      'input.wholeId',
    ],
    ['a missing required field', { note: 'a' }, 'BAD_USER_INPUT', 'input'],
    ['an unknown field', { title: 'a', colourful: true }, 'BAD_USER_INPUT', 'input'],
    ['a field that the system keeps', { title: 'a', version: 7 }, 'BAD_USER_INPUT', 'input'],
  ])('%s is refused with a code and the field', async (_what, input, code, field) => {
    expect(await app.alpha.admin.refused(CREATE, { input })).toMatchObject({ code, field });
  });

  test.each([
    ['of another record type', `cus_${'0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f'}`],
    ['that is none', 'hello'],
  ])('the hint for an id %s names the prefix that was wanted', async (_what, id) => {
    expect(await app.alpha.admin.refused('query($id: ID!) { specimen(id: $id) { id } }', { id })).toMatchObject({
      code: 'ID_INVALID',
      hint: expect.stringContaining('`spc_'),
    });
  });

  test("another tenant's id gets the same answer as an id that does not exist", async () => {
    const foreign = (await app.beta.admin.get<{ createSpecimen: Specimen }>(CREATE, { input: { title: 'theirs' } }))
      .createSpecimen.id;
    const nobody = 'spc_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f';
    for (const [question, name] of [
      ['mutation($id: ID!) { updateSpecimen(id: $id, input: { title: "x" }) { id } }', 'update'],
      ['mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', 'delete'],
      ['mutation($id: ID!) { restoreSpecimen(id: $id) { id } }', 'restore'],
      ['mutation($id: ID!) { createSpecimen(input: { title: "x", wholeId: $id }) { id } }', 'reference'],
      ['query($id: ID!) { specimen(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }', 'read'],
    ] as const) {
      const answer = await app.alpha.admin.ask(question, { id: foreign });
      expect({ name, ...answer, extensions: null }).toEqual({
        name,
        ...(await app.alpha.admin.ask(question, { id: nobody })),
        extensions: null,
      });
    }
  });
});
