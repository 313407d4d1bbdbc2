import { RapportError } from '../../errors/index.ts';
import { comparisons, type LeafOperator } from '../field-kind.ts';
import { known } from '../plan/variables.ts';
import { allOf, type Leaf, type Predicate, simplify } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RecordType } from '../record-type.ts';
import { successorColumn } from '../relations.ts';
import { hasToken, hasTokens, isOfTokens, referenceToken, tokenHolders } from '../search/token-table.ts';
import { columnType } from './column-type.ts';
import { conjunction } from './conjunction.ts';
import { OuterColumn, type RowSource } from './row-source.ts';
import type { Encode, StatementBuilder } from './statement-builder.ts';

/** Case-insensitive matching needs a collation that knows letters beyond ASCII. */
const MATCHING_COLLATION = 'collate "und-x-icu"';

/** The database compares a pattern with every place of every text. */
const MAX_PATTERN_LENGTH = 500;

/** Which rows count as there: the living ones, the soft-deleted ones, both, or the living ones and those that were merged into them. */
export type DeletedRows = 'excluded' | 'only' | 'included' | 'unless merged';

/** What decides which rows a list or an aggregate is made of. */
export interface Listed {
  readonly filter: Predicate;
  readonly deleted: DeletedRows;
}

/** Writes predicates as SQL, and is the one place where tenant, soft deletion and row scope enter a statement. */
export class PredicateSql {
  private readonly statement: StatementBuilder;
  private readonly access: ReadAccess;

  constructor(statement: StatementBuilder, access: ReadAccess) {
    this.statement = statement;
    this.access = access;
  }

  /** Rows of `source` that the actor may read. Everything a user asks for is ANDed to this from outside. */
  visible(source: RowSource, deleted: DeletedRows = 'excluded'): string {
    return conjunction(this.exists(source, deleted), this.scope(source));
  }

  /** Rows of `source` that the actor may read and lists show. */
  listed(source: RowSource): string {
    return conjunction(this.there(source), this.scope(source));
  }

  /** Rows of the tenant that lists show, in sight or not: the part of every condition that all indexes serve. */
  there(source: RowSource, deleted: DeletedRows = 'excluded'): string {
    return conjunction(this.exists(source, deleted), deleted === 'excluded' ? standingSql(source) : undefined);
  }

  /** Rows of the tenant that can be looked up: also those that lists no longer show, because another took their place. */
  private exists(source: RowSource, deleted: DeletedRows = 'excluded'): string {
    return conjunction(this.ofTenant(source), livingSql(source, deleted));
  }

  /** What decides besides that which rows are in a list: the row scope and the filter. */
  sieve(type: RecordType, filter: Predicate): Predicate {
    return allOf(this.access.scope(type, 'read'), filter);
  }

  /** Rows of a list: in sight, and matching the filter. */
  rows(source: RowSource, { deleted, filter }: Listed): string {
    const found = isOfParent(filter) ? undefined : this.foundBySearch(source, filter);
    return conjunction(this.there(source, deleted), found, this.condition(this.sieve(source.type, filter), source));
  }

  /** Rows that the search index has, and perhaps others: whoever reads a whole table begins there. */
  private foundBySearch(source: RowSource, filter: Predicate): string | undefined {
    const holders = this.holders(simplify(filter), source.type);
    return holders && `${source.column('id')} in (${holders})`;
  }

  private holders(predicate: Predicate, type: RecordType): string | undefined {
    switch (predicate.kind) {
      case 'leaf': {
        const token = referenceToken(type, predicate);
        return token && this.holders(token, type);
      }
      case 'token':
        return `(${tokenHolders(predicate, this.statement)})`;
      case 'all':
        return predicate.of.map((part) => this.holders(part, type)).find((holders) => holders !== undefined);
      case 'any': {
        const limbs = predicate.of.map((limb) => this.holders(limb, type));
        return limbs.every((limb) => limb !== undefined) && limbs.length > 0 ? limbs.join(' union all ') : undefined;
      }
      case 'many': {
        const { target } = predicate.collection;
        const inner = predicate.quantifier === 'some' ? this.holders(predicate.of, target) : undefined;
        if (!inner) return undefined;
        const row = this.statement.rows(target);
        return `(select ${row.field(predicate.collection.field.name)} from ${row.table} ${row.alias} where ${this.there(row)} and ${row.column('id')} in (${inner}))`;
      }
      default:
        return undefined;
    }
  }

  private ofTenant(source: RowSource): string {
    return `${source.column('tenant_id')} = ${this.statement.tenant}`;
  }

  private scope(source: RowSource): string | undefined {
    return this.condition(this.access.scope(source.type, 'read'), source);
  }

  /** The condition as SQL; undefined when it is true for every row, so that it costs nothing. */
  condition(predicate: Predicate, source: RowSource): string | undefined {
    const simple = simplify(predicate);
    return simple.kind === 'all' && simple.of.length === 0 ? undefined : this.write(simple, source);
  }

