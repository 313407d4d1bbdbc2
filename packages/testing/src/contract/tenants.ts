import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRINCIPAL_LIFETIME_MS, type RecordField, type RecordType } from '@rapport/kernel';
import { printSchema } from 'graphql';
import type { TestApp, TestTenant } from '../test-app.ts';
import { isCreatable } from './samples.ts';
import type { ContractSubject } from './subject.ts';

type Rows = Readonly<Record<string, unknown>>;

/** What one tenant keeps, the other neither sees nor changes, by the API or by SQL. */
export async function checkIsolation(subject: ContractSubject): Promise<void> {
  const app = await subject.filledApp();
  const { alpha, beta } = app;
  for (const type of subject.writtenTypes) {
    const id = await subject.create(alpha, type);
    const { node, list } = await beta.admin.get<{ node: unknown; list: { nodes: { id: string }[] } }>(
      `query($id: ID!) { node(id: $id) { id } list: ${type.plural}(first: 200) { nodes { id } } }`,
      { id },
    );
    assert.equal(node, null, `Another tenant reads a ${type.name} by its id.`);
    assert.ok(!list.nodes.some((one) => one.id === id), `Another tenant has a ${type.name} in its list.`);
    const change = `mutation($id: ID!) { update${type.name}(id: $id, input: {}) { id } }`;
    if (type.commands.includes('update')) {
      const { errors } = await beta.admin.ask(change, { id });
      assert.ok(errors, `Another tenant changes a ${type.name}.`);
    }
  }
  for (const table of subject.tables) {
    const count = { text: `select count(*)::int as rows from "${table}" where tenant_id = $1`, values: [alpha.id] };
    const [row] = await app.app.database.forTenant(beta.id).run<{ rows: number }>(count);
    assert.equal(row?.rows, 0, `Row-level security lets another tenant read rows of "${table}".`);
  }
}

/** Written, switched off, switched on again: the rest works meanwhile, another tenant notices nothing, and all is there. */
export async function checkSwitching(subject: ContractSubject): Promise<void> {
  const app = await subject.filledApp();
  const { plugin } = subject;
  const { alpha, beta } = app;
  if (plugin.required) {
    const refused = await alpha.admin.refused(turnText('disable'), { id: plugin.id });
    assert.equal(refused.code, 'PLUGIN_IN_USE');
    return;
  }
  const before = await whatIsThere(subject, alpha);
  const whole = await schemaOf(alpha);
  const dependents = dependentsOf(app, plugin.id);
  await turn(app, alpha, 'disable', [...dependents, plugin.id]);
  try {
    assert.ok((await schemaOf(alpha)) !== whole, 'Switched off, the plugin is still in the schema.');
    assert.ok((await schemaOf(beta)) === whole, 'Switched off in one tenant, it is gone from the schema of another.');
    await assertApart(subject, alpha, beta);
    await assertCoreWorks(subject, app);
  } finally {
    await turn(app, alpha, 'enable', [plugin.id, ...[...dependents].reverse()]);
  }
  assert.ok((await schemaOf(alpha)) === whole, 'Switched on again, the plugin has another schema.');
  const after = await whatIsThere(subject, alpha);
  for (const [id, row] of Object.entries(before))
    assert.deepEqual(after[id], row, 'Switched on again, the plugin has lost values.');
}

const turnText = (verb: 'enable' | 'disable') => `mutation($id: String!) { ${verb}Plugin(id: $id) { id } }`;

/** Plugins that cannot be on without this one, each before those that it requires. */
function dependentsOf(app: TestApp, id: string): string[] {
  const needed = new Set([id]);
  const found: string[] = [];
  for (const { id: other, requires = [] } of app.app.installation.plugins) {
    if (!requires.some((each) => needed.has(each))) continue;
    needed.add(other);
    found.unshift(other);
  }
  return found;
}

async function turn(
  app: TestApp,
  { admin }: TestTenant,
  verb: 'enable' | 'disable',
  ids: readonly string[],
): Promise<void> {
  await app.drain();
  for (const id of ids) await admin.get(turnText(verb), { id });
  // What is known of an actor is kept for so long.
  await sleep(PRINCIPAL_LIFETIME_MS + 50);
}

async function schemaOf({ admin }: TestTenant): Promise<string> {
  const { access, composition } = await admin.principal();
  return printSchema(composition.schemaFor(access));
}

/** Two sets of plugins answer at once, each with its own schema. */
async function assertApart(subject: ContractSubject, without: TestTenant, having: TestTenant): Promise<void> {
  for (const [type, { key }] of subject.extensions) {
    const document = `{ ${type.plural}(first: 1) { nodes { ${key} { __typename } } } }`;
    const answers = await Promise.all([without, having, without, having].map(({ admin }) => admin.ask(document)));
    assert.deepEqual(
      answers.map(({ errors }) => errors?.[0]?.extensions?.code),
      ['GRAPHQL_VALIDATION_FAILED', undefined, 'GRAPHQL_VALIDATION_FAILED', undefined],
      `${type.name}.${key} of two sets of plugins in one process`,
    );
  }
  for (const { plural } of subject.types) {
    const document = `{ ${plural}(first: 1) { nodes { id } } }`;
    const answers = await Promise.all([without, having].map(({ admin }) => admin.ask(document)));
    assert.deepEqual(
      answers.map(({ errors }) => errors?.[0]?.extensions?.code),
      ['GRAPHQL_VALIDATION_FAILED', undefined],
    );
  }
}

/** Records that the plugin extends are still made, changed and listed. */
async function assertCoreWorks(subject: ContractSubject, app: TestApp): Promise<void> {
  const { alpha } = app;
  const bare = (input: Rows) =>
    Object.fromEntries(Object.entries(input).filter(([key]) => !subject.extensions.some(([, one]) => one.key === key)));
  for (const [type] of subject.extensions.filter(([type]) => isCreatable(type))) {
    const { id } = await alpha.admin.create(type.name, bare(await subject.samples.input(alpha, type)));
    const { list } = await alpha.admin.get<{ list: { nodes: object[] } }>(
      `query($id: ID!) { list: ${type.plural}(filter: { id: { eq: $id } }) { nodes { id } } }`,
      { id },
    );
    assert.equal(list.nodes.length, 1, `Switched off, a new ${type.name} is in no list.`);
  }
  await alpha.admin.get('{ plugins { id state } }');
}

/** Everything that the API shows of the plugin's fields and records, by id. */
async function whatIsThere(subject: ContractSubject, { admin }: TestTenant): Promise<Rows> {
  const found: Record<string, unknown> = {};
  const types = new Map<RecordType, string>(subject.types.map((type) => [type, selectionOf(type)]));
  for (const [type, { key, fields }] of subject.extensions)
    types.set(type, `${key} { ${[...fields.values()].map(selection).join(' ')} }`);
  for (const [type, selected] of types) {
    const { list } = await admin.get<{ list: { nodes: { id: string }[] } }>(
      `{ list: ${type.plural}(first: 200) { nodes { id ${selected} } } }`,
    );
    for (const node of list.nodes) found[node.id] = node;
  }
  return found;
}

const selectionOf = ({ fields }: RecordType): string =>
  [...fields.values()]
    .filter(({ extension, kind }) => !extension && kind.json.shape !== 'embedded')
    .map(selection)
    .join(' ');

function selection({ name, kind: { json } }: RecordField): string {
  return json.shape === 'composite' ? `${name} { ${Object.keys(json.parts).join(' ')} }` : name;
}
