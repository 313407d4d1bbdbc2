import { describe, expect, test } from '@jest/globals';
import { Specimen, specimenPlugin } from '../../../../tests/fixtures/specimen.ts';
import { Team } from '../access/team.record.ts';
import { User } from '../access/user.record.ts';
import { PluginError } from '../errors/index.ts';
import type { Board } from '../graphql/board-roots.ts';
import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import type { Grant } from '../records/record-type.ts';
import { systemPlugin } from '../system/index.ts';
import { checkCompat } from './check-compat.ts';
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

  test.each([
    [{ bb: '^1.0' }, undefined],
    [{ bb: '>=1 <3', sdk: '^0.1', unheard: '^9' }, undefined],
    [{ bb: '^2.0' }, 'The plugin "aa" works with "bb" ^2.0, and 1.0.0 is installed.'],
    [{ sdk: '>=99' }, 'The plugin "aa" works with "sdk" >=99, and'],
    [{ bb: 'newest' }, 'in the range "newest", which is none'],
  ])('that work with %j are told from those that do not', (compat, message) => {
    const check = () => checkCompat([definePlugin({ id: 'aa', version: '2.0.0', compat }), plugin('bb')]);
    if (message === undefined) check();
    else expect(check).toThrow(message);
  });

  test('without a semantic version stop the boot', () => {
    expect(() => checkCompat([definePlugin({ id: 'aa', version: 'newest' })])).toThrow('has the version "newest"');
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
  prefix: 'tow',
  description: 'Its owner is no user.',
  ownership: { owner: 'team' },
  grants: {},
})
class TeamOwned extends RecordBase {
  @belongsTo(() => Team, { description: 'Whose.' })
  team!: Ref<Team>;
}

@Record({ prefix: 'hen', description: 'Owned through the egg.', ownership: { through: 'egg' }, grants: {} })
class Hen extends RecordBase {
  @belongsTo(() => Egg, { description: 'What it came from.' })
  egg!: Ref<Egg>;
}

@Record({ prefix: 'egg', description: 'Owned through the hen.', ownership: { through: 'hen' }, grants: {} })
class Egg extends RecordBase {
  @belongsTo(() => Hen, { description: 'What laid it.' })
  hen!: Ref<Hen>;
}

/** A record type that differs from a sound one in its grants only. */
function withGrants(grants: object): typeof RecordBase {
  @Record({
    prefix: 'gra',
    description: 'Its grants make no sense.',
    grants: grants as Readonly<{ [role: string]: Grant }>,
  })
  class Granted extends RecordBase {
    @field.text({ description: 'A text.', maxLength: 10 })
    title!: string;
  }
  return Granted;
}

function failureOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('an installation', () => {
  const install = (record: typeof RecordBase) =>
    new Installation([
      systemPlugin,
      roles,
      specimenPlugin,
      definePlugin({ id: 'bad', version: '1.0.0', records: [record as never].flat() }),
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
    [
      'an owner who is no user',
      TeamOwned,
      /The plugin "bad": TeamOwned names "team" as its owner, which refers to Team/,
    ],
    ['ownership in a circle', [Hen, Egg], /The plugin "bad": the ownership of Hen goes in a circle: Hen -> Egg -> Hen/],
    [
      'a grant to an unknown role',
      withGrants({ emperor: { read: 'all' } }),
      /The plugin "bad": Granted grants rights to the role "emperor"/,
    ],
    [
      'a grant to the role that may do everything',
      withGrants({ admin: { read: 'own' } }),
      /Granted grants rights to the role "admin"/,
    ],
    [
      'a rule on an unknown field',
      withGrants({ seller: { read: 'all', deny: { read: ['nothing'] } } }),
      /Granted has a rule of the role "seller" for the field "nothing"/,
    ],
    [
      'a rule on a field that the record layer needs',
      withGrants({ seller: { read: 'all', deny: { read: ['version'] } } }),
      /Granted has a rule of the role "seller" for the field "version"/,
    ],
    [
      'a rule that would bind nobody',
      withGrants({ everyone: { read: 'all', deny: { read: ['title'] } } }),
      /Granted denies fields to "everyone"/,
    ],
    [
      'a right to write without one to read',
      withGrants({ seller: { update: 'own' } }),
      /Granted grants the role "seller" "update" without "read"/,
    ],
    [
      'an unknown right',
      withGrants({ seller: { read: 'all', restore: 'all' } }),
      /Granted grants the role "seller" the unknown right "restore"/,
    ],
    [
      'an unknown scope',
      withGrants({ seller: { read: 'mine' } }),
      /Granted grants the role "seller" "read" in the unknown scope "mine"/,
    ],
  ])('refuses %s and names both sides', (_what, record, message) => {
    const failure = failureOf(() => install(record as typeof RecordBase));
    expect(failure).toBeInstanceOf(PluginError);
    expect(failure).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(/\.$/) });
  });

  test('whoever may read as everyone may be granted a write alone', () => {
    const record = withGrants({ everyone: { read: 'all' }, seller: { update: 'own' } });
    expect(() => install(record)).not.toThrow();
  });

  const withRole = (id: string, key: string) =>
    definePlugin({ id, version: '1.0.0', roles: [{ key, name: key, description: key }] });

  test.each([
    ['declared twice', 'seller', 'The plugins "bad" and "roles" both declare the role "seller".'],
    ['of everyone', 'everyone', 'The plugin "bad" declares the role "everyone"'],
    ['of the administrator', 'admin', 'The plugin "bad" declares the role "admin"'],
  ])('refuses a role %s', (_what, key, message) => {
    expect(() => new Installation([withRole('bad', key), systemPlugin, roles])).toThrow(message);
  });

  const specimens = {
    name: 'shelfBoard',
    description: 'Parts of a specimen.',
    record: Specimen,
    by: 'wholeId',
    filter: { colour: { eq: 'RED' } },
    orderBy: [{ field: 'TITLE', direction: 'ASC' }],
  } as const satisfies Board;

  test.each<[string, Partial<Board>, string]>([
    ['shows records of another plugin', { record: User }, 'shows records of another plugin'],
    ['is by what is no relation', { by: 'title' }, 'is by "title", which holds no id of another record'],
    ['asks for a field that is not there', { filter: { weight: { eq: 1 } } }, 'asks for "weight"'],
  ])('a board that %s stops the boot with its name', (_what, change, message) => {
    const { id, version, requires = [], records = [] } = specimenPlugin;
    const withBoard = (board: Board) =>
      new Installation([systemPlugin, roles, definePlugin({ id, version, requires, records, boards: [board] })]);
    expect(withBoard(specimens).fullSchema.getQueryType()?.getFields()).toHaveProperty('shelfBoard');
    expect(failureOf(() => withBoard({ ...specimens, ...change }))).toMatchObject({
      constructor: PluginError,
      message: expect.stringContaining(`The board "shelfBoard" of the plugin "specimens" ${message}`),
    });
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
