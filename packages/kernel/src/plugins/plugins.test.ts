import { describe, expect, test } from '@jest/globals';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';
import { User } from '../access/user.record.ts';
import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import { systemPlugin } from '../system/index.ts';
import { Installation } from './installation.ts';
import { definePlugin, type PluginDefinition } from './plugin.ts';
import { resolvePlugins } from './resolve-plugins.ts';

const plugin = (id: string, requires: string[] = []): PluginDefinition =>
  definePlugin({ id, version: '1.0.0', requires });
const roles = definePlugin({
  id: 'roles',
  version: '1.0.0',
  roles: ['manager', 'seller', 'analyst', 'service'].map((key) => ({ key, name: key, description: key })),
});

describe('plugins', () => {
  test('come after what they require, in whatever order they are named', () => {
    const [a, b, c] = [plugin('aa', ['bb']), plugin('bb', ['cc']), plugin('cc')];
    expect(resolvePlugins([a, b, c]).map(({ id }) => id)).toEqual(['cc', 'bb', 'aa']);
    expect(resolvePlugins([c, b, a]).map(({ id }) => id)).toEqual(['cc', 'bb', 'aa']);
  });

  test('that are missing, double or in a circle stop the boot with their names', () => {
    expect(() => resolvePlugins([plugin('aa', ['zz'])])).toThrow(
      'The plugin "aa" requires "zz", which is not installed.',
    );
    expect(() => resolvePlugins([plugin('aa'), plugin('aa')])).toThrow('Two plugins have the id "aa".');
    expect(() => resolvePlugins([plugin('aa', ['bb']), plugin('bb', ['aa'])])).toThrow('aa -> bb -> aa');
  });

  test.each(['A', 'a', '1a', 'a_b', 'a'.repeat(33), ''])('the id %j is refused', (id) => {
    expect(() => plugin(id)).toThrow(/must be 2 to 31/);
  });

  test('cannot be changed once they are defined', () => {
    const defined = plugin('aa') as { version: string };
    expect(() => {
      defined.version = '2.0.0';
    }).toThrow(TypeError);
  });
});

@Record({ prefix: 'spc', description: 'It shares a prefix.', grants: {} })
class Spectacle extends RecordBase {
  @field.text({ description: 'A text.', maxLength: 10 })
  title!: string;
}

@Record({ prefix: 'orp', description: 'It refers to what is not installed.', grants: {} })
class Orphan extends RecordBase {
  @belongsTo(() => Spectacle, { description: 'Elsewhere.' })
  spectacle!: Ref<Spectacle>;
}

@Record({
  prefix: 'sta',
  description: 'It gives the user a list whose name is taken.',
  indexes: [['userId']],
  grants: {},
})
class Stamp extends RecordBase {
  @belongsTo(() => User, { description: 'Whose.', inverse: { name: 'specimens', description: 'A taken name.' } })
  user!: Ref<User>;
}

@Record({ prefix: 'noi', description: 'Its list has no index.', grants: {} })
class NoIndex extends RecordBase {
  @belongsTo(() => User, { description: 'Whose.', inverse: { name: 'noIndexes', description: 'Not indexed.' } })
  user!: Ref<User>;
}

@Record({
  prefix: 'gra',
  description: 'It grants to a role that nobody declares.',
  grants: { emperor: { read: 'all' } },
})
class Granted extends RecordBase {
  @field.text({ description: 'A text.', maxLength: 10 })
  title!: string;
}

@Record({
  prefix: 'den',
  description: 'It denies what it does not have.',
  grants: { seller: { read: 'all', deny: { read: ['nothing'] } } },
})
class Denied extends RecordBase {
  @field.text({ description: 'A text.', maxLength: 10 })
  title!: string;
}

describe('an installation', () => {
  const install = (record: typeof RecordBase) =>
    new Installation([
      systemPlugin,
      roles,
      specimenPlugin,
      definePlugin({ id: 'bad', version: '1.0.0', records: [record as never] }),
    ]);

  test.each<[string, unknown, RegExp]>([
    ['two record types with one prefix', Spectacle, /Specimen and Spectacle share the prefix "spc"/],
    [
      'a relation to what no plugin declares',
      Orphan,
      /Orphan.spectacle refers to Spectacle, which no installed plugin declares/,
    ],
    ['two lists of one name', Stamp, /Stamp.user gives User the list "specimens", a name that Specimen already uses/],
    ['a list without an index', NoIndex, /NoIndex.userId has an inverse, so it needs an index/],
    ['a grant to an unknown role', Granted, /Granted grants rights to the role "emperor"/],
    ['a rule on an unknown field', Denied, /Denied denies the role "seller" the field "nothing"/],
  ])('refuses %s and names both sides', (_what, record, message) => {
    expect(() => install(record as typeof RecordBase)).toThrow(message);
  });

  test('two installations with different plugins live side by side in one process', () => {
    const without = new Installation([systemPlugin, roles]).fullSchema;
    const withSpecimens = new Installation([systemPlugin, roles, specimenPlugin]).fullSchema;
    const again = new Installation([systemPlugin, roles]).fullSchema;
    expect(withSpecimens.getType('Specimen')).toBeDefined();
    for (const schema of [without, again]) {
      expect(schema.getType('Specimen')).toBeUndefined();
      expect(
        JSON.stringify(schema.getType('User')?.toConfig(), (_key, value) =>
          typeof value === 'function' ? undefined : value,
        ),
      ).not.toContain('specimens');
    }
  });

  test('a class without the decorator is told what it lacks', () => {
    class Plain {}
    expect(
      () => new Installation([systemPlugin, roles, definePlugin({ id: 'bad', version: '1.0.0', records: [Plain] })]),
    ).toThrow('Plain is not decorated with @Record.');
  });
});
