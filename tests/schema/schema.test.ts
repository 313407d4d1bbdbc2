import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Installation } from '@rapport/kernel';
import { productPlugins, schemaFiles } from '@rapport/server';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { breakingChanges } from '../../tools/breaking-changes.ts';
import { documentedPages } from '../readme/readme.ts';

const folder = path.join(import.meta.dirname, '../../schema');

describe('the reference files', () => {
  test.each(Object.entries(schemaFiles(productPlugins)))('schema/%s is what the code says', (name, content) => {
    const file = path.join(folder, name);
    if (process.env.ACCEPT_SCHEMA) fs.writeFileSync(file, content);
    expect(fs.readFileSync(file, 'utf8')).toBe(content);
  });
});

describe('what the public reads', () => {
  const pages = [
    ...fs.readdirSync(folder).map((name) => path.join(folder, name)),
    ...documentedPages().map((name) => path.join(folder, '..', name)),
  ].filter((name) => /\.(?:graphql|md)$/.test(name));

  test.each(pages.map((file) => [path.basename(file), file]))(
    '%s names no requirement by its number',
    (_name, file) => {
      expect(fs.readFileSync(file, 'utf8').match(/\([A-Z]\d+\)/g)).toBeNull();
    },
  );

  test('the schema and its errors are among it', () => {
    const names = pages.map((file) => path.basename(file));
    expect(names).toEqual(expect.arrayContaining(['core.graphql', 'errors.md', 'api.md', 'README.md']));
  });
});

describe('the schema', () => {
  const schema = new Installation(productPlugins).fullSchema;
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );

  const undescribed = (type: GraphQLNamedType): string[] => {
    const missing = type.description ? [] : [type.name];
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!field.description) missing.push(`${type.name}.${field.name}`);
        for (const argument of field.args)
          if (!argument.description) missing.push(`${type.name}.${field.name}(${argument.name})`);
      }
    }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        if (!field.description) missing.push(`${type.name}.${field.name}`);
    if (isEnumType(type))
      for (const value of type.getValues()) if (!value.description) missing.push(`${type.name}.${value.name}`);
    return missing;
  };

  test('everything has a description', () => {
    expect(types.flatMap(undescribed)).toEqual([]);
    expect(types.length).toBeGreaterThan(100);
  });

  test('no field carries a secret or a hash', () => {
    const names = types.flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
    );
    // Secrets are shown once, by the commands that make them.
    expect(names.filter((name) => /secret|password|hash|token/i.test(name))).toEqual([
      'CreateApiKeyPayload.secret',
      'CreateSelfServiceKeyPayload.secret',
      'CreateLeadFormKeyPayload.secret',
      'CreateSurveyLinkPayload.secret',
      'WebhookEndpointPayload.secret',
      'Mutation.rotateWebhookSecret',
    ]);
  });

  test('every record is a Node with id, version and instants', () => {
    const records = new Installation(productPlugins).catalogue.types;
    for (const { name } of records) {
      const type = schema.getType(name);
      if (!isObjectType(type)) throw new Error(`${name} is no object type.`);
      expect(type.getInterfaces().map((one) => one.name)).toContain('Node');
    }
  });
});

describe('breaking changes', () => {
  const before = 'type Query { customer(id: ID!): String, old: Int }';

  test('are found, and only those that the release notes do not name', async () => {
    const after = 'type Query { customer(id: ID!, must: Int!): String, added: Int }';
    const found = await breakingChanges(before, after, '');
    expect(found.map(({ path: where }) => where)).toEqual(expect.arrayContaining(['Query.old', 'Query.customer.must']));
    expect(
      await breakingChanges(before, after, '- `Query.old` is gone.\n- `Query.customer.must` is required.'),
    ).toEqual([]);
  });

  test('additions break nothing', async () => {
    expect(
      await breakingChanges(before, 'type Query { customer(id: ID!, may: Int): String, old: Int, added: Int }', ''),
    ).toEqual([]);
  });
});
