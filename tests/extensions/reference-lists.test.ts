import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { explainOperation } from '@rapport/kernel';
import {
  belongsTo,
  definePlugin,
  ExtensionOf,
  field,
  Record,
  RecordBase,
  type Ref,
  refersToMany,
  tablesSql,
  User,
} from '@rapport/sdk';
import { asOwner, rebuildTenantSearch } from '@rapport/server';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import fc from 'fast-check';
import { getOperationAST, parse } from 'graphql';

@Record({
  prefix: 'tol',
  description: 'A tool.',
  ownership: { owner: 'keeper' },
  indexes: [['keeperId', '-createdAt', '-id']],
  grants: { manager: { read: 'all' }, seller: { read: 'own' }, analyst: { read: 'all' } },
})
class Tool extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 40, order: true })
  name!: string;

  @belongsTo(() => User, { description: 'Who keeps it.', nullable: true })
  keeper!: Ref<User> | null;
}

@Record({
  prefix: 'kit',
  description: 'Tools that go together.',
  grants: {
    manager: { read: 'all' },
    seller: { read: 'all', create: 'all', update: 'all' },
    analyst: { read: 'all', deny: { read: ['tools'] } },
  },
})
class Kit extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 40, nullable: true, order: true })
  name!: string | null;

  @refersToMany(() => Tool, { description: 'What is in it.', max: 3 })
  tools!: Ref<Tool>[];

  @refersToMany(() => Customer, { description: 'Who asked for it.' })
  customers!: Ref<Customer>[];

  @refersToMany(() => Customer, { description: 'Who asked for it at first.', staysOnMerge: true })
  firsts!: Ref<Customer>[];
}

@ExtensionOf(() => Customer, { description: 'What he took home.' })
class ToolShedCustomer {
  @refersToMany(() => Tool, { description: 'What he borrowed.' })
  borrowed!: Ref<Tool>[];

  @refersToMany(() => Customer, { description: 'Who brought him.' })
  guides!: Ref<Customer>[];
}

const toolShed = definePlugin({
  id: 'tool-shed',
  version: '1.0.0',
  requires: ['customers'],
  records: [Tool, Kit],
  extensions: [ToolShedCustomer],
  migrations: [
    { id: '0001-create', sql: tablesSql({ id: 'tool-shed', records: [Tool, Kit], extensions: [ToolShedCustomer] }) },
  ],
});

let app: TestApp;
let admin: TestClient;
let tools: string[];
const made = (type: string, input: object) => admin.create(type, input).then(({ id }) => id);

beforeAll(async () => {
  app = await createTestApp({ plugins: [toolShed] });
  admin = app.alpha.admin;
  tools = [];
  for (const name of ['axe', 'bore', 'clamp', 'drill', 'edger']) tools.push(await made('Tool', { name }));
});
afterAll(() => app.close());

const at = (...places: number[]) => places.map((place) => String(tools[place]));
const KIT = `query($id: ID!) { kit(id: $id) { toolIds tools { __typename name keeper { id } } } }`;
const UPDATE = 'mutation($id: ID!, $input: UpdateKitInput!) { updateKit(id: $id, input: $input) { version } }';

async function shown(id: string, client = admin): Promise<{ toolIds: string[]; names: string[] }> {
  const { kit } = await client.get<{ kit: { toolIds: string[]; tools: { name: string }[] } }>(KIT, { id });
  return { toolIds: kit.toolIds, names: kit.tools.map(({ name }) => name) };
}

