import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productPlugins } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { GraphQLObjectType, GraphQLSchema, validateSchema } from 'graphql';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

/** Sound by itself, whatever it was assumed to be when it was made. */
const problemsOf = (schema: GraphQLSchema) =>
  validateSchema(new GraphQLSchema({ ...schema.toConfig(), assumeValid: false })).map(({ message }) => message);

test('the schema of every built-in role is sound, like the whole of which it is a part', async () => {
  const roles = Object.keys(app.alpha.users);
  expect(roles).toContain('seller');
  for (const key of roles) {
    const { access, composition } = await app.alpha.as(key).principal();
    expect({ key, problems: problemsOf(composition.schemaFor(access)) }).toEqual({ key, problems: [] });
  }
});

test('so is that of a tenant that uses one plugin only, with those that it requires', () => {
  const ids = productPlugins.map(({ id }) => id);
  const needs = (id: string): string[] => {
    const { requires = [] } = productPlugins.find((plugin) => plugin.id === id) ?? {};
    return [id, ...requires.flatMap(needs)];
  };
  const always = productPlugins.flatMap(({ id, required }) => (required ? needs(id) : []));
  for (const id of ids) {
    const kept = [...always, ...needs(id)];
    const disabledPlugins = ids.filter((other) => !kept.includes(other));
    const { fullSchema } = app.app.installation.of({ disabledPlugins, customFields: [] });
    expect({ id, problems: problemsOf(fullSchema) }).toEqual({ id, problems: [] });
  }
});

test('a schema that is not sound would be found: the tests above can fail', () => {
  const empty = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: {} }), assumeValid: true });
  expect(problemsOf(empty)).toHaveLength(1);
});
