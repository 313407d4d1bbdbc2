import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { Installation, PluginError } from '@rapport/kernel';
import { belongsTo, definePlugin, ExtensionOf, field, type Ref, tablesSql } from '@rapport/sdk';
import { productPlugins } from '@rapport/server';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

@ExtensionOf(() => Customer, {
  description: 'What the club knows of him.',
  indexes: [
    ['sponsorId', 'id'],
    ['firstSponsorId', 'id'],
  ],
  deny: { analyst: { read: ['sponsor'] } },
})
class ClubCustomer {
  @belongsTo(() => Customer, {
    description: 'Who vouches for him.',
    nullable: true,
    inverse: { name: 'sponsored', description: 'For whom he vouches.' },
  })
  sponsor!: Ref<Customer> | null;

  @belongsTo(() => Customer, { description: 'Who did at first.', nullable: true, staysOnMerge: true })
  firstSponsor!: Ref<Customer> | null;

  @field.text({ description: 'His locker.', maxLength: 10, nullable: true })
  locker!: string | null;

  @field.int({ description: 'Cards that he has.', default: 1 })
  cards!: number;
}

const club = definePlugin({
  id: 'club',
  version: '1.0.0',
  requires: ['customers'],
  extensions: [ClubCustomer],
  migrations: [{ id: '0001-create', sql: tablesSql({ id: 'club', extensions: [ClubCustomer] }) }],
});

let app: TestApp;
let admin: TestClient;
beforeAll(async () => {
  app = await createTestApp({ plugins: [club] });
  admin = app.alpha.admin;
});
afterAll(() => app.close());

/** More than one statement moves. */
const MANY = 450;
const CREATE =
  'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { results { record { id } } } }';

async function sponsoredBy(sponsorId: string, many: number): Promise<void> {
  const inputs = Array.from({ length: many }, (_, index) => ({
    kind: 'PERSON',
    name: `guest ${String(index).padStart(3, '0')}`,
    club: { sponsorId },
  }));
  await admin.get(CREATE, { inputs });
}

