import { fullTable } from '../records/extensions/extended-rows.ts';
import type { RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import {
  addTokens,
  removeTokens,
  type SearchedValues,
  type TokenRow,
  tokenRows,
} from '../records/search/token-table.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import { quoteIdentifier, quoteLiteral, type Statement } from '../tenancy/index.ts';
import type { RecordChange } from './change.ts';

/**
 * Common table expressions that keep the search index in the statement that writes the records; empty when nothing
 * searched has changed. Deleting and restoring change no value, so they leave it alone: whoever looks a token up asks
 * the record whether it is there.
 */
export function searchIndexSql(
  statement: StatementBuilder,
  type: RecordType,
  changes: readonly RecordChange[],
): string {
  const before = tokensOf(type, changes, 'before');
  const after = tokensOf(type, changes, 'after');
  const removed = without(before, after);
  const added = without(after, before);
  return [
    // Rows that were not written have no tokens.
    added.length > 0 ? `,\nadded_tokens as (${addTokens(statement, added, 'exists (select 1 from written)')})` : '',
    removed.length > 0 ? `,\nremoved_tokens as (${removeTokens(statement, removed)})` : '',
  ].join('');
}

function tokensOf(type: RecordType, changes: readonly RecordChange[], side: 'before' | 'after'): TokenRow[] {
  return tokenRows(
    type,
    changes.map((change) => ({ uuid: change.uuid, values: change[side] })),
  );
}

function without(rows: readonly TokenRow[], others: readonly TokenRow[]): TokenRow[] {
  const key = ({ uuid, field, kind, token }: TokenRow) => `${uuid} ${field} ${kind} ${token}`;
  const known = new Set(others.map(key));
  return rows.filter((row) => !known.has(key(row)));
}

/** Records whose tokens are made together. */
const BATCH = 2_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

interface Runner {
  run<Row extends object>(statement: Statement): Promise<Row[]>;
}

/**
 * Makes all tokens of one record type and tenant anew, in the transaction of `runner`, whose connection must own the
 * tables. Searches go on meanwhile; writes of that record type wait. Returns the number of records.
 */
export async function rebuildSearchIndex(runner: Runner, tenantId: number, type: RecordType): Promise<number> {
  const table = quoteIdentifier(type.table);
  await runner.run({ text: `lock table ${table} in share mode`, values: [] });
  const prefix = quoteLiteral(`${type.prefix}.`);
  await runner.run({
    text: `delete from search_token where tenant_id = $1 and starts_with(field, ${prefix})`,
    values: [tenantId],
  });
  const lists = [...type.referenceLists.values()].map((list) => fieldOf(type, list.field));
  const fields = [...(type.search?.fields.keys() ?? []), ...lists];
  const columns = ['id', ...fields.flatMap((field) => field.columns)].map(quoteIdentifier).join(', ');
  let records = 0;
  for (let after = BEFORE_ALL; fields.length > 0; ) {
    const rows = await runner.run<{ id: string; [column: string]: unknown }>({
      text: `select ${columns} from ${fullTable(type)} record where tenant_id = $1 and id > $2 order by id limit ${BATCH}`,
      values: [tenantId, after],
    });
    const last = rows.at(-1);
    if (!last) break;
    await add(
      runner,
      tenantId,
      type,
      rows.map((row): SearchedValues => {
        const shown = fields.map((field) => [
          field.name,
          field.kind.show(
            field.columns.map((name) => row[name]),
            field,
          ),
        ]);
        return { uuid: row.id, values: Object.fromEntries(shown) };
      }),
    );
    after = last.id;
    records += rows.length;
  }
  return records;
}

async function add(runner: Runner, tenantId: number, type: RecordType, records: readonly SearchedValues[]) {
  const tokens = tokenRows(type, records);
  if (tokens.length === 0) return;
  const statement = new StatementBuilder();
  const request = {
    tenant: { id: tenantId, defaultCountry: undefined },
    actor: { userId: undefined, teamIds: [], territoryIds: [], recordId: undefined },
    variables: {},
  };
  await runner.run(statement.build(addTokens(statement, tokens), request));
}
