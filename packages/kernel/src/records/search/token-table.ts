import { isolateTenants, quoteLiteral } from '../../tenancy/index.ts';
import { refs, uuidsOf } from '../kinds/index.ts';
import type { Leaf, Predicate, TokenPredicate } from '../predicate.ts';
import type { RecordType } from '../record-type.ts';
import { fieldOf } from '../relations.ts';
import { type InputColumn, inputRows } from '../sql/input-rows.ts';
import type { StatementBuilder } from '../sql/statement-builder.ts';
import { tokenField } from './searched-field.ts';
import { tokenKinds, tokensOf } from './tokens.ts';

/**
 * The index of all searches. A row leads from a token to a record that has it in a field; newest records come last
 * within a token, because ids rise with time. Whether a record is there, and in whose sight, is asked of the record.
 */
export const createSearchTokens = `
create table search_token (
  tenant_id integer not null,
  field text collate "C" not null,
  kind text collate "C" not null,
  token text collate "C" not null,
  record_id uuid not null,
  primary key (tenant_id, field, kind, token, record_id)
);
create index search_token_record_idx on search_token (tenant_id, record_id);
${isolateTenants('search_token', ['select', 'insert', 'delete'])}`;

/** Sorts after every text that begins with what stands before it. */
const LAST_CHARACTER = '\u{10ffff}';

/** Condition on rows of the index under this alias: they hold the token. */
function holdsToken(leaf: TokenPredicate, statement: StatementBuilder, alias: string): string {
  return `${isOfField(leaf, alias)} and ${hasText(leaf, statement, alias)}`;
}

function isOfField({ type, field, token }: TokenPredicate, alias: string): string {
  return `${alias}.field = ${quoteLiteral(tokenField(type, field))} and ${alias}.kind = '${tokenKinds[token]}'`;
}

function hasText({ match, value, text }: TokenPredicate, statement: StatementBuilder, alias: string): string {
  if (match === 'equal') return `${alias}.token = ${statement.parameter(value, 'text', text)}`;
  if (match === 'any') return `${alias}.token = any(${statement.parameter(value, 'text[]', text)})`;
  const end = statement.parameter(value, 'text', (raw, context) => String(text(raw, context)) + LAST_CHARACTER);
  return `${alias}.token >= ${statement.parameter(value, 'text', text)} and ${alias}.token < ${end}`;
}

/** Whether the record with this id has the token: by the whole key, or by the few tokens of the record. */
export function hasToken(leaf: TokenPredicate, statement: StatementBuilder, id: string): string {
  const row = statement.alias();
  if (leaf.match === 'equal')
    return `exists (select 1 from search_token ${row} where ${row}.tenant_id = ${statement.tenant} and ${holdsToken(leaf, statement, row)} and ${row}.record_id = ${id} offset 0)`;
  return `exists (select 1 from (${tokensOfRecord(statement, id)}) ${row} where ${holdsToken(leaf, statement, row)})`;
}

/** A condition that the tokens of one record decide. */
export type TokenTree = TokenPredicate | { readonly kind: 'all' | 'any'; readonly of: readonly TokenTree[] };

export function isOfTokens(predicate: Predicate): predicate is TokenTree {
  if (predicate.kind === 'all' || predicate.kind === 'any')
    return predicate.of.length > 0 && predicate.of.every(isOfTokens);
  return predicate.kind === 'token';
}

/** The same for several tokens, with one look at those of the record. */
export function hasTokens(tree: TokenTree, statement: StatementBuilder, id: string): string {
  const row = statement.alias();
  const write = (part: TokenTree): string =>
    part.kind === 'token'
      ? `coalesce(bool_or(${holdsToken(part, statement, row)}), false)`
      : `(${part.of.map(write).join(part.kind === 'all' ? ' and ' : ' or ')})`;
  return `(select ${write(tree)} from (${tokensOfRecord(statement, id)}) ${row})`;
}

