import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import type { Client } from 'graphql-ws';
import { CHANGES, connect, Followed } from './follow.ts';

let app: TestApp;
let url: string;
const clients: Client[] = [];

beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});
afterAll(() => app.close());

const follow = (who: TestClient, query = CHANGES, variables: Record<string, unknown> = {}) => {
  const client = connect(url, who.key);
  clients.push(client);
  return new Followed(client, query, variables);
};
const createTeam = async (name: string) =>
  (
    await app.alpha.admin.get<{ createTeam: { id: string } }>(
      'mutation($name: String!) { createTeam(input: { name: $name }) { id } }',
      { name },
    )
  ).createTeam.id;

describe('a subscription', () => {
  test('brings every change from then on, beginning with a cursor to come back with', async () => {
    const followed = follow(app.alpha.admin, CHANGES, { types: ['team.*'] });
    await followed.until(({ events }) => events.length === 1);
    expect(followed.events[0]).toMatchObject({ kind: 'CHECKPOINT', id: null, node: null });
    const id = await createTeam('first');
    await app.alpha.admin.get('mutation($id: ID!) { updateTeam(id: $id, input: { name: "second" }) { id } }', { id });
    await followed.has(2);
    expect(followed.changes).toMatchObject([
      { kind: 'CREATED', type: 'team.created', recordId: id, patch: { id, name: 'first' } },
      { kind: 'UPDATED', type: 'team.updated', changedFields: ['name'], node: { id, name: 'second' } },
    ]);
  });
});
