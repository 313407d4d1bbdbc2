import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { createClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { CHANGES, type Event } from './follow.ts';

let app: TestApp;
let url: string;

beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
});
afterAll(() => app.close());

const TYPES = { types: ['team.*'] };
const make = (name: string) =>
  app.alpha.admin.get('mutation($name: String!) { createTeam(input: { name: $name }) { id } }', { name });
const names = (events: readonly Event[]) =>
  events.filter(({ kind }) => kind !== 'CHECKPOINT').map(({ patch }) => patch?.name);

/** Takes so many changes out of a subscription, and leaves it. */
async function take(results: AsyncIterable<unknown>, count: number): Promise<Event[]> {
  const events: Event[] = [];
  if (count === 0) return events;
  for await (const result of results) {
    events.push((result as { data: { changes: Event } }).data.changes);
    if (names(events).length === count) break;
  }
  return events;
}

const clients = {
  'graphql-ws': () => {
    const client = createWebSocketClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${app.alpha.admin.key}` },
    });
    return {
      iterate: (variables: object) => client.iterate({ query: CHANGES, variables: { ...TYPES, ...variables } }),
      dispose: () => client.dispose(),
    };
  },
  'graphql-sse': () => {
    const client = createClient({
      url: `${url}/graphql/stream`,
      headers: { authorization: `Bearer ${app.alpha.admin.key}` },
      retryAttempts: 0,
    });
    return {
      iterate: (variables: object) => client.iterate({ query: CHANGES, variables: { ...TYPES, ...variables } }),
      dispose: () => client.dispose(),
    };
  },
};

describe.each(Object.entries(clients))("%s's own client", (name, connect) => {
  test('receives, and goes on after a break without a gap', async () => {
    const { eventCursor } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
    const first = connect();
    const taking = take(first.iterate({ after: eventCursor }), 2);
    for (const suffix of ['one', 'two', 'three']) await make(`${name} ${suffix}`);
    const received = await taking;
    first.dispose();
    expect(names(received)).toEqual([`${name} one`, `${name} two`]);
    await make(`${name} four`);
    const second = connect();
    const resumed = await take(second.iterate({ after: received.at(-1)?.cursor }), 2);
    second.dispose();
    expect(names(resumed)).toEqual([`${name} three`, `${name} four`]);
  });
});

/** Runs curl until its output holds a text. */
function curl(until: string, headers: readonly string[], body: object): Promise<string> {
  const options = [...headers, `authorization: Bearer ${app.alpha.admin.key}`].flatMap((header) => ['-H', header]);
  const child = spawn('curl', ['-sN', ...options, '--json', JSON.stringify(body), `${url}/graphql/stream`]);
  return new Promise((resolve, reject) => {
    let output = '';
    child.on('error', reject);
    child.on('close', () => resolve(output));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(until) && output.endsWith('\n\n')) child.kill();
    });
  });
}

describe('plain curl', () => {
  const body = { query: CHANGES, variables: TYPES };

  test('receives, and goes on where the last event that it got says', async () => {
    const { eventCursor: after } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
    await make('curl one');
    const first = await curl('curl one', [], { query: CHANGES, variables: { ...TYPES, after } });
    expect(first).toMatch(/^:\n\n/);
    const id = /^id: (\S+)\nevent: next\ndata: (\{.*\})$/m.exec(first);
    expect(JSON.parse(id?.[2] ?? '')).toMatchObject({
      data: { changes: { cursor: id?.[1], patch: { name: 'curl one' } } },
    });
    await make('curl two');
    // What a browser's EventSource sends when it comes back.
    const second = await curl('curl two', [`last-event-id: ${id?.[1]}`], body);
    expect(second).toContain('curl two');
    expect(second).not.toContain('curl one');
  });

  test('gets a query answered, and refusals told with their codes', async () => {
    expect(await curl('complete', [], { query: '{ viewer { kind } }' })).toContain(
      '{"data":{"viewer":{"kind":"API_KEY"}}',
    );
    expect(await curl('complete', [], { query: 'subscription { changes(after: "x") { id } }' })).toContain(
      'CURSOR_INVALID',
    );
    const refused = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
