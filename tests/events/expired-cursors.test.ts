import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import type { Client } from 'graphql-ws';
import { CHANGES, connect, Followed } from './follow.ts';

let app: TestApp;
let client: Client;

beforeAll(async () => {
  app = await createTestApp();
  client = connect(await app.listen(), app.alpha.admin.key);
});
afterAll(async () => {
  await client.dispose();
  await app.close();
});

const make = (name: string) =>
  app.alpha.admin.get('mutation($name: String!) { createTeam(input: { name: $name }) { id } }', { name });
const cursorNow = async () => (await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }')).eventCursor;
const follow = (after: string) => new Followed(client, CHANGES, { after, types: ['team.*'] });
const page = (after: string) =>
  app.alpha.admin.refused('query($after: String) { events(after: $after) { nodes { id } } }', { after });
const names = ({ changes }: Followed) => changes.map(({ patch }) => patch?.name);

/** Makes a team and waits until its event is in the log. */
async function makeAndLog(name: string): Promise<void> {
  const followed = follow(await cursorNow());
  await make(name);
  await hears(followed, name);
  followed.stop();
}

/** Events of before may come first: what was committed is in the log a little later. */
const hears = (followed: Followed, name: string) => followed.until((one) => names(one).includes(name));

interface Expired {
  readonly code: string;
  readonly oldestCursor: string;
  readonly eventCursor: string;
}

describe('[GU7] a cursor behind which something is missing', () => {
  test('is refused when retention has passed it, with where to go on; nothing is skipped in silence', async () => {
    const old = await cursorNow();
    await makeAndLog('forgotten');
    // Weeks pass: the partition of then goes, and later events are in another one.
    await app.sql("select keep_event_log(interval '30 days', now() + interval '60 days')");
    expect(await app.sql("select 1 from event_log where patch->>'name' = 'forgotten'")).toEqual([]);
    await app.sql("select keep_event_log(interval '30 days')");
    await make('kept');
    const refused = (await page(old)) as unknown as Expired;
    expect(refused).toMatchObject({ code: 'CURSOR_EXPIRED', field: 'after' });
    // Not one that was answered a moment ago: such answers are remembered for seconds.
    const followed = new Followed(client, CHANGES, { after: old, types: ['team.created'] });
    await followed.until(({ ended }) => ended !== undefined);
    expect(followed.ended?.error).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
    expect(followed.changes).toEqual([]);
    // What is still kept can be read on from the oldest place.
    expect(names(await follow(refused.oldestCursor).has(1))).toEqual(['kept']);
  });

  test('is refused after a restore, also by those who are connected, and reading anew leaves no hole', async () => {
    const old = await cursorNow();
    const connected = follow(old);
    await makeAndLog('of the other timeline');
    await hears(connected, 'of the other timeline');
    // A backup was restored: the operator says so.
    await app.sql('select raise_event_epochs()');
    await make('after the restore');
    await connected.until(({ ended }) => ended !== undefined);
    expect(connected.ended?.error).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
    expect(names(connected)).toEqual(['of the other timeline']);
    const { eventCursor } = (await page(old)) as unknown as Expired;
    const writing = Promise.all(Array.from({ length: 10 }, (_, index) => make(`tail ${index}`)));
    const snapshot = await app.alpha.admin.get<{ eventCursor: string; teams: { nodes: { name: string }[] } }>(
      '{ teams(first: 200) { nodes { name } } eventCursor }',
    );
    await writing;
    const tail = follow(snapshot.eventCursor);
    const known = () => new Set([...snapshot.teams.nodes.map(({ name }) => name), ...names(tail)]);
    await tail.until(() =>
      Array.from({ length: 10 }, (_, index) => `tail ${index}`).every((name) => known().has(name)),
    );
    expect(known()).toContain('after the restore');
    expect(eventCursor).toMatch(/^[\w-]{22}$/);
  });

  test('is refused also where nothing happens: whoever stands at the end hears of it, and new cursors are good', async () => {
    const old = await cursorNow();
    const standing = follow(old);
    await make('before the restore');
    await hears(standing, 'before the restore');
    await app.sql('select raise_event_epochs()');
    // Of the same topic, at once and once it has heard of the new log.
    const early = follow(await cursorNow());
    await standing.until(({ ended }) => ended !== undefined);
    expect(standing.ended?.error).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
    const late = follow(await cursorNow());
    await make('in the new log');
    for (const followed of [early, late]) expect(names(await followed.has(1))).toEqual(['in the new log']);
  });

  test('is refused when the log has been set back behind it, also if nobody said so', async () => {
    await makeAndLog('undone');
    const ahead = await cursorNow();
    await app.sql("delete from event_log where patch->>'name' = 'undone'");
    await app.sql('update event_head set seq = seq - 1 where tenant_id = $1', [app.alpha.id]);
    expect(await page(ahead)).toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  test('would be passed over in silence if the epoch were not looked at: the tests above can fail', async () => {
    const old = await cursorNow();
    const [before] = await app.sql('select epoch from event_head where tenant_id = $1', [app.alpha.id]);
    await app.sql('select raise_event_epochs()');
    expect(await page(old)).toMatchObject({ code: 'CURSOR_EXPIRED' });
    await app.sql('update event_head set epoch = $1 where tenant_id = $2', [before?.epoch, app.alpha.id]);
    expect(
      await app.alpha.admin.get('query($after: String) { events(after: $after) { nodes { id } } }', { after: old }),
    ).toEqual({
      events: { nodes: [] },
    });
  });
});
