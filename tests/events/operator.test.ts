import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { runRapport } from '../product/rapport-process.ts';

let app: TestApp;
let environment: Record<string, string>;

beforeAll(async () => {
  app = await createTestApp();
  const url = ({ host, user, password, database }: TestApp['database']['api']) =>
    `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`;
  environment = { DATABASE_URL: url(app.database.api), DATABASE_OWNER_URL: url(app.database.owner) };
});
afterAll(() => app.close());

test('the operator says that a backup was restored, and cursors from before are refused', async () => {
  const { eventCursor: after } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
  expect(runRapport(['events', 'new-epoch'], environment)).toMatchObject({ status: 0 });
  expect(
    await app.alpha.admin.refused('query($after: String) { events(after: $after) { nodes { id } } }', { after }),
  ).toMatchObject({ code: 'CURSOR_EXPIRED' });
});

test('the operator erases what events tell of a person', async () => {
  const { createTeam } = await app.alpha.admin.get<{ createTeam: { id: string } }>(
    'mutation { createTeam(input: { name: "Canary" }) { id } }',
  );
  const erase = (...options: string[]) =>
    runRapport(['events', 'erase', createTeam.id, '--tenant', 'alpha', ...options], environment);
  expect(erase('--fields', 'nothing')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no field "nothing"'),
  });
  expect(erase('--fields', 'name')).toMatchObject({ status: 0, stdout: 'Erased values of 1 events.\n' });
  expect(await app.sql('select patch from outbox where record_id = $1', [createTeam.id.slice(4)])).toEqual([
    { patch: { id: createTeam.id } },
  ]);
});