describe('a reference in an extension gives the other side a list', () => {
  test('with pages, orders, filters, counts and conditions like any other, of whom the reader sees', async () => {
    const sponsor = await app.alpha.customer({ name: 'sponsor', ownerId: app.alpha.users.seller });
    const lonely = await app.alpha.customer({ name: 'lonely', ownerId: app.alpha.users.seller });
    await sponsoredBy(sponsor, 5);
    await app.alpha.customer({
      name: 'guest of the seller',
      ownerId: app.alpha.users.seller,
      club: { sponsorId: sponsor },
    });
    const ASK = `query($id: ID!, $filter: CustomerFilter, $after: String) { customer(id: $id) {
      sponsored(filter: $filter, orderBy: [{ field: NAME }], first: 4, after: $after) {
        totalCount nodes { name club { sponsor { name } } } pageInfo { hasNextPage endCursor } }
      sponsoredStats { groups { count } } } }`;
    interface Page {
      customer: { sponsored: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    }
    const first = await admin.get<Page>(ASK, { id: sponsor });
    const names = ({ customer: { sponsored } }: Page) => sponsored.nodes.map(({ name }) => name);
    const second = await admin.get<Page>(ASK, { id: sponsor, after: first.customer.sponsored.pageInfo.endCursor });
    expect([...names(first), ...names(second)]).toEqual([
      ...Array.from({ length: 5 }, (_, index) => `guest 00${index}`),
      'guest of the seller',
    ]);
    expect(first).toMatchObject({
      customer: {
        sponsored: { totalCount: 6, nodes: [{ club: { sponsor: { name: 'sponsor' } } }, {}, {}, {}] },
        sponsoredStats: { groups: [{ count: 6 }] },
      },
    });
    expect(JSON.parse(String(await admin.askCompiled(ASK, { id: sponsor }))).data).toEqual(
      (await admin.askExecutor(ASK, { id: sponsor })).data,
    );
    const filter = { name: { endsWith: '003' } };
    expect(names(await admin.get<Page>(ASK, { id: sponsor, filter }))).toEqual(['guest 003']);
    expect(names(await app.alpha.as('seller').get<Page>(ASK, { id: sponsor }))).toEqual(['guest of the seller']);
    const WHO = 'query($filter: CustomerFilter) { customers(filter: $filter) { nodes { id } } }';
    const two = { id: { in: [sponsor, lonely] } };
    const who = async (condition: object) =>
      (await admin.get<{ customers: { nodes: { id: string }[] } }>(WHO, { filter: { and: [two, condition] } }))
        .customers.nodes;
    expect(await who({ sponsored: { some: filter } })).toEqual([{ id: sponsor }]);
    expect(await who({ sponsored: { none: {} } })).toEqual([{ id: lonely }]);
    expect(await who({ sponsored: { every: { club: { sponsorId: { eq: sponsor } } } } })).toHaveLength(2);
  });

  test('that is not there for roles that may not read the reference, and goes with the plugin', async () => {
    const id = await app.alpha.customer();
    const ASK = 'query($id: ID!) { customer(id: $id) { sponsored { totalCount } } }';
    expect(await app.alpha.as('analyst').refused(ASK, { id })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    const { id: foreign } = await app.beta.admin.create('Customer', { kind: 'PERSON', name: 'foreign' });
    await app.beta.admin.get(ASK, { id: foreign });
    await app.beta.admin.get('mutation { disablePlugin(id: "club") { id } }');
    const deadline = Date.now() + 60_000;
    while ((await app.beta.admin.ask(ASK, { id: foreign })).errors === undefined)
      if (Date.now() > deadline) throw new Error('The list is still there.');
  });
});

describe('a merge', () => {
  const MERGE = `mutation($survivorId: ID!, $mergedId: ID!, $dryRun: Boolean) {
    mergeCustomers(survivorId: $survivorId, mergedId: $mergedId, dryRun: $dryRun) {
      merge { id } references { recordType reference moving staying } } }`;
  interface Merged {
    readonly mergeCustomers: { readonly merge: { readonly id: string } | null; readonly references: readonly object[] };
  }
  const counts = async (...ids: string[]) =>
    Promise.all(
      ids.map(async (id) => {
        const [row] = await app.sql<{ count: number }>(
          `select count(*)::int as count from club_customer where 'cus_' || sponsor_id = $1`,
          [id],
        );
        return row?.count;
      }),
    );

  test('lets references in extensions refer to the survivor, in portions, and gives them back', async () => {
    const [survivorId, mergedId] = [await app.alpha.customer(), await app.alpha.customer()];
    await sponsoredBy(mergedId, MANY);
    await sponsoredBy(survivorId, 2);
    const moved = await app.alpha.customer({ club: { sponsorId: mergedId, firstSponsorId: mergedId } });
    const versions = () =>
      app.sql(
        `select c.version, count(*)::int as count from customer c join club_customer x using (tenant_id, id)
         where 'cus_' || x.sponsor_id = any($1) group by 1 order by 1`,
        [[survivorId, mergedId]],
      );
    const references = [{ recordType: 'Customer', reference: 'club.sponsor', moving: MANY + 1, staying: 0 }];
    const dry = await admin.get<Merged>(MERGE, { survivorId, mergedId, dryRun: true });
    expect(dry.mergeCustomers.references).toEqual(expect.arrayContaining(references));
    expect(await counts(survivorId, mergedId)).toEqual([2, MANY + 1]);
    const { mergeCustomers } = await admin.get<Merged>(MERGE, { survivorId, mergedId });
    expect(mergeCustomers.references).toEqual(expect.arrayContaining(references));
    expect(await counts(survivorId, mergedId)).toEqual([MANY + 3, 0]);
    expect(await versions()).toEqual([
      { version: 1, count: 2 },
      { version: 2, count: MANY + 1 },
    ]);
    const READ = 'query($id: ID!) { customer(id: $id) { club { sponsorId firstSponsorId } } }';
    expect(await admin.get(READ, { id: moved })).toEqual({
      customer: { club: { sponsorId: survivorId, firstSponsorId: mergedId } },
    });

    // What was given another value since keeps it.
    const other = await app.alpha.customer();
    const UPDATE = 'mutation($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { id } }';
    await admin.get(UPDATE, { id: moved, input: { club: { sponsorId: other } } });
    const UNMERGE = 'mutation($id: ID!) { unmergeCustomers(mergeId: $id) { conflicts { id field } } }';
    expect(await admin.get(UNMERGE, { id: mergeCustomers.merge?.id })).toEqual({
      unmergeCustomers: { conflicts: [{ id: moved, field: null }] },
    });
    expect(await counts(survivorId, mergedId, other)).toEqual([2, MANY, 1]);
  });

  test('[B12] of what plugins keep of the two: the values of the survivor win, what he lacks comes from the other', async () => {
    const sponsor = await app.alpha.customer();
    const survivorId = await app.alpha.customer({ club: { cards: 3 } });
    const mergedId = await app.alpha.customer({ club: { cards: 7, locker: 'A7', sponsorId: sponsor } });
    const third = await app.alpha.customer({ club: { locker: 'B1' } });
    await admin.get(MERGE, { survivorId, mergedId });
    await admin.get(MERGE, { survivorId, mergedId: third });
    const READ = 'query($id: ID!) { customer(id: $id) { club { cards locker sponsorId } } }';
    expect(await admin.get(READ, { id: survivorId })).toEqual({
      customer: { club: { cards: 3, locker: 'A7', sponsorId: sponsor } },
    });
  });
});

describe('a start is refused where a reference of an extension', () => {
  @ExtensionOf(() => Customer, { description: 'Has a list without an index.' })
  class SlowCustomer {
    @belongsTo(() => Customer, {
      description: 'A friend.',
      nullable: true,
      staysOnMerge: true,
      inverse: { name: 'friends', description: 'Whose friend he is.' },
    })
    friend!: Ref<Customer> | null;
  }
  @ExtensionOf(() => Customer, { description: 'Follows without an index.' })
  class LostCustomer {
    @belongsTo(() => Customer, { description: 'A friend.', nullable: true })
    friend!: Ref<Customer> | null;
  }
  @ExtensionOf(() => Customer, { description: 'Follows to where another one stands.', unique: [['friendId']] })
  class CrowdedCustomer {
    @belongsTo(() => Customer, { description: 'A friend.', nullable: true })
    friend!: Ref<Customer> | null;
  }
  @ExtensionOf(() => Customer, { description: 'Takes a name.', indexes: [['friendId', 'id']] })
  class GreedyCustomer {
    @belongsTo(() => Customer, {
      description: 'A friend.',
      nullable: true,
      inverse: { name: 'interactions', description: 'Whose friend he is.' },
    })
    friend!: Ref<Customer> | null;
  }

  test.each([
    [
      'has an inverse without an index',
      'slow',
      SlowCustomer,
      /Customer.slow.friendId has an inverse, so it needs an index/,
    ],
    [
      'would be searched without one at a merge',
      'lost',
      LostCustomer,
      /The plugin "lost": Customer.lost.friendId refers/,
    ],
    ['is unique', 'crowded', CrowdedCustomer, /The plugin "crowded" says that CrowdedCustomer.friend is unique/],
    ['takes a name that is taken', 'greedy', GreedyCustomer, /the list "interactions", a name that/],
  ])('%s', (_what, id, extension, message) => {
    const plugin = definePlugin({
      id,
      version: '1.0.0',
      requires: ['customers', 'interactions'],
      extensions: [extension],
    });
    expect(() => new Installation([...productPlugins, plugin])).toThrow(
      expect.objectContaining({ constructor: PluginError, message: expect.stringMatching(message) }),
    );
  });
});
