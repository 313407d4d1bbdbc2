import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { labPlugin } from '../fixtures/lab.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

let app: TestApp;
let admin: TestClient;

const DEFINE = `mutation($input: DefineFieldInput!) { defineField(input: $input) { id name kind choices } }`;
const define = (input: object, client = admin) =>
  client.get<{ defineField: { id: string } }>(DEFINE, {
    input: { recordType: 'Specimen', description: 'What it says.', ...input },
  });
/** What is known of an actor is kept for a second. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1_100));

const ALL = 'title custom { colourName layers density checkedBy fragile foundOn seenAt shelf }';
const FULL = {
  colourName: 'teal',
  layers: 3,
  density: '1.2500',
  checkedBy: null,
  fragile: true,
  foundOn: '2026-02-01',
  seenAt: '2026-02-01T10:00:00+00:00',
  shelf: 'top',
};
const EMPTY = Object.fromEntries(Object.keys(FULL).map((name) => [name, null]));

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin, labPlugin] });
  admin = app.alpha.admin;
  await admin.create('Specimen', { title: 'before' });
  await define({ name: 'colourName', kind: 'TEXT' });
  await define({ name: 'checkedBy', kind: 'TEXT' });
  await define({ name: 'layers', kind: 'INT' });
  await define({ name: 'density', kind: 'DECIMAL' });
  await define({ name: 'fragile', kind: 'BOOLEAN' });
  await define({ name: 'foundOn', kind: 'DATE' });
  await define({ name: 'seenAt', kind: 'INSTANT' });
  await define({ name: 'shelf', kind: 'CHOICE', choices: ['top', 'middle'] });
  await settled();
});
afterAll(() => app.close());

const titles = async (filter: string, orderBy = '') =>
  (
    await admin.get<{ specimens: { nodes: { title: string }[] } }>(
      `{ specimens(filter: ${filter} ${orderBy}) { nodes { title } } }`,
    )
  ).specimens.nodes.map(({ title }) => title);

describe('fields that a tenant adds', () => {
  test('are written and read under `custom`, also of records that were there before', async () => {
    expect(await admin.create('Specimen', { title: 'full', custom: FULL }, ALL)).toEqual({
      title: 'full',
      custom: FULL,
    });
    expect(await admin.create('Specimen', { title: 'empty' }, ALL)).toEqual({ title: 'empty', custom: EMPTY });
    const { specimens } = await admin.get<{ specimens: { nodes: object[] } }>(
      `{ specimens(filter: { title: { in: ["before", "full"] } }, orderBy: [{ field: TITLE }]) { nodes { ${ALL} } } }`,
    );
    expect(specimens.nodes).toEqual([
      { title: 'before', custom: EMPTY },
      { title: 'full', custom: FULL },
    ]);
  });

  test('change with the record, one by one, and can be emptied', async () => {
    const { id } = await admin.create('Specimen', { title: 'changing', custom: { layers: 1, shelf: 'top' } });
    const change = (custom: object) =>
      admin.get(
        `mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { version custom { layers shelf fragile } } }`,
        { id, input: { custom } },
      );
    expect(await change({ layers: null, fragile: false })).toEqual({
      updateSpecimen: { version: 2, custom: { layers: null, shelf: 'top', fragile: false } },
    });
    expect(await change({ shelf: 'middle' })).toEqual({
      updateSpecimen: { version: 3, custom: { layers: null, shelf: 'middle', fragile: false } },
    });
    const { specimen } = await admin.get<{ specimen: { history: { nodes: { changes: object[] }[] } } }>(
      'query($id: ID!) { specimen(id: $id) { history { nodes { changes { field before after } } } } }',
      { id },
    );
    expect(specimen.history.nodes[0]?.changes).toEqual([{ field: 'custom.shelf', before: 'top', after: 'middle' }]);
  });

  test.each([
    ['{ custom: { colourName: { startsWith: "te" } } }', ['full']],
    ['{ custom: { layers: { between: { from: 2, to: 5 } } } }', ['full']],
    ['{ custom: { density: { gt: "1.2" } } }', ['full']],
    ['{ custom: { density: { gt: "1.25" } } }', []],
    ['{ custom: { foundOn: { lte: "2026-02-01" } }, title: { eq: "full" } }', ['full']],
    ['{ custom: { shelf: { in: ["top"] } }, lab: { weight: { isNull: true } } }', ['full']],
    ['{ custom: { layers: { isNull: true }, fragile: { isNull: true } } }', ['empty', 'before']],
    ['{ not: { custom: { layers: { gte: 0 } } } }', ['changing', 'empty', 'before']],
  ])('filter by %s', async (filter, expected) => {
    expect(await titles(filter)).toEqual(expected);
  });

  test('sort and group', async () => {
    for (const [title, layers] of [
      ['x', 9],
      ['y', 1],
      ['z', 5],
    ] as const)
      await admin.create('Specimen', { title, custom: { layers } });
    const some = '{ title: { in: ["x", "y", "z"] }, custom: { layers: { isNull: false } } }';
    expect(await titles(some, ', orderBy: [{ field: CUSTOM_LAYERS, direction: DESC }]')).toEqual(['x', 'z', 'y']);
    expect(await titles('{ custom: { layers: { gt: 3 } } }', ', orderBy: [{ field: CUSTOM_LAYERS }]')).toEqual([
      'z',
      'x',
    ]);
    expect(
      await admin.get(
        '{ specimenStats(filter: { title: { in: ["x", "y", "full"] } }, groupBy: [{ field: CUSTOM_SHELF }]) { groups { key { customShelf } sum { customLayers } } } }',
      ),
    ).toEqual({
      specimenStats: {
        groups: [
          { key: { customShelf: 'top' }, sum: { customLayers: 3 } },
          { key: { customShelf: null }, sum: { customLayers: 10 } },
        ],
      },
    });
  });

  test.each([
    [{ layers: 1.5 }, 'BAD_USER_INPUT', undefined],
    [{ density: '1.23456' }, 'INPUT_INVALID', 'input.custom.density'],
    [{ shelf: 'floor' }, 'INPUT_INVALID', 'input.custom.shelf'],
    [{ colourName: 'x'.repeat(501) }, 'INPUT_INVALID', 'input.custom.colourName'],
    [{ unheardOf: 1 }, 'BAD_USER_INPUT', undefined],
  ])('refuse %j with %s', async (custom, code, field) => {
    expect(await admin.refusedToCreate('Specimen', { title: 'bad', custom })).toMatchObject({
      code,
      ...(field && { field }),
    });
  });

  test('are the business of the tenant alone', async () => {
    const { beta } = app;
    expect(await beta.admin.refused('{ specimens { nodes { custom { layers } } } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    await define({ name: 'layers', kind: 'TEXT' }, beta.admin);
    await settled();
    const made = await beta.admin.create(
      'Specimen',
      { title: 'theirs', custom: { layers: 'many' } },
      'custom { layers }',
    );
    expect(made).toEqual({ custom: { layers: 'many' } });
  });

  test.each([
    [{ name: 'Bad name', kind: 'INT' }, 'input.name'],
    [{ name: 'other', kind: 'INT', recordType: 'Nothing' }, 'input.recordType'],
    [{ name: 'other', kind: 'INT', recordType: 'Role' }, 'input.recordType'],
    [{ name: 'other', kind: 'CHOICE' }, 'input.choices'],
    [{ name: 'other', kind: 'INT', choices: ['a'] }, 'input.choices'],
    [{ name: 'other', kind: 'CHOICE', choices: ['a', 'a'] }, 'input.choices'],
  ])('are refused as %j', async (input, field) => {
    const refused = await admin.refused(DEFINE, { input: { recordType: 'Specimen', description: 'x', ...input } });
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', field });
  });

  test('are defined once under a name, by administrators only, and at most a hundred per record type', async () => {
    const input = { recordType: 'Specimen', name: 'layers', kind: 'INT', description: 'x' };
    expect(await admin.refused(DEFINE, { input })).toMatchObject({ code: 'DUPLICATE' });
    expect(await app.alpha.as('seller').refused(DEFINE, { input: { ...input, name: 'mine' } })).toMatchObject({
      code: 'FORBIDDEN',
    });
    await app.sql(
      `insert into custom_field (tenant_id, id, record_type, name, kind, description)
       select $1, gen_random_uuid(), 'Task', 'f' || n, 'INT', 'x' from generate_series(1, 100) n`,
      [app.alpha.id],
    );
    expect(await admin.refused(DEFINE, { input: { ...input, recordType: 'Task', name: 'one' } })).toMatchObject({
      code: 'INPUT_INVALID',
    });
    await app.sql("delete from custom_field where record_type = 'Task'");
  });

  test('keep what can be chosen, and leave the API with their values kept when they are deleted', async () => {
    const { customFields } = await admin.get<{ customFields: { nodes: { id: string; name: string }[] } }>(
      '{ customFields(filter: { name: { in: ["shelf", "layers"] } }) { nodes { id name } } }',
    );
    const idOf = (name: string) => customFields.nodes.find((each) => each.name === name)?.id;
    const choices =
      'mutation($id: ID!, $choices: [String!]) { updateCustomField(id: $id, input: { choices: $choices }) { id } }';
    expect(await admin.refused(choices, { id: idOf('shelf'), choices: ['top'] })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.choices',
    });
    await admin.get(choices, { id: idOf('shelf'), choices: ['top', 'middle', 'floor'] });
    await admin.get('mutation($id: ID!) { deleteCustomField(id: $id) { id } }', { id: idOf('layers') });
    await settled();
    expect(await admin.refused('{ specimens { nodes { custom { layers } } } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    await admin.create('Specimen', { title: 'low', custom: { shelf: 'floor' } });
    await admin.get('mutation($id: ID!) { restoreCustomField(id: $id) { id } }', { id: idOf('layers') });
    await settled();
    expect(await titles('{ custom: { layers: { eq: 9 } } }')).toEqual(['x']);
  });
});
