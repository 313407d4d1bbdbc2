import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Access } from '@rapport/kernel';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { StatementBuilder } from '../../packages/kernel/src/records/sql/statement-builder.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

/** The role `analyst` may not read `secretNumber`, `keeper` and `label` of a specimen. */
let app: TestApp;
let analyst: TestClient;
let id: string;

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  analyst = app.alpha.as('analyst');
  const inputs = Array.from({ length: 12 }, (_, index) => ({
    title: `s${index}`,
    secretNumber: index % 5,
    label: index % 2 ? `label ${index}` : null,
    size: index,
  }));
  const { createSpecimens } = await app.alpha.admin.get<{ createSpecimens: { results: { record: { id: string } }[] } }>(
    'mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { results { record { id } } } }',
    { inputs },
  );
  id = createSpecimens.results[0]?.record.id ?? '';
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

/** Every way to name a field, with the field's name in place of FIELD and its enum value in place of VALUE. */
const ways: Record<string, string> = {
  'selecting it': '{ specimens { nodes { FIELD } } }',
  'selecting it by id': `query($id: ID!) { specimen(id: $id) { FIELD } }`,
  'selecting it through node': 'query($id: ID!) { node(id: $id) { ... on Specimen { FIELD } } }',
  'selecting it through a relation': '{ specimens { nodes { whole { FIELD } parts { nodes { FIELD } } } } }',
  'filtering by it': '{ specimens(filter: { FIELD: { isNull: true } }) { totalCount } }',
  'filtering by it in a group of alternatives':
    '{ specimens(filter: { or: [{ size: { eq: 1 } }, { FIELD: { isNull: false } }] }) { totalCount } }',
  'filtering by it in a negation': '{ specimens(filter: { not: { FIELD: { isNull: true } } }) { totalCount } }',
  'filtering by it through a relation': '{ specimens(filter: { whole: { FIELD: { isNull: true } } }) { totalCount } }',
  'filtering by it through a list':
    '{ specimens(filter: { parts: { some: { FIELD: { isNull: true } } } }) { totalCount } }',
  'sorting by it': '{ specimens(orderBy: [{ field: VALUE }]) { nodes { id } } }',
  'sorting a nested list by it': '{ specimens { nodes { parts(orderBy: [{ field: VALUE }]) { nodes { id } } } } }',
  'grouping by it': '{ specimenStats(groupBy: [{ field: VALUE }]) { groups { count } } }',
  'reading it as a group key': '{ specimenStats { groups { key { FIELD } } } }',
  'counting its values': '{ specimenStats { groups { countDistinct { FIELD } } } }',
  'summing it': '{ specimenStats { groups { sum { FIELD } } } }',
  'its smallest value': '{ specimenStats { groups { min { FIELD } } } }',
  'its largest value in a relation': '{ specimens { nodes { partsStats { groups { max { FIELD } } } } } }',
  'writing it': 'mutation { createSpecimen(input: { title: "x", FIELD: null }) { id } }',
};

const fill = (way: string, field: string) =>
  way.replaceAll('FIELD', field).replaceAll('VALUE', field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());

