import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Installation } from '@rapport/kernel';
import { pluginSchemaFiles, productPlugins } from '@rapport/server';
import { isEnumType, isInputObjectType, isIntrospectionType, isObjectType } from 'graphql';
import realEstate from '../../plugins/real-estate/src/index.ts';

const folder = path.join(import.meta.dirname, '../../schema');

describe.each([['real-estate', realEstate]])('the plugin %s', (_id, plugin) => {
  test.each(Object.entries(pluginSchemaFiles(productPlugins, plugin)))(
    'schema/%s is what the code says',
    (name, content) => {
      const file = path.join(folder, name);
      if (process.env.ACCEPT_SCHEMA) fs.writeFileSync(file, content);
      expect(fs.readFileSync(file, 'utf8')).toBe(content);
    },
  );

  test('everything that it adds has a description', () => {
    const known = new Installation(productPlugins).fullSchema;
    const types = Object.values(new Installation([...productPlugins, plugin]).fullSchema.getTypeMap());
    const added = types.filter((type) => !isIntrospectionType(type) && !known.getType(type.name));
    const missing = added.flatMap((type) => {
      const own = type.description ? [] : [type.name];
      const members = isEnumType(type)
        ? type.getValues()
        : isObjectType(type) || isInputObjectType(type)
          ? Object.values(type.getFields())
          : [];
      return [...own, ...members.filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`)];
    });
    expect(missing).toEqual([]);
    expect(added.length).toBeGreaterThan(50);
  });
});
