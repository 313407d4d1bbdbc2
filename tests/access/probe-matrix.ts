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
/** Widest level of the reached ones; fails when a way reaches a wider level but not a narrower one. */
function scopeOf(reached: readonly string[]): string {
  const index = Math.max(-1, ...reached.map((level) => levels.indexOf(level as Level)));
  const expected = levels.slice(0, index + 1);
  if (expected.join() !== [...reached].join()) return `odd(${reached.join('+')})`;
  return index < 0 ? '-' : (levels[index] ?? '-');
}

/** A way to read a record: what is asked of it, with the id in the variable, and whether that was in the answer. */
interface Reader {
  readonly selection: (id: string) => string;
  readonly isThere: (answer: never) => boolean;
}

const readersOf = ({ name, plural }: RecordType): readonly Reader[] => [
  { selection: (id) => `${camel(name)}(id: ${id}) { id }`, isThere: (record: unknown) => record !== null },
  { selection: (id) => `node(id: ${id}) { id }`, isThere: (record: unknown) => record !== null },
  { selection: (id) => `nodes(ids: [${id}]) { id }`, isThere: ([record]: unknown[]) => record != null },
  {
    selection: (id) => `${plural}(filter: { id: { eq: ${id} } }) { nodes { id } }`,
    isThere: ({ nodes }: { nodes: unknown[] }) => nodes.length === 1,
  },
  {
    selection: (id) => `${plural}(filter: { id: { eq: ${id} } }) { exactCount }`,
    isThere: ({ exactCount }: { exactCount: number }) => exactCount === 1,
  },
  {
    selection: (id) => `${camel(name)}Stats(filter: { id: { eq: ${id} } }) { groups { count } }`,
    isThere: ({ groups }: { groups: { count: number }[] }) => groups[0]?.count === 1,
  },
];

/** What the role is asked for is not in its schema, whoever the record belongs to. */
class NotInSchema extends Error {}

const readAll = (selection: Reader['selection']) =>
  `query(${levels.map((level) => `$${level}: ID!`).join(', ')}) { ${levels.map((level) => `${level}: ${selection(`$${level}`)}`).join(' ')} }`;

/** What a client reaches of one record type, action by action. Reading is asked in every way there is. */
export async function probeActions(client: TestClient, owned: Owned): Promise<Record<string, string>> {
  const { type, ids, input, change } = owned;
  const reading = new Set<string>();
  for (const { selection, isThere } of readersOf(type)) {
    const { data } = await client.ask<Record<Level, never>>(readAll(selection), ids);
    reading.add(scopeOf(data ? levels.filter((level) => isThere(data[level])) : []));
  }
  const nested = JSON.stringify(await client.ask(owned.nested));
  reading.add(scopeOf(levels.filter((level) => nested.includes(ids[level]))));

  const create = `mutation($input: Create${type.name}Input!) { create${type.name}(input: $input) { id } }`;
  const update = `mutation($id: ID!, $input: Update${type.name}Input!) { update${type.name}(id: $id, input: $input) { id } }`;
  const remove = `mutation($id: ID!) { delete${type.name}(id: $id) { id } }`;
  const restore = `mutation($id: ID!) { restore${type.name}(id: $id) { id } }`;
  const isDone = async (document: string, variables: Record<string, unknown>) => {
    const { errors } = await client.ask(document, variables);
    if (errors?.[0]?.extensions?.code === 'GRAPHQL_VALIDATION_FAILED') throw new NotInSchema();
    return !errors;
  };
  const attempts: Record<string, (level: Level) => Promise<boolean>> = {
    create: async (level) => isDone(create, { input: await input(level) }),
    update: (level) =>
      typeof change === 'string'
        ? isDone(change, { id: ids[level] })
        : isDone(update, { id: ids[level], input: change }),
    delete: async (level) => {
      const gone = await isDone(remove, { id: ids[level] });
      if (gone) await client.get(restore, { id: ids[level] });
      return gone;
    },
  };
  const result: Record<string, string> = { read: [...reading].join('/') };
  for (const [action, attempt] of Object.entries(attempts)) {
    const reached: string[] = [];
    try {
      for (const level of levels) if (await attempt(level)) reached.push(level);
    } catch (error) {
      if (!(error instanceof NotInSchema)) throw error;
    }
    result[action] = scopeOf(reached);
  }
  return result;
}