describe('a list of references', () => {
  test('keeps its order, and shows the records by one statement or by resolvers alike', async () => {
    const id = await made('Kit', { toolIds: at(2, 0, 1) });
    expect(await shown(id)).toEqual({ toolIds: at(2, 0, 1), names: ['clamp', 'axe', 'bore'] });
    const compiled = JSON.parse(String(await admin.askCompiled(KIT, { id })));
    expect(compiled.data).toEqual((await admin.askExecutor(KIT, { id })).data);
    await admin.get(UPDATE, { id, input: { toolIds: at(0, 2) } });
    expect(await shown(id)).toEqual({ toolIds: at(0, 2), names: ['axe', 'clamp'] });
    expect(await admin.get(UPDATE, { id, input: { toolIds: at(0, 2) } })).toEqual({ updateKit: { version: 2 } });
    await admin.get(UPDATE, { id, input: { toolIds: [] } });
    expect(await shown(id)).toEqual({ toolIds: [], names: [] });
    expect(await shown(await made('Kit', {}))).toEqual({ toolIds: [], names: [] });
    const HISTORY =
      'query($id: ID!) { kit(id: $id) { history(first: 1) { nodes { changes { field before after } } } } }';
    expect(await admin.get(HISTORY, { id })).toEqual({
      kit: { history: { nodes: [{ changes: [{ field: 'toolIds', before: at(0, 2), after: [] }] }] } },
    });
  });

  test('stands among fields on records of others, of which many may have none', async () => {
    const bare = await app.alpha.customer();
    const guided = await app.alpha.customer({ toolShed: { borrowedIds: at(4, 3), guideIds: [bare] } });
    const ASK = `query($filter: CustomerFilter) { customers(filter: $filter) {
      nodes { id toolShed { borrowedIds borrowed { name } guides { id toolShed { borrowed { id } } } } } } }`;
    const filter = { toolShed: { guideIds: { containsAny: [bare] } } };
    expect(await admin.get(ASK, { filter })).toEqual({
      customers: {
        nodes: [
          {
            id: guided,
            toolShed: {
              borrowedIds: at(4, 3),
              borrowed: [{ name: 'edger' }, { name: 'drill' }],
              guides: [{ id: bare, toolShed: { borrowed: [] } }],
            },
          },
        ],
      },
    });
  });

  test('refuses what is not in sight, what is there twice, and what is too many', async () => {
    const kept = await made('Tool', { name: 'kept', keeperId: app.alpha.users.manager });
    const own = await made('Tool', { name: 'own', keeperId: app.alpha.users.seller });
    const { id: foreign } = await app.beta.admin.create('Tool', { name: 'foreign' });
    const deleted = await made('Tool', { name: 'deleted' });
    await admin.get('mutation($id: ID!) { deleteTool(id: $id) { id } }', { id: deleted });
    const customer = await app.alpha.customer();
    const seller = app.alpha.as('seller');
    for (const [toolIds, code, name] of [
      [[own, kept], 'REFERENCE_NOT_FOUND', 'input.toolIds'],
      [[foreign], 'REFERENCE_NOT_FOUND', 'input.toolIds'],
      [[deleted], 'REFERENCE_NOT_FOUND', 'input.toolIds'],
      [[customer], 'ID_INVALID', 'input.toolIds[0]'],
      [[own, own], 'INPUT_INVALID', 'input.toolIds'],
      [[own, ...at(0, 1, 2)], 'INPUT_INVALID', 'input.toolIds'],
    ] as const)
      expect(await seller.refusedToCreate('Kit', { toolIds })).toMatchObject({ code, field: name });
    // Who may not see one of them does not lose it by adding another.
    const id = await made('Kit', { toolIds: [kept] });
    await seller.get(UPDATE, { id, input: { toolIds: [kept, own] } });
    expect(await shown(id, seller)).toEqual({ toolIds: [kept, own], names: ['own'] });
    expect((await shown(id)).names).toEqual(['kept', 'own']);
    await admin.get('mutation($id: ID!) { deleteTool(id: $id) { id } }', { id: own });
    expect((await shown(id)).names).toEqual(['kept']);
  });

  test('is found by what it has, whatever stands beside the condition: property', async () => {
    const model = new Map<string, number[]>();
    const lists = fc.sample(fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), { numRuns: 40, seed: 7 });
    for (const list of lists) model.set(await made('Kit', { name: 'model', toolIds: at(...list) }), list);
    const ASK = `query($filter: KitFilter) { kits(filter: $filter, first: 200) { totalCount nodes { id } } kitStats(filter: $filter) { groups { count } } }`;
    const ask = async (filter: object) => {
      const { kits, kitStats } = await admin.get<{
        kits: { totalCount: number; nodes: { id: string }[] };
        kitStats: { groups: { count: number }[] };
      }>(ASK, { filter: { and: [{ name: { eq: 'model' } }, filter] } });
      expect([kits.totalCount, kitStats.groups[0]?.count ?? 0]).toEqual([kits.nodes.length, kits.nodes.length]);
      return kits.nodes.map(({ id }) => id).sort();
    };
    const matching = (holds: (list: readonly number[]) => boolean) =>
      [...model].flatMap(([id, list]) => (holds(list) ? [id] : [])).sort();
    const compare = async () => {
      for (const wanted of [[0], [1, 3], [0, 1, 2, 3, 4], []]) {
        const has = (list: readonly number[]) => wanted.some((place) => list.includes(place));
        const condition = { toolIds: { containsAny: at(...wanted) } };
        expect(await ask(condition)).toEqual(matching(has));
        expect(await ask({ not: condition })).toEqual(matching((list) => !has(list)));
        expect(await ask({ or: [condition, { toolIds: { containsAny: at(4) } }] })).toEqual(
          matching((list) => has(list) || list.includes(4)),
        );
      }
      expect(await ask({ toolIds: { isNull: true } })).toEqual(matching(({ length }) => length === 0));
    };
    await compare();
    for (const [id, list] of [...model].slice(0, 10)) {
      const turned = list.length === 0 ? [1, 3] : list.slice(1);
      model.set(id, turned);
      await admin.get(UPDATE, { id, input: { toolIds: at(...turned) } });
    }
    await compare();
    await asOwner(app.database.owner, (queryRunner) =>
      rebuildTenantSearch(queryRunner, app.app.installation, 'alpha', () => undefined),
    );
    await compare();
    // Without the index no record is a candidate, so it is what finds them.
    const found = await ask({ toolIds: { containsAny: at(0) } });
    expect(found.length).toBeGreaterThan(0);
    await app.sql("delete from search_token where kind = 'r' and field = 'kit.toolIds'");
    expect(await ask({ toolIds: { containsAny: at(0) } })).toEqual([]);
  });

  test('is asked of an index', async () => {
    const document = parse('query($ids: [ID!]!) { kits(filter: { toolIds: { containsAny: $ids } }) { nodes { id } } }');
    const operation = getOperationAST(document);
    if (!operation) throw new Error('There is no operation.');
    const { lists } = explainOperation(document, operation, { ids: at(0) }, await admin.principal());
    expect(lists[0]?.conditions).toEqual([
      { condition: 'filter.toolIds.containsAny', how: 'an index finds the candidates by it' },
    ]);
  });

  test('a subscription tells when a record enters and leaves such a filter', async () => {
    const id = await made('Kit', { toolIds: at(0) });
    await app.drain();
    const follow = await admin.subscribe<{ kitChanged: { kind: string; node: { id: string } | null } }>(
      'subscription($filter: KitFilter) { kitChanged(filter: $filter) { kind node { id } } }',
      { filter: { toolIds: { containsAny: at(3) } } },
    );
    const kinds: (string | undefined)[] = [];
    const next = async () => kinds.push((await follow.next()).value?.data?.kitChanged.kind);
    await next();
    // One after the other: it tells of what the record is by now.
    for (const places of [[0, 3], [3], [1]]) {
      await admin.get(UPDATE, { id, input: { toolIds: at(...places) } });
      await next();
    }
    await follow.return?.();
    expect(kinds).toEqual(['CHECKPOINT', 'UPDATED', 'UPDATED', 'REMOVED']);
  });

  test('a role that may not read the ids sees neither the records nor a filter', async () => {
    const analyst = app.alpha.as('analyst');
    const id = await made('Kit', { toolIds: at(0) });
    for (const text of [
      'query($id: ID!) { kit(id: $id) { tools { id } } }',
      'query($id: ID!) { kit(id: $id) { toolIds } }',
      'query($id: ID!) { kits(filter: { id: { eq: $id }, toolIds: { isNull: true } }) { totalCount } }',
    ])
      expect(await analyst.refused(text, { id })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('costs as many records as it may have', async () => {
    const cost = async (selected: string) => {
      const { extensions } = await admin.ask(`{ kits(first: 10) { nodes { ${selected} } } }`);
      return Number((extensions?.cost as { requested: number } | undefined)?.requested);
    };
    expect((await cost('tools { id }')) - (await cost('id'))).toBe(30);
    expect((await cost('customers { id }')) - (await cost('id'))).toBe(200);
  });
});

describe('a merge', () => {
  const MERGE = `mutation($survivorId: ID!, $mergedId: ID!, $dryRun: Boolean) {
    mergeCustomers(survivorId: $survivorId, mergedId: $mergedId, dryRun: $dryRun) {
      merge { id } references { recordType reference moving } } }`;
  const LISTS = `query($kit: ID!, $guided: ID!) {
    kit(id: $kit) { customerIds firstIds } customer(id: $guided) { toolShed { guideIds } } }`;

  test('lets lists refer to the survivor, at the same place and once, and gives them back', async () => {
    const [survivorId, mergedId, other] = [
      await app.alpha.customer(),
      await app.alpha.customer(),
      await app.alpha.customer(),
    ];
    const kit = await made('Kit', { customerIds: [other, mergedId], firstIds: [mergedId] });
    const both = await made('Kit', { customerIds: [mergedId, other, survivorId] });
    const guided = await app.alpha.customer({ toolShed: { guideIds: [mergedId] } });
    const read = () => admin.get(LISTS, { kit, guided });
    const before = await read();
    const counted = [
      { recordType: 'Customer', reference: 'toolShed.guides', moving: 1 },
      { recordType: 'Kit', reference: 'customers', moving: 2 },
    ];
    const dry = await admin.get<Merged>(MERGE, { survivorId, mergedId, dryRun: true });
    expect(listsOf(dry)).toEqual(counted);
    expect(await read()).toEqual(before);
    const merged = await admin.get<Merged>(MERGE, { survivorId, mergedId });
    expect(listsOf(merged)).toEqual(counted);
    expect(await read()).toEqual({
      kit: { customerIds: [other, survivorId], firstIds: [mergedId] },
      customer: { toolShed: { guideIds: [survivorId] } },
    });
    expect(await admin.get(LISTS, { kit: both, guided })).toMatchObject({ kit: { customerIds: [other, survivorId] } });
    await admin.get('mutation($id: ID!) { unmergeCustomers(mergeId: $id) { conflicts { id } } }', {
      id: merged.mergeCustomers.merge?.id,
    });
    expect(await read()).toEqual(before);
    expect(await admin.get(LISTS, { kit: both, guided })).toMatchObject({
      kit: { customerIds: [mergedId, other, survivorId] },
    });
  });

  test('fills a list that the survivor has empty, and leaves one that he has', async () => {
    const [empty, full] = [await app.alpha.customer(), await app.alpha.customer({ toolShed: { borrowedIds: at(1) } })];
    const lender = await app.alpha.customer({ toolShed: { borrowedIds: at(2, 3) } });
    await admin.get(MERGE, { survivorId: empty, mergedId: lender });
    await admin.get(MERGE, { survivorId: full, mergedId: empty });
    const ASK = 'query($id: ID!) { customer(id: $id) { toolShed { borrowedIds } } }';
    expect(await admin.get(ASK, { id: full })).toEqual({ customer: { toolShed: { borrowedIds: at(1) } } });
    expect(await admin.get(ASK, { id: empty })).toEqual({ customer: { toolShed: { borrowedIds: at(2, 3) } } });
  });
});

interface Merged {
  readonly mergeCustomers: {
    readonly merge: { readonly id: string } | null;
    readonly references: readonly {
      readonly recordType: string;
      readonly reference: string;
      readonly moving: number;
    }[];
  };
}

const listsOf = ({ mergeCustomers: { references } }: Merged) =>
  references
    .filter(({ reference }) => ['customers', 'toolShed.guides'].includes(reference))
    .sort((a, b) => (a.recordType < b.recordType ? -1 : 1));
