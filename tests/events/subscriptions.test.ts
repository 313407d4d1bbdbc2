import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import type { Client } from 'graphql-ws';
import { bellPlugin } from '../fixtures/bell.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { CHANGES, connect, EVENT, Followed } from './follow.ts';

let app: TestApp;
let url: string;
const clients: Client[] = [];

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin, bellPlugin] });
  url = await app.listen();
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const client of clients.splice(0)) client.dispose();
});
afterAll(() => app.close());

const begin = (who: TestClient, query = CHANGES, variables: Record<string, unknown> = {}) => {
  const client = connect(url, who.key);
  clients.push(client);
  return new Followed(client, query, variables);
};
/** Resolved once the subscription stands, or was refused. */
const follow = (...[who, query, variables]: Parameters<typeof begin>) =>
  begin(who, query, variables).until(({ events, ended }) => events.length > 0 || ended !== undefined);

const SPECIMENS = `subscription($filter: SpecimenFilter, $after: String) {
  specimenChanged(filter: $filter, after: $after) { id cursor sequence kind type recordId changedFields patch node { id title } }
}`;
const make = async (input: Record<string, unknown>) =>
  (
    await app.alpha.admin.get<{ createSpecimen: { id: string } }>(
      'mutation($input: CreateSpecimenInput!) { createSpecimen(input: $input) { id } }',
      { input },
    )
  ).createSpecimen.id;
const change = (id: string, input: Record<string, unknown>) =>
  app.alpha.admin.get(
    'mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { id } }',
    {
      id,
      input,
    },
  );