/** The few tokens of one record; `offset 0` keeps other conditions from choosing another index. */
export function tokensOfRecord(statement: StatementBuilder, id: string): string {
  const row = statement.alias();
  return `select ${row}.field, ${row}.kind, ${row}.token from search_token ${row} where ${row}.tenant_id = ${statement.tenant} and ${row}.record_id = ${id} offset 0`;
}

/** Select of `id`: records that have the token; at most so many, in the order of the index. */
export function tokenHolders(leaf: TokenPredicate, statement: StatementBuilder, limit?: number): string {
  const row = statement.alias();
  const holders = `select ${row}.record_id as id from search_token ${row} where ${row}.tenant_id = ${statement.tenant} and ${holdsToken(leaf, statement, row)}`;
  if (limit === undefined) return holders;
  const order = leaf.match === 'equal' ? `${row}.record_id desc` : `${row}.token, ${row}.record_id`;
  return `${holders} order by ${order} limit ${limit}`;
}

/** Values of searched fields of a record, by field name. */
export interface SearchedValues {
  readonly uuid: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Tokens of records: one row for each. */
export interface TokenRow {
  readonly field: string;
  readonly kind: string;
  readonly token: string;
  readonly uuid: string;
}

export function tokenRows(type: RecordType, records: readonly SearchedValues[]): TokenRow[] {
  return [...wordTokenRows(type, records), ...referenceTokenRows(type, records)];
}

/** Lists of references lead by tokens from a record to those that refer to it. */
function referenceTokenRows(type: RecordType, records: readonly SearchedValues[]): TokenRow[] {
  const lists = [...type.referenceLists.values()].map((list) => fieldOf(type, list.field));
  return records.flatMap(({ uuid, values }) =>
    lists.flatMap((field) => {
      const ids = values[field.name];
      if (!Array.isArray(ids)) return [];
      const kind = tokenKinds.reference;
      return uuidsOf(ids, field, field.name).map((token) => ({ field: tokenField(type, field), kind, token, uuid }));
    }),
  );
}

/** The condition of a list of references as the token index knows it; undefined for any other. */
export function referenceToken(type: RecordType, { field, operator, value, path }: Leaf): TokenPredicate | undefined {
  if (field.kind !== refs || operator !== 'containsAny') return undefined;
  const text = (raw: unknown) => uuidsOf(raw, field, path);
  return { kind: 'token', type, field, token: 'reference', match: 'any', value, text, path };
}

function wordTokenRows({ search, ...type }: RecordType, records: readonly SearchedValues[]): TokenRow[] {
  return records.flatMap(({ uuid, values }) =>
    [...(search?.fields ?? [])].flatMap(([field, ways]) => {
      const value = values[field.name];
      if (typeof value !== 'string') return [];
      const name = `${type.prefix}.${field.name}`;
      return tokensOf(value, ways).map(({ kind, text }) => ({
        field: name,
        kind: tokenKinds[kind],
        token: text,
        uuid,
      }));
    }),
  );
}

/** Statements that add tokens to the index, and take tokens from it; to stand by themselves or in a `with` clause. */
export const addTokens = (statement: StatementBuilder, rows: readonly TokenRow[], condition = 'true'): string =>
  `insert into search_token (tenant_id, field, kind, token, record_id) select ${statement.tenant}, field, kind, token, record_id from ${input(statement, rows)} where ${condition} on conflict do nothing`;

export const removeTokens = (statement: StatementBuilder, rows: readonly TokenRow[]): string =>
  `delete from search_token k using ${input(statement, rows)} where k.tenant_id = ${statement.tenant} and k.field = tokens.field and k.kind = tokens.kind and k.token = tokens.token and k.record_id = tokens.record_id`;

function input(statement: StatementBuilder, rows: readonly TokenRow[]): string {
  const column = (name: string, type: string, of: (row: TokenRow) => unknown): InputColumn => ({
    name,
    type,
    values: rows.map(of),
  });
  return inputRows(statement, 'tokens', [
    column('field', 'text', ({ field }) => field),
    column('kind', 'text', ({ kind }) => kind),
    column('token', 'text', ({ token }) => token),
    column('record_id', 'uuid', ({ uuid }) => uuid),
  ]);
}
