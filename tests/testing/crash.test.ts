import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import counting from '../fixtures/counting.ts';

const MODULE = path.resolve('tests/fixtures/counting.ts');
// The process runs the sources, as these tests do.
const { NODE_OPTIONS } = process.env;
process.env.NODE_OPTIONS = `--conditions=@rapport/source --import=${path.resolve('tools/ts-hooks.mjs')}`;
afterAll(() => {
  process.env.NODE_OPTIONS = NODE_OPTIONS ?? '';
});

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp({ plugins: [counting] });
});
afterEach(() => app.close());

/** A run about a record is ready to be taken. */
async function startedAbout(recordId: string): Promise<string> {
  const { admin } = app.alpha;
  const count = { type: 'run', step: 'counting/count' };
  const steps = [
    { id: 'one', ...count },
    { id: 'two', ...count },
  ];
  const definition = { trigger: { manual: true }, recordType: 'Customer', steps };
  const { createAutomation } = await admin.get<{ createAutomation: { id: string } }>(
    'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }',
    { input: { key: 'count', name: 'Count', definition } },
  );
  const { id } = createAutomation;
  await admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id });
  await admin.get('mutation($id: ID!, $recordId: ID) { startAutomation(id: $id, recordId: $recordId) { id } }', {
    id,
    recordId,
  });
  return recordId;
}

const stateOf = async (id: string) => {
  const [row] = await app.sql(
    `select c.occupation, r.state, r.position from customer c left join automation_run r on r.subject_id = $1 where 'cus_' || c.id = $1`,
    [id],
  );
  return row;
};

test.each([
  ['before:step', { occupation: null, state: 'RUNNING', position: 0 }],
  ['after:step', { occupation: '1', state: 'RUNNING', position: 1 }],
] as const)(
  '[GU11] a process that dies %s leaves the whole step or nothing of it, and another one goes on',
  async (point, left) => {
    const id = await startedAbout(await app.alpha.customer());
    await app.crash(point, [MODULE]);
    expect(await stateOf(id)).toEqual(left);
    expect(await app.sql('select 1 from graphile_worker.jobs where locked_by is not null')).toHaveLength(1);
    await app.drain();
    expect(await stateOf(id)).toEqual({ occupation: '2', state: 'DONE', position: 2 });
    await expect(app.crash(point)).rejects.toThrow('before that');
  },
  90_000,
);