describe('[GU18] a field that may not be read leaks through nothing', () => {
  test.each(Object.entries(ways))(
    '%s looks like naming a field that does not exist, and reaches no SQL',
    async (_what, way) => {
      const statements = jest.spyOn(StatementBuilder.prototype, 'build');
      for (const hidden of ['secretNumber', 'label', 'keeperId']) {
        statements.mockClear();
        const denied = await analyst.ask(fill(way, hidden), { id });
        const unknown = await analyst.ask(fill(way, 'nothingHere'), { id });
        const withoutNames = (answer: object) =>
          JSON.stringify(answer)
            .replaceAll(/secretNumber|label|keeperId|nothingHere|SECRET_NUMBER|LABEL|KEEPER_ID|NOTHING_HERE/g, '?')
            .replaceAll(/"column":\d+/g, '"column":0')
            .replaceAll(/ Did you mean [^?"]*(\\"[^"]*\\"[^?"]*)*\?/g, '');
        expect(withoutNames(denied.errors ?? [])).toBe(withoutNames(unknown.errors ?? []));
        expect(denied.errors?.length).toBeGreaterThan(0);
        expect(JSON.stringify(denied.errors)).not.toMatch(new RegExp(`Did you mean[^.]*${hidden}`));
        expect(statements).not.toHaveBeenCalled();
      }
    },
  );

  test('the same questions are answered to a role that may read it: the test above can fail', async () => {
    for (const way of Object.values(ways).filter((text) => !text.startsWith('mutation'))) {
      const answer = await app.alpha.admin.ask(fill(way, 'secretNumber'), { id });
      expect(answer.errors?.map(({ message }) => message) ?? []).toEqual([]);
    }
  });

  test('introspection does not show it anywhere', async () => {
    const { __schema } = await analyst.get<{ __schema: { types: { name: string }[] } }>(
      '{ __schema { types { name fields { name } inputFields { name } enumValues { name } } } }',
    );
    const schema = JSON.stringify(__schema.types.filter(({ name }) => name.includes('Specimen')));
    expect(schema).toContain('title');
    for (const name of ['secretNumber', 'SECRET_NUMBER', 'keeper', 'KEEPER_ID', '"label"'])
      expect(schema).not.toContain(name);
    // The other side of a hidden relation would tell the same.
    expect(await analyst.refused('{ users { nodes { specimens { totalCount } } } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });

  test('64 questions answer alike, whatever the hidden values are', async () => {
    const fields = ['id title size', '__typename version', 'createdAt whole { id }', 'parts { totalCount }'];
    const filters = [
      '{}',
      '{ size: { gt: 3 } }',
      '{ not: { title: { eq: "s1" } } }',
      '{ or: [{ size: { eq: 1 } }, { title: { contains: "s" } }] }',
    ];
    const orders = ['[]', '[{ field: TITLE }]', '[{ field: SIZE, direction: DESC }]', '[{ field: CREATED_AT }]'];
    const questions = fields.flatMap((selection) =>
      filters.flatMap((filter) =>
        orders.map(
          (order) =>
            `{ specimens(filter: ${filter}, orderBy: ${order}) { nodes { ${selection} } totalCount exactCount pageInfo { endCursor } } specimenStats(filter: ${filter}) { groups { count countDistinct { title } sum { size } } } }`,
        ),
      ),
    );
    expect(questions).toHaveLength(64);
    const answers = async () =>
      Promise.all(questions.map(async (question) => JSON.stringify((await analyst.ask(question)).data)));
    const before = await answers();
    expect(before.every((answer) => answer.includes('specimens'))).toBe(true);
    await app.sql(
      "update specimen set secret_number = 1000 - coalesce(secret_number, 0), label = 'x' || id where tenant_id = $1",
      [app.alpha.id],
    );
    expect(await answers()).toEqual(before);
  });

  test('a unique value that another record has is refused without naming the field', async () => {
    const custom = 'mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }';
    const { createRole } = await app.alpha.admin.get<{ createRole: { id: string } }>(custom, {
      input: {
        key: 'blind',
        name: 'Blind',
        grants: [{ recordType: 'Specimen', read: 'ALL', create: 'ALL', delete: 'ALL', denyRead: ['label'] }],
      },
    });
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
      'mutation($roleId: ID!) { createApiKey(input: { name: "blind", roleId: $roleId }) { secret } }',
      { roleId: createRole.id },
    );
    const make = async (label: string) =>
      (
        await app.alpha.admin.get<{ createSpecimen: { id: string } }>(
          'mutation($label: String) { createSpecimen(input: { title: "t", label: $label }) { id } }',
          { label },
        )
      ).createSpecimen.id;
    const first = await make('the same');
    await app.alpha.admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id: first });
    await make('the same');
    const refused = await app
      .client(createApiKey.secret)
      .refused('mutation($id: ID!) { restoreSpecimen(id: $id) { id } }', { id: first });
    expect(refused.code).toBe('DUPLICATE');
    expect(JSON.stringify(refused)).not.toMatch(/label|the same/);
  });

  test('without the rules of the role every way answers: the protection is what refuses', async () => {
    jest.spyOn(Access.prototype, 'canRead').mockReturnValue(true);
    jest.spyOn(Access.prototype, 'fieldView', 'get').mockReturnValue('everything');
    expect((await analyst.ask('{ specimens { nodes { secretNumber } } }')).errors).toBeUndefined();
  });
});

describe('fields that may be read but not written', () => {
  test('are missing from the inputs of the role, and readable', async () => {
    const service = app.alpha.as('service');
    await service.get('{ specimens { nodes { secretNumber } } }');
    const update = 'mutation($id: ID!) { updateSpecimen(id: $id, input: { secretNumber: 1 }) { id } }';
    expect(await service.refused(update, { id })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    await service.get('mutation($id: ID!) { updateSpecimen(id: $id, input: { title: "written" }) { id } }', { id });
  });
});