  private write(predicate: Predicate, source: RowSource): string {
    switch (predicate.kind) {
      case 'all':
        return predicate.of.length === 0 ? 'true' : this.parts(predicate, source).join(' and ');
      case 'any':
        return predicate.of.length === 0 ? 'false' : `(${this.parts(predicate, source).join(' or ')})`;
      case 'not':
        // A missing value makes a comparison unknown, and the opposite of unknown must be true.
        return `(${this.write(predicate.of, source)}) is not true`;
      case 'leaf':
        return this.leaf(predicate, source);
      case 'token':
        return hasToken(predicate, this.statement, source.column('id'));
      case 'one': {
        const target = this.statement.rows(predicate.target);
        const key = `${target.column('id')} = ${source.field(predicate.reference.field)}`;
        const rows = predicate.unscoped ? this.exists(target) : this.visible(target);
        return this.someRow(target, [rows, key, this.write(predicate.of, target)]);
      }
      case 'many': {
        const target = this.statement.rows(predicate.collection.target);
        const rows = [this.listed(target), `${target.field(predicate.collection.field.name)} = ${source.column('id')}`];
        const inner = this.write(predicate.of, target);
        if (predicate.quantifier === 'some') return this.someRow(target, [...rows, inner]);
        if (predicate.quantifier === 'none') return `not ${this.someRow(target, [...rows, inner])}`;
        return `not ${this.someRow(target, [...rows, `(${inner}) is not true`])}`;
      }
    }
  }

  /** Tokens are asked for together, so that those of a row are read once. */
  private parts({ kind, of }: Extract<Predicate, { kind: 'all' | 'any' }>, source: RowSource): string[] {
    const tokens = of.filter(isOfTokens);
    const [only] = tokens;
    const id = source.column('id');
    if (!only || (tokens.length === 1 && only.kind === 'token')) return of.map((part) => this.write(part, source));
    const others = of.filter((part) => !isOfTokens(part)).map((part) => this.write(part, source));
    return [hasTokens({ kind, of: tokens }, this.statement, id), ...others];
  }

  /** `offset 0` keeps it a lookup by key for each row; a join of all rows with all rows can be a thousand times dearer. */
  private someRow(target: RowSource, conditions: readonly string[]): string {
    return `exists (select 1 from ${target.table} ${target.alias} where ${conjunction(...conditions)} offset 0)`;
  }

  /** The values of an `in`, as an array. */
  values({ field, value, path }: Leaf): string {
    const list: Encode = (raw, context) =>
      (raw as unknown[]).map((item, index) => field.kind.comparable(item, field, `${path}[${index}]`, context)[0]);
    return this.statement.parameter(value, `${columnType(field)}[]`, list);
  }

  private leaf(leaf: Leaf, source: RowSource): string {
    const { field, operator, value, path } = leaf;
    const { kind } = field;
    const columns = source.columns(field);
    const [column = ''] = columns;
    if (operator === 'isNull') return known(value) === true ? `${column} is null` : `${column} is not null`;
    const parameter = (item: unknown, at = path, position = 0) =>
      item instanceof OuterColumn
        ? item.sql
        : this.statement.parameter(
            item,
            columnType(field, position),
            (raw, context) => kind.comparable(raw, field, at, context)[position],
          );
    if (kind.compare) {
      const parameters = columns.map((_, position) => parameter(value, path, position));
      return kind.compare(operator, columns, parameters);
    }
    const comparison = comparisons[operator];
    if (comparison) return `${column} ${comparison} ${parameter(value)}`;
    switch (operator) {
      case 'ne':
        return `${column} is distinct from ${parameter(value)}`;
      case 'in':
        return `${column} = any(${this.values(leaf)})`;
      case 'between': {
        const { from, to } = value as { from: unknown; to: unknown };
        return `${column} >= ${parameter(from, `${path}.from`)} and ${column} <= ${parameter(to, `${path}.to`)}`;
      }
      default: {
        const pattern: Encode = (raw, context) =>
          likePattern(String(kind.comparable(raw, field, path, context)[0]), operator, path);
        return `${column} ${MATCHING_COLLATION} ilike ${this.statement.parameter(value, 'text', pattern)}`;
      }
    }
  }
}

/** Whether it is the filter of a nested list, whose parent leaves few rows. */
function isOfParent(filter: Predicate): boolean {
  if (filter.kind === 'all') return filter.of.some(isOfParent);
  return filter.kind === 'leaf' && filter.value instanceof OuterColumn;
}

function standingSql(source: RowSource): string | undefined {
  const column = successorColumn(source.type);
  return column && `${source.column(column)} is null`;
}

function livingSql(source: RowSource, deleted: DeletedRows): string | undefined {
  if (deleted === 'included') return undefined;
  const { merging, references } = source.type;
  const into = merging && references.get(merging.into);
  if (deleted === 'unless merged' && into)
    return `(${source.column('deleted_at')} is null or ${source.field(into.field)} is not null)`;
  return `${source.column('deleted_at')} is ${deleted === 'only' ? 'not ' : ''}null`;
}

function likePattern(text: string, operator: LeafOperator, path: string): string {
  if (text.length > MAX_PATTERN_LENGTH) {
    throw new RapportError('FILTER_INVALID', `${path}: at most ${MAX_PATTERN_LENGTH} characters can be searched for.`, {
      field: path,
      hint: 'Search for a shorter part of the text.',
    });
  }
  const escaped = text.replace(/[\\%_]/g, '\\$&');
  return `${operator === 'startsWith' ? '' : '%'}${escaped}${operator === 'endsWith' ? '' : '%'}`;
}
