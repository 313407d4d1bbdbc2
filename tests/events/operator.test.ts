import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asOwner } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { eraseEventValues } from '../../packages/server/src/database/event-log.ts';
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

test('what merges and automations copied of them goes with them', async () => {
  const { admin } = app.alpha;
  const definition = {
    trigger: { event: 'customer.created' },
    steps: [{ id: 'hear', type: 'waitForEvent', event: 'customer.updated' }],
  };
  const { createAutomation } = await admin.get<{ createAutomation: { id: string } }>(
    'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }',
    { input: { key: 'listen', name: 'Listen', definition } },
  );
  await admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id: createAutomation.id });
  await app.drain();
  const survivorId = await app.alpha.customer({ name: 'Somebody else' });
  const mergedId = await app.alpha.customer({ name: 'Anna Canary', occupation: 'Canary keeper', region: 'North' });
  await app.drain();
  const UPDATE = 'mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Anna Canary the second" }) { id } }';
  await admin.get(UPDATE, { id: mergedId });
  await app.drain();
  const MERGE =
    'mutation($survivorId: ID!, $mergedId: ID!) { mergeCustomers(survivorId: $survivorId, mergedId: $mergedId) { merge { id } } }';
  await admin.get(MERGE, { survivorId, mergedId });
  await app.drain();
  const copies = async () => {
    const texts: string[] = [];
    for (const table of ['event_log', 'automation_run', 'automation_run_step', 'merge_step'])
      for (const { text } of await app.sql<{ text: string }>(
        `select t::text as text from ${table} t where t::text like '%anary%'`,
      ))
        texts.push(`${table} ${text}`);
    return texts;
  };
  const found = (await copies()).map((text) => text.split(' ')[0]);
  expect(new Set(found)).toEqual(new Set(['event_log', 'automation_run', 'automation_run_step', 'merge_step']));
  const erase = ['events', 'erase', mergedId, '--tenant', 'alpha', '--fields', 'name,occupation'];
  expect(runRapport(erase, environment)).toMatchObject({ status: 0 });
  // The same without a process.
  const ofSurvivor = { tenant: 'alpha', record: survivorId, fields: ['name', 'occupation'] };
  await asOwner(app.database.owner, (queryRunner) => eraseEventValues(queryRunner, app.app.installation, ofSurvivor));
  expect(await copies()).toEqual([]);
  // What nobody asked to erase stays.
  expect(await app.sql(`select 1 from automation_run where given like '%"region": "North"%'`)).toHaveLength(1);
});
