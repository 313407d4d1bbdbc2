import type { RecordType } from '@rapport/kernel';
import type { TestClient } from '@rapport/testing';

/**
 * Finds out from outside what each role may do: which fields, arguments and roots its schema shows by introspection,
 * and which records of others it reaches through every way to a record. Nothing here asks the grants.
 */

export interface Probe {
  /** Rows of the table: what is asked about, and one cell per role. */
  readonly rows: readonly (readonly [what: string, ...cells: string[]])[];
}

/** Whose records there are, seen from the acting user. Each level includes those before it. */
export const levels = ['own', 'team', 'territory', 'all'] as const;
export type Level = (typeof levels)[number];

interface Introspection {
  __schema: {
    types: {
      name: string;
      kind: string;
      fields: { name: string; args: { name: string }[] }[] | null;
      inputFields: { name: string }[] | null;
      enumValues: { name: string }[] | null;
      possibleTypes: { name: string }[] | null;
    }[];
  };
}

const INTROSPECTION = `{ __schema { types { name kind fields { name args { name } } inputFields { name } enumValues { name } possibleTypes { name } } } }`;

/** Every member of the schema that a role sees: `Customer.email`, `Query.customers(filter)`, `CustomerOrderField.NAME`, `CustomerTimelineEntry.Interaction`. */
export async function visibleMembers(client: TestClient): Promise<Set<string>> {
  const { __schema: schema } = await client.get<Introspection>(INTROSPECTION);
  const members = schema.types
    .filter(({ name, kind }) => !name.startsWith('__') && kind !== 'SCALAR')
    .flatMap(({ name, kind, fields, inputFields, enumValues, possibleTypes }) => [
      ...(fields ?? []).flatMap((field) => [
        `${name}.${field.name}`,
        ...field.args.map((argument) => `${name}.${field.name}(${argument.name})`),
      ]),
      ...(inputFields ?? []).map((field) => `${name}.${field.name}`),
      ...(enumValues ?? []).map((value) => `${name}.${value.name}`),
      ...(kind === 'UNION' ? (possibleTypes ?? []) : []).map((type) => `${name}.${type.name}`),
    ]);
  return new Set(members);
}

/** One row per member of the full schema: `x` where the role sees it. */
export async function probeMembers(clients: ReadonlyMap<string, TestClient>): Promise<Probe> {
  const byRole = new Map<string, Set<string>>();
  for (const [role, client] of clients) byRole.set(role, await visibleMembers(client));
  const all = [...(byRole.get('admin') ?? [])].sort();
  const rows = all.map((member): [string, ...string[]] => [
    member,
    ...[...byRole.values()].map((visible) => (visible.has(member) ? 'x' : '-')),
  ]);
  return { rows };
}

/** Records of one type that belong, seen from a user, to himself, his team, his territory and to others. */
export interface Owned {
  readonly type: RecordType;
  /** Ids by level. */
  readonly ids: Readonly<Record<Level, string>>;
  /** Input that creates one more, owned at the given level. */
  readonly input: (level: Level) => Promise<object> | object;
  /** A change that the schema allows, or a whole mutation of `$id`. */
  readonly change: object | string;
  /** Selections that reach the records over a relation: the root, and where their ids are in its answer. */
  readonly nested: string;
}

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const codeOf = (answer: { errors?: readonly { extensions?: { code?: unknown } }[] }) =>
  answer.errors?.[0]?.extensions?.code;

/** Widest level of the reached ones; fails when a way reaches a wider level but not a narrower one. */
function scopeOf(reached: readonly string[]): string {
  const index = Math.max(-1, ...reached.map((level) => levels.indexOf(level as Level)));
  const expected = levels.slice(0, index + 1);
  if (expected.join() !== [...reached].join()) return `odd(${reached.join('+')})`;
  return index < 0 ? '-' : (levels[index] ?? '-');
}

/** What a client reaches of one record type, action by action. Reading is asked in every way there is. */
export async function probeActions(
  client: TestClient,
  { type, ids, input, change, nested }: Owned,
): Promise<Record<string, string>> {
  const readers: Record<string, (id: string) => Promise<boolean>> = {
    lookup: async (id) =>
      (await ask(client, `query($id: ID!) { it: ${camel(type.name)}(id: $id) { id } }`, { id })) !== null,
    node: async (id) => (await ask(client, 'query($id: ID!) { it: node(id: $id) { id } }', { id })) !== null,
    nodes: async (id) =>
      (await ask<unknown[]>(client, 'query($id: ID!) { it: nodes(ids: [$id]) { id } }', { id }))?.[0] != null,
    list: async (id) =>
      (
        await ask<{ nodes: unknown[] }>(
          client,
          `query($id: ID!) { it: ${type.plural}(filter: { id: { eq: $id } }) { nodes { id } } }`,
          { id },
        )
      )?.nodes.length === 1,
    count: async (id) =>
      (
        await ask<{ exactCount: number }>(
          client,
          `query($id: ID!) { it: ${type.plural}(filter: { id: { eq: $id } }) { exactCount } }`,
          { id },
        )
      )?.exactCount === 1,
    stats: async (id) =>
      (
        await ask<{ groups: { count: number }[] }>(
          client,
          `query($id: ID!) { it: ${camel(type.name)}Stats(filter: { id: { eq: $id } }) { groups { count } } }`,
          { id },
        )
      )?.groups[0]?.count === 1,
    nested: async (id) => JSON.stringify(await client.ask(nested)).includes(id),
  };
  const reading = new Set<string>();
  for (const read of Object.values(readers)) {
    const reached: string[] = [];
    for (const level of levels) if (await read(ids[level])) reached.push(level);
    reading.add(scopeOf(reached));
  }
  const result: Record<string, string> = { read: [...reading].join('/') };

  const attempts: Record<string, (level: Level) => Promise<boolean>> = {
    create: async (level) =>
      codeOf(
        await client.ask(`mutation($input: Create${type.name}Input!) { create${type.name}(input: $input) { id } }`, {
          input: await input(level),
        }),
      ) === undefined,
    update: async (level) =>
      codeOf(
        await (typeof change === 'string'
          ? client.ask(change, { id: ids[level] })
          : client.ask(
              `mutation($id: ID!, $input: Update${type.name}Input!) { update${type.name}(id: $id, input: $input) { id } }`,
              { id: ids[level], input: change },
            )),
      ) === undefined,
    delete: async (level) => {
      const gone =
        codeOf(await client.ask(`mutation($id: ID!) { delete${type.name}(id: $id) { id } }`, { id: ids[level] })) ===
        undefined;
      if (gone) await client.get(`mutation($id: ID!) { restore${type.name}(id: $id) { id } }`, { id: ids[level] });
      return gone;
    },
  };
  for (const [action, attempt] of Object.entries(attempts)) {
    const reached: string[] = [];
    for (const level of levels) if (await attempt(level)) reached.push(level);
    result[action] = scopeOf(reached);
  }
  return result;
}

async function ask<Value>(
  client: TestClient,
  document: string,
  variables: Record<string, unknown>,
): Promise<Value | null> {
  const { data } = await client.ask<{ it: Value | null }>(document, variables);
  return data?.it ?? null;
}