describe('a subscription', () => {
  test('brings every change from then on, beginning with a cursor to come back with', async () => {
    const followed = await follow(app.alpha.admin, CHANGES, { types: ['specimen.*'] });
    expect(followed.events[0]).toMatchObject({ kind: 'CHECKPOINT', id: null, node: null });
    const id = await make({ title: 'first' });
    await change(id, { title: 'second' });
    await followed.has(2);
    expect(followed.changes).toMatchObject([
      { kind: 'CREATED', type: 'specimen.created', recordId: id, patch: { id, title: 'first' } },
      { kind: 'UPDATED', type: 'specimen.updated', changedFields: ['title'], node: { id } },
    ]);
  });

  test('that ended goes on after the cursor of the last event, without a gap and without a repetition', async () => {
    const types = ['specimen.*'];
    const first = await follow(app.alpha.admin, CHANGES, { types });
    for (const title of ['one', 'two', 'three']) await make({ title });
    await first.has(3);
    first.stop();
    await make({ title: 'four' });
    const second = await follow(app.alpha.admin, CHANGES, { types, after: first.changes[1]?.cursor });
    await make({ title: 'five' });
    await second.has(3);
    expect(second.changes.map(({ patch }) => patch?.title)).toEqual(['three', 'four', 'five']);
    const third = await follow(app.alpha.admin, CHANGES, { types, after: first.events[0]?.cursor });
    expect((await third.has(5)).changes.map(({ patch }) => patch?.title)).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
    ]);
  });

  test('misses nothing of what was written after `eventCursor` was read together with the records', async () => {
    const read = () =>
      app.alpha.admin.get<{ eventCursor: string; specimens: { nodes: { title: string }[] } }>(
        '{ specimens(first: 200) { nodes { title } } eventCursor }',
      );
    const writing = Promise.all(Array.from({ length: 30 }, (_, index) => make({ title: `snapshot ${index}` })));
    const { eventCursor, specimens } = await read();
    await writing;
    const followed = await follow(app.alpha.admin, CHANGES, { types: ['specimen.*'], after: eventCursor });
    const wanted = Array.from({ length: 30 }, (_, index) => `snapshot ${index}`);
    const known = (brought: readonly { readonly patch: Readonly<Record<string, unknown>> | null }[]) =>
      new Set([...specimens.nodes.map(({ title }) => title), ...brought.map(({ patch }) => patch?.title)]);
    await followed.until(({ changes }) => wanted.every((title) => known(changes).has(title)));
    expect(specimens.nodes.length).toBeGreaterThan(0);
  });

  test('of one record type follows a filter: a record that leaves it is removed, one that never was in it is not told', async () => {
    const followed = await follow(app.alpha.admin, SPECIMENS, { filter: { colour: { eq: 'RED' }, size: { gt: 5 } } });
    const inside = await make({ title: 'inside', colour: 'RED', size: 10, price: { amount: '1.00', currency: 'TWD' } });
    const outside = await make({ title: 'outside', colour: 'BLUE', size: 10 });
    await followed.has(1);
    await change(outside, { size: 20 });
    await change(inside, { note: 'still inside' });
    await followed.has(2);
    await change(inside, { size: 1 });
    await followed.has(3);
    await change(inside, { size: 2 });
    await change(outside, { colour: 'RED' });
    await followed.has(4);
    await app.alpha.admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id: outside });
    await followed.has(5);
    expect(
      followed.changes.map(({ kind, recordId, changedFields, node }) => [kind, recordId, changedFields, node]),
    ).toEqual([
      ['CREATED', inside, expect.arrayContaining(['title', 'colour']), { id: inside, title: 'inside' }],
      ['UPDATED', inside, ['note'], { id: inside, title: 'inside' }],
      ['REMOVED', inside, ['size'], null],
      ['UPDATED', outside, ['colour'], { id: outside, title: 'outside' }],
      ['REMOVED', outside, [], null],
    ]);
  });

  test('shows each reader his own rows: what leaves his sight is removed, and he does not learn to whom it went', async () => {
    const seller = await follow(app.alpha.as('seller'), CHANGES, { types: ['specimen.*'] });
    const manager = await follow(app.alpha.as('manager'), CHANGES, { types: ['specimen.*'] });
    const { seller: me = '', manager: other = '' } = app.alpha.users;
    const mine = await make({ title: 'mine', keeperId: me });
    const others = await make({ title: 'of others', keeperId: other });
    await change(others, { title: 'still of others' });
    await seller.has(1);
    await change(mine, { keeperId: other, title: 'taken away' });
    await seller.has(2);
    await change(mine, { title: 'none of his business' });
    await change(others, { keeperId: me });
    await seller.has(3);
    await manager.has(6);
    expect(
      seller.changes.map(({ kind, recordId, changedFields, patch }) => [kind, recordId, changedFields, patch]),
    ).toEqual([
      ['CREATED', mine, ['id', 'title', 'keeperId'], { id: mine, title: 'mine', keeperId: me }],
      ['REMOVED', mine, [], null],
      ['UPDATED', others, ['keeperId'], { keeperId: me }],
    ]);
    expect(JSON.stringify(seller.events)).not.toContain(other);
    expect(manager.changes.map(({ kind }) => kind)).toEqual(['CREATED', 'CREATED', ...Array(4).fill('UPDATED')]);
  });

  test('shows no value of a field that the reader may not read, and cannot be used to find one out', async () => {
    const analyst = await follow(app.alpha.as('analyst'), CHANGES, { types: ['specimen.*'] });
    const oracle = await follow(app.alpha.as('analyst'), CHANGES, {
      types: ['specimen.*'],
      filter: { changedFields: ['secretNumber'] },
    });
    const id = await make({ title: 'secretive', secretNumber: 4711, label: 'canary label' });
    await change(id, { secretNumber: 4712 });
    await change(id, { title: 'told' });
    await analyst.has(3);
    expect(analyst.changes.map(({ changedFields, patch }) => [changedFields, patch])).toEqual([
      [['id', 'title'], { id, title: 'secretive' }],
      [[], {}],
      [['title'], { title: 'told' }],
    ]);
    expect(JSON.stringify(analyst.events)).not.toMatch(/471[12]|canary/);
    expect(oracle.changes).toEqual([]);
    const refused = await follow(app.alpha.as('analyst'), SPECIMENS, { filter: { secretNumber: { eq: 4712 } } });
    expect(refused.ended?.error).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('brings what plugins publish, with the rights that the event or its record asks for', async () => {
    const types = ['bell.*'];
    const [admin, manager, seller] = await Promise.all(
      ['admin', 'manager', 'seller'].map((role) => follow(app.alpha.as(role), CHANGES, { types })),
    );
    const id = await make({ title: 'dusty', keeperId: app.alpha.users.seller });
    await app.alpha.admin.get('mutation { ring(times: 3) }');
    await app.alpha.admin.get('mutation($id: ID!) { dust(id: $id) }', { id });
    const ring = { kind: 'PUBLISHED', type: 'bell.rung', patch: { times: 3 }, recordId: null, node: null };
    const dust = { kind: 'PUBLISHED', type: 'bell.dusted', patch: { cloth: 'silk' }, recordId: id, node: { id } };
    expect((await admin?.has(2))?.changes).toMatchObject([ring, dust]);
    expect((await manager?.has(2))?.changes).toMatchObject([ring, dust]);
    expect((await seller?.has(1))?.changes).toMatchObject([dust]);
  });

  test('leaves out what its own script wrote, where it says so', async () => {
    const { viewer } = await app.alpha.admin.get<{ viewer: { id: string } }>('{ viewer { id } }');
    const followed = await follow(app.alpha.as('manager'), CHANGES, {
      types: ['specimen.*'],
      filter: { exceptActors: [viewer.id] },
    });
    await make({ title: 'by the script' });
    await app.alpha.as('manager').get('mutation { createSpecimen(input: { title: "by another" }) { id } }');
    expect((await followed.has(1)).changes.map(({ patch }) => patch?.title)).toEqual(['by another']);
  });

  test('says now and then how far the log has come, so that a narrow one can come back after a long time', async () => {
    const followed = await follow(app.alpha.admin, CHANGES, { types: ['team.*'] });
    await make({ title: 'of no interest' });
    // Ten seconds pass.
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 11_000);
    await followed.until(({ events }) => events.length === 2);
    const [first, second] = followed.events;
    expect(second?.kind).toBe('CHECKPOINT');
    expect(Number(second?.sequence)).toBeGreaterThan(Number(first?.sequence));
  });

  test.each([
    ['changes(types: ["nothing.*"])', 'INPUT_INVALID'],
    ['changes(after: "nonsense")', 'CURSOR_INVALID'],
    ['specimenChanged(filter: { size: { gt: null } })', 'FILTER_INVALID'],
    ['specimenChanged(filter: { nothing: { eq: 1 } })', 'GRAPHQL_VALIDATION_FAILED'],
    ['changes { id } viewer: changes', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is refused with %s', async (field, code) => {
    const followed = await follow(app.alpha.admin, `subscription { ${field} { id } }`);
    expect(followed.ended?.error).toMatchObject([{ extensions: { code, hint: expect.any(String) } }]);
  });

  test('may be asked only by whoever may read the record type', async () => {
    const followed = await follow(app.alpha.as('marketer'), SPECIMENS);
    expect(followed.ended?.error).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('of a cursor of another tenant is refused', async () => {
    const { eventCursor } = await app.beta.admin.get<{ eventCursor: string }>('{ eventCursor }');
    const followed = await follow(app.alpha.admin, CHANGES, { after: eventCursor });
    expect(followed.ended?.error).toMatchObject([{ extensions: { code: 'CURSOR_INVALID', field: 'after' } }]);
  });

  test('is answered once for all who get the same, and apart for those who do not', async () => {
    const before = app.app.topics.size;
    const { eventCursor } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
    const followed = await Promise.all([
      ...Array.from({ length: 5 }, () => follow(app.alpha.admin)),
      // Only the cursor differs.
      begin(app.alpha.admin, CHANGES, { after: eventCursor }),
    ]);
    await make({ title: 'shared' });
    await Promise.all(
      followed.map((one) => one.until(({ changes }) => changes.some(({ patch }) => patch?.title === 'shared'))),
    );
    expect(app.app.topics.size - before).toBe(1);
    await Promise.all([follow(app.alpha.as('seller')), follow(app.alpha.as('manager')), follow(app.beta.admin)]);
    expect(app.app.topics.size - before).toBe(4);
  });
});

describe('the log as a list', () => {
  test('brings the same as a subscription, page by page', async () => {
    const followed = await follow(app.alpha.admin);
    await Promise.all(Array.from({ length: 7 }, (_, index) => make({ title: `listed ${index}` })));
    await followed.has(7);
    const listed: unknown[] = [];
    let after = followed.events[0]?.cursor;
    for (let more = true; more; ) {
      const { events } = await app.alpha.admin.get<{
        events: { edges: { cursor: string; node: unknown }[]; pageInfo: { hasNextPage: boolean; end: string } };
      }>(
        `query($after: String) { events(after: $after, first: 3) { edges { cursor node { ${EVENT} } } pageInfo { hasNextPage end: endCursor } } }`,
        {
          after,
        },
      );
      listed.push(...events.edges.map(({ node }) => node));
      after = events.pageInfo.end;
      more = events.pageInfo.hasNextPage;
    }
    expect(listed).toEqual(followed.changes);
  });

  test('of another role has what that role may see', async () => {
    const page = await app.alpha
      .as('analyst')
      .get<{ events: { nodes: { patch: object }[]; pageInfo: object } }>(
        '{ events(first: 200) { nodes { patch } pageInfo { hasNextPage } } }',
      );
    expect(page.events.nodes.length).toBeGreaterThan(5);
    expect(JSON.stringify(page)).not.toMatch(/secretNumber|471[12]/);
    expect(await app.alpha.admin.refused('{ events(first: 201) { nodes { id } } }')).toMatchObject({
      code: 'PAGE_INVALID',
    });
  });
});

describe('the history of a record', () => {
  const HISTORY = `query($id: ID!, $first: Int, $after: String) { specimen(id: $id) { title history(first: $first, after: $after) {
    nodes { at actor version operation changes { field before after } } pageInfo { hasNextPage endCursor } } } }`;
  interface History {
    specimen: {
      history: {
        nodes: { version: number; operation: string; changes: { field: string; before: unknown; after: unknown }[] }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
  }

  test('tells who changed what, when, from what to what, the newest first, page by page', async () => {
    const id = await make({ title: 'old', size: 1 });
    await change(id, { title: 'new' });
    await change(id, { size: null });
    const { specimen } = await app.alpha.admin.get<History>(HISTORY, { id, first: 2 });
    expect(specimen.history.nodes).toMatchObject([
      { version: 3, operation: 'UPDATED', changes: [{ field: 'size', before: 1, after: null }] },
      { version: 2, operation: 'UPDATED', changes: [{ field: 'title', before: 'old', after: 'new' }] },
    ]);
    expect(specimen.history.pageInfo.hasNextPage).toBe(true);
    const rest = await app.alpha.admin.get<History>(HISTORY, { id, after: specimen.history.pageInfo.endCursor });
    expect(rest.specimen.history.nodes).toMatchObject([{ version: 1, operation: 'CREATED' }]);
    expect(rest.specimen.history.pageInfo.hasNextPage).toBe(false);
    expect(await app.alpha.admin.refused(HISTORY, { id, after: 'x' })).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  test('keeps the field rules, and is out of sight with its record', async () => {
    const id = await make({ title: 'hidden', secretNumber: 4713 });
    await change(id, { secretNumber: 4714 });
    const { specimen } = await app.alpha.as('analyst').get<History>(HISTORY, { id });
    expect(specimen.history.nodes.map(({ changes }) => changes.map(({ field }) => field))).toEqual([
      [],
      ['id', 'title'],
    ]);
    expect(JSON.stringify(specimen)).not.toContain('471');
    expect(await app.alpha.as('seller').get(HISTORY, { id })).toEqual({ specimen: null });
  });
});
