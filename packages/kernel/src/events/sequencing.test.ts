import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConnectionSettings, withClient } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import type pg from 'pg';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

interface Page {
  readonly events: {
    readonly nodes: readonly ShownEvent[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

interface ShownEvent {
  readonly id: string;
  readonly cursor: string;
  readonly sequence: string;
  readonly kind: string;
  readonly type: string;
  readonly recordId: string;
  readonly version: number;
  readonly operation: string;
  readonly changedFields: readonly string[];
  readonly patch: Record<string, unknown> | null;
  readonly actor: string;
  readonly requestId: string;
  readonly node: { readonly name?: string } | null;
}

const EVENTS = `query($after: String, $first: Int, $types: [String!], $filter: EventFilter) {
  events(after: $after, first: $first, types: $types, filter: $filter) {
    nodes { id cursor sequence kind type recordId version operation changedFields patch actor requestId node { id ... on Team { name } } }
    pageInfo { endCursor hasNextPage }
  }
}`;

const move = () => app.sql("select busy, moved, heads from sequence_events(2000, '{}')");
const eventsAfter = async (after: string, more: object = {}) =>
  (await app.alpha.admin.get<Page>(EVENTS, { after, ...more })).events;
const cursorNow = async () => {
  await move();
  return (await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }')).eventCursor;
};

/** Writes an event as a plugin would. */
async function note(where: pg.Client | ConnectionSettings, type: string): Promise<void> {
  if (!('query' in where)) return withClient(where, (client) => note(client, type));
  await where.query(
    `insert into outbox (tenant_id, type, changed_fields, patch, actor, request_id, schema_version)
     values ($1, $2, '{}', '{}', 'nobody', 'test', 1)`,
    [app.alpha.id, type],
  );
}

const count = async () =>
  Number((await app.sql('select seq from event_head where tenant_id = $1', [app.alpha.id]))[0]?.seq);
const typesAfter = async (seq: number) =>
  (
    await app.sql<{ type: string }>('select type from event_log where tenant_id = $1 and seq > $2 order by seq', [
      app.alpha.id,
      seq,
    ])
  ).map(({ type }) => type);

describe('the event log', () => {
  test('tells of every change who did what to which record, from the cursor that was read before', async () => {
    const before = await cursorNow();
    const { createTeam: team } = await app.alpha.admin.get<{ createTeam: { id: string } }>(
      'mutation { createTeam(input: { name: "North" }) { id } }',
    );
    await app.alpha.admin.get('mutation($id: ID!) { updateTeam(id: $id, input: { name: "South" }) { id } }', team);
    await app.alpha.admin.get('mutation($id: ID!) { deleteTeam(id: $id) { id } }', team);
    await move();
    const { nodes, pageInfo } = await eventsAfter(before);
    expect(nodes.map(({ type, kind, operation, version }) => [type, kind, operation, version])).toEqual([
      // Created and changed, it would be UPDATED; by now it is gone.
      ['team.updated', 'REMOVED', 'UPDATED', 2],
      ['team.deleted', 'REMOVED', 'DELETED', 3],
    ]);
    expect(pageInfo).toEqual({ endCursor: nodes.at(-1)?.cursor, hasNextPage: false });
    await app.alpha.admin.get('mutation($id: ID!) { restoreTeam(id: $id) { id } }', team);
    await move();
    const again = (await eventsAfter(before)).nodes;
    expect(again.map(({ type, kind, patch, node }) => [type, kind, patch, node])).toEqual([
      ['team.created', 'CREATED', { id: team.id, name: 'North' }, { id: team.id, name: 'South' }],
      ['team.updated', 'UPDATED', { name: 'South' }, { id: team.id, name: 'South' }],
      ['team.deleted', 'UPDATED', {}, { id: team.id, name: 'South' }],
      ['team.restored', 'CREATED', {}, { id: team.id, name: 'South' }],
    ]);
    expect(new Set(again.map(({ actor }) => actor)).size).toBe(1);
    expect(again[0]?.actor).toMatch(/^key_/);
    expect(new Set(again.map(({ requestId }) => requestId)).size).toBe(4);
    expect(again.map(({ sequence }) => Number(sequence) - Number(again[0]?.sequence))).toEqual([0, 1, 2, 3]);
  });

  test('numbers the events of each tenant without a gap', async () => {
    await app.beta.admin.get('mutation { createTeam(input: { name: "Beta" }) { id } }');
    await move();
    const rows = await app.sql<{ tenant_id: number; seqs: string[] }>(
      'select tenant_id, array_agg(seq order by seq) as seqs from event_log group by tenant_id order by tenant_id',
    );
    for (const { seqs } of rows) expect(seqs.map(Number)).toEqual(seqs.map((_, index) => index + 1));
    expect(rows).toHaveLength(2);
    const heads = await app.sql<{ seq: string }>('select seq from event_head order by tenant_id');
    expect(heads.map(({ seq }) => Number(seq))).toEqual(rows.map(({ seqs }) => seqs.length));
  });

  test('keeps the events of one transaction together, behind those that were committed while it ran', async () => {
    await move();
    const loggedBefore = await count();
    await withClient(app.database.superuser, async (slow) => {
      await slow.query('begin');
      await note(slow, 'slow one');
      await withClient(app.database.superuser, (fast) => note(fast, 'fast'));
      await note(slow, 'slow two');
      await slow.query('commit');
    });
    await move();
    expect(await typesAfter(loggedBefore)).toEqual(['fast', 'slow one', 'slow two']);
  });

  test('moves a transaction that is larger than a batch as a whole, and nothing of one that the batch would cut', async () => {
    await move();
    const loggedBefore = await count();
    await withClient(app.database.superuser, async (long) => {
      await long.query('begin');
      await note(long, 'long');
      await withClient(app.database.superuser, (short) => note(short, 'short'));
      for (let index = 0; index < 4; index++) await note(long, 'long');
      await long.query('commit');
    });
    const moveTwo = () => app.sql<{ moved: number }>("select moved from sequence_events(2, '{}')");
    expect(await moveTwo()).toEqual([{ moved: 1 }]);
    expect(await typesAfter(loggedBefore)).toEqual(['short']);
    expect(await moveTwo()).toEqual([{ moved: 5 }]);
    expect(await moveTwo()).toEqual([{ moved: 0 }]);
    expect(await typesAfter(loggedBefore)).toEqual(['short', 'long', 'long', 'long', 'long', 'long']);
  });

  test('leaves to others what they are moving', async () => {
    await withClient(app.database.superuser, async (other) => {
      await other.query('begin');
      await other.query("select sequence_events(2000, '{}')");
      await note(app.database.superuser, 'meanwhile');
      expect(await move()).toMatchObject([{ busy: true, moved: 0 }]);
      await other.query('commit');
    });
    expect(await move()).toMatchObject([{ busy: false, moved: 1 }]);
  });
});

describe('values of a person', () => {
  test('can be erased later: from the log and from what waits for it, without breaking the numbering', async () => {
    const before = await cursorNow();
    const { createTeam: team } = await app.alpha.admin.get<{ createTeam: { id: string } }>(
      'mutation { createTeam(input: { name: "Canary One" }) { id } }',
    );
    await move();
    await app.alpha.admin.get('mutation($id: ID!) { updateTeam(id: $id, input: { name: "Canary Two" }) { id } }', team);
    const erase = 'select erase_event_values($1, $2, $3) as events';
    const values = [app.alpha.id, team.id.slice(4), ['name']];
    expect(await app.sql(erase, values)).toEqual([{ events: 2 }]);
    await move();
    const kept = await app.sql('select patch from event_log where record_id = $1 order by seq', [team.id.slice(4)]);
    expect(JSON.stringify(kept)).not.toContain('Canary');
    const { nodes } = await eventsAfter(before);
    expect(nodes.map(({ changedFields, patch }) => [changedFields, patch])).toEqual([
      [['id', 'name'], { id: team.id }],
      [['name'], {}],
    ]);
    expect(Number(nodes[1]?.sequence)).toBe(Number(nodes[0]?.sequence) + 1);
  });

  test('cannot be erased by the API, which can change nothing that was logged', async () => {
    const asApi = (text: string) => withClient(app.database.api, (client) => client.query(text));
    for (const text of [
      "select erase_event_values(1, gen_random_uuid(), '{}')",
      'select raise_event_epochs()',
      'update event_log set type = type',
      'delete from event_log',
      'update event_head set seq = 0',
      'delete from outbox',
    ])
      await expect(asApi(text)).rejects.toThrow(/permission denied/);
  });
});
