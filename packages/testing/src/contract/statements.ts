import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RecordType } from '@rapport/kernel';
import { withClient } from '@rapport/server';
import {
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import pg from 'pg';
import type { TestApp } from '../test-app.ts';
import type { ContractSubject } from './subject.ts';

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

const FEW = 2;
const MANY = 12;
const ROWS = 300;
/** Pages that a list of `FEW` may read more, once the table has hundreds of rows: a level more of each index. */
const MORE_PAGES = 40;

/**
 * A longer list takes no more statements, and a table with more rows no more pages: everything that can be selected of
 * a record is asked for, also what code of the plugin computes.
 */
export async function checkStatements(subject: ContractSubject): Promise<void> {
  const app = await subject.filledApp();
  for (const type of subject.writtenTypes) {
    for (let index = 0; index < MANY; index++) await subject.create(app.alpha, type);
    await app.drain();
    const few = await askedFor(app, type, FEW);
    const many = await askedFor(app, type, MANY);
    assert.equal(
      many.length,
      few.length,
      `A list of ${MANY} ${type.name} records takes ${many.length} statements, and one of ${FEW} takes ${few.length}.`,
    );
    const before = await pagesOf(app, few);
    await copyRows(app, type);
    const after = await pagesOf(app, few);
    assert.ok(
      after <= before + MORE_PAGES,
      `A list of ${FEW} ${type.name} records reads ${after} pages of a table with ${ROWS} rows more, and ${before} without.`,
    );
  }
}

/** The statements of a list of so many records, with all that needs no argument. */
async function askedFor(app: TestApp, type: RecordType, first: number): Promise<Asked[]> {
  const { access, composition } = await app.alpha.admin.principal();
  const selected = selectionOf(composition.schemaFor(access), type.name);
  const document = `{ ${type.plural}(first: ${first}) { nodes { ${selected} } } }`;
  const ask = async () => {
    const { errors } = await app.alpha.admin.askExecutor(document);
    assert.equal(errors, undefined, `Not everything of ${type.name} can be read: ${JSON.stringify(errors)}`);
  };
  // At times, the operation and the rights are learnt anew.
  const times = [await noteStatements(ask), await noteStatements(ask), await noteStatements(ask)];
  return times.reduce((least, asked) => (asked.length < least.length ? asked : least));
}

function selectionOf(schema: GraphQLSchema, typeName: string, depth = 1): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return '__typename';
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    const isList = /(Connection|Stats)$/.test(inner.name);
    if (depth === 0 || isList || isInterfaceType(inner)) return [];
    return [`${field.name} { ${selectionOf(schema, inner.name, depth - 1)} }`];
  });
  return ['__typename', ...parts].join(' ');
}

const noted = new AsyncLocalStorage<Asked[]>();

/** Statements with values that this work sends, not what goes on beside it; what begins and ends transactions has none. */
async function noteStatements(work: () => Promise<void>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first, values] = args as [string | Partial<Asked>, unknown[]?];
    const text = typeof first === 'string' ? first : first.text;
    const given = typeof first === 'string' ? values : (first.values ?? values);
    if (text && given && given.length > 0 && /from/i.test(text)) noted.getStore()?.push({ text, values: given });
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await noted.run(asked, work);
  } finally {
    pg.Client.prototype.query = query;
  }
  return asked;
}

/** Pages that the statements read, where no table is so small that reading all of it is best. */
async function pagesOf(app: TestApp, asked: readonly Asked[]): Promise<number> {
  return withClient(app.database.superuser, async (client) => {
    await client.query('set enable_seqscan = off');
    let pages = 0;
    for (const { text, values } of asked) {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
        `explain (analyze, buffers, timing off, format json) ${text}`,
        [...values],
      );
      const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
      pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
    }
    return pages;
  });
}

/** Hundreds of rows more, like one that is there, which no command wrote. */
async function copyRows(app: TestApp, { table, extensions }: RecordType): Promise<void> {
  const ids = Array.from({ length: ROWS }, () => randomUUID());
  await withClient(app.database.superuser, async (client) => {
    await client.query("set session_replication_role = 'replica'");
    // Scores stand in a table that all scorers share.
    const added = [...extensions.values()].filter(({ share }) => !share).map((one) => one.table);
    for (const each of [table, ...added]) {
      await client.query(
        `insert into "${each}" select (jsonb_populate_record(null::"${each}", to_jsonb(t) || ${await differences(client, each)})).*
         from (select * from "${each}" where tenant_id = $1 order by id limit 1) t, unnest($2::uuid[]) with ordinality n(id, number)`,
        [app.alpha.id, ids],
      );
      await client.query(`analyze "${each}"`);
    }
  });
}

/** The id of a new row, and values of its own in columns that are unique; those of enumerations stay. */
async function differences(client: pg.ClientBase, table: string): Promise<string> {
  const { rows } = await client.query<{ column: string; type: string }>(
    `select a.attname as column, format_type(a.atttypid, null) as type from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and a.attname not in ('tenant_id', 'id') and (
       exists (select from pg_index i where i.indrelid = a.attrelid and i.indisunique and a.attnum = any(i.indkey))
       or a.atttypid = 'uuid'::regtype and exists (select from pg_constraint x where x.conrelid = a.attrelid and x.contype = 'x'))
     and not exists (
       select from pg_constraint c
       where c.conrelid = a.attrelid and c.contype = 'c' and a.attnum = any(c.conkey) and pg_get_constraintdef(c.oid) like '%ANY%')`,
    [table],
  );
  const values: Readonly<Record<string, string>> = {
    uuid: 'gen_random_uuid()',
    text: "n.number::text || '~'",
    integer: 'n.number',
    bigint: 'n.number',
    date: 'current_date - n.number::integer',
  };
  const own = rows.flatMap(({ column, type }) => (values[type] ? [`, '${column}', ${values[type]}`] : []));
  return `jsonb_build_object('id', n.id${own.join('')})`;
}
