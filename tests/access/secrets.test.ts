import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

const lines: string[] = [];
let app: TestApp;
let url: string;
beforeAll(async () => {
  app = await createTestApp({ log: (line) => lines.push(line) });
  url = await app.listen();
});
afterAll(() => app.close());

/** Every value of every table, as text. */
async function wholeDatabase(): Promise<string> {
  const tables = await app.sql<{ name: string }>(
    "select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')",
  );
  const contents = await Promise.all(
    tables.map(async ({ name }) => JSON.stringify(await app.sql(`select row_to_json(t)::text from "${name}" t`))),
  );
  return contents.join('\n');
}

test('[GU38] a key is in no log, no answer, no table and no event after it was shown once', async () => {
  const { viewer } = await app.alpha.admin.get<{ viewer: { role: { id: string } } }>('{ viewer { role { id } } }');
  const create =
    'mutation($roleId: ID!) { createApiKey(input: { name: "canary", roleId: $roleId }, idempotencyKey: "canary") { secret apiKey { id } } }';
  const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
    create,
    { roleId: viewer.role.id },
  );
  const canary = createApiKey.secret;

  const answers: string[] = [];
  const ask = async (query: string, variables: object = {}, authorization = `Bearer ${canary}`) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query, variables }),
    });
    answers.push(await response.text(), JSON.stringify([...response.headers]));
  };
  await ask('{ viewer { id kind } apiKeys { nodes { id name lastUsedAt role { key } } } }');
  await ask('mutation { createTeam(input: { name: "Team" }) { id } }');
  await ask('{ nonsense }');
  await ask('{ customers(first: -1) { totalCount } }');
  await ask(create, { roleId: viewer.role.id });
  await ask('{ viewer { id } }', {}, `Bearer ${canary}x`);
  await ask('query($f: CustomerFilter) { customers(filter: $f) { totalCount } }', { f: { name: 7 } });
  // A fault inside, whose details go to the log.
  await app.sql('alter table team rename to hidden_team');
  await ask('{ teams { totalCount } }');
  await app.sql('alter table hidden_team rename to team');
  await app.alpha.admin.get('mutation($id: ID!) { updateApiKey(id: $id, input: { name: "renamed" }) { id } }', {
    id: createApiKey.apiKey.id,
  });
  await app.alpha.admin.get('mutation($id: ID!) { deleteApiKey(id: $id) { id } }', { id: createApiKey.apiKey.id });

  const log = lines.join('\n');
  expect(log).toContain('internal error');
  const random = canary.slice(3);
  for (const [place, content] of Object.entries({
    log,
    answers: answers.join('\n'),
    database: await wholeDatabase(),
  })) {
    expect({ place, found: content.includes(random) || content.includes(Buffer.from(canary).toString('hex')) }).toEqual(
      { place, found: false },
    );
    expect({ place, found: content.includes(app.database.api.password ?? 'none') }).toEqual({ place, found: false });
  }
  // The search itself can find: the hash is in the database, the name is in the journal.
  expect(await wholeDatabase()).toContain('renamed');
});
