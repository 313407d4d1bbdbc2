import { RapportError } from '../../errors/index.ts';
import type { LeafOperator } from '../field-kind.ts';
import { type Predicate, simplify } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import type { Field } from '../record-type.ts';
import { columnType } from './column-type.ts';
import { RowSource } from './row-source.ts';
import type { Encode, StatementBuilder } from './statement-builder.ts';

/** Case-insensitive matching needs a collation that knows letters beyond ASCII. */
const MATCHING_COLLATION = 'collate "und-x-icu"';

const comparisons: Partial<Record<LeafOperator, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** Which rows count as there: the living ones, the soft-deleted ones, or both. */
export type DeletedRows = 'excluded' | 'only' | 'included';

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
    return this.conjunction([this.ofTenant(source), livingSql(source, deleted), this.scope(source)]);
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
        return predicate.of.length === 0 ? 'true' : predicate.of.map((part) => this.write(part, source)).join(' and ');
      case 'any':
        return predicate.of.length === 0
          ? 'false'
          : `(${predicate.of.map((part) => this.write(part, source)).join(' or ')})`;
      case 'not':
        // A missing value makes a comparison unknown, and the opposite of unknown must be true.
        return `(${this.write(predicate.of, source)}) is not true`;
      case 'leaf':
        return this.leaf(predicate, source);
      case 'one': {
        const target = new RowSource(predicate.target, this.statement.alias());
        const key = `${target.column('id')} = ${source.field(predicate.reference.field)}`;
        const rows = predicate.unscoped ? this.ofTenant(target) : this.visible(target);
        return this.exists(target, [rows, key, this.write(predicate.of, target)]);
      }
      case 'many': {
        const target = new RowSource(predicate.collection.target, this.statement.alias());
        const rows = [
          this.visible(target),
          `${target.field(predicate.collection.field.name)} = ${source.column('id')}`,
        ];
        const inner = this.write(predicate.of, target);
        if (predicate.quantifier === 'some') return this.exists(target, [...rows, inner]);
        if (predicate.quantifier === 'none') return `not ${this.exists(target, [...rows, inner])}`;
        return `not ${this.exists(target, [...rows, `(${inner}) is not true`])}`;
      }
    }
  }

  /** `offset 0` keeps it a lookup by key for each row; a join of all rows with all rows can be a thousand times dearer. */
  private exists(target: RowSource, conditions: readonly string[]): string {
    return `exists (select 1 from ${target.table} ${target.alias} where ${this.conjunction(conditions)} offset 0)`;
  }

  private conjunction(parts: readonly (string | undefined)[]): string {
    return parts.filter((part) => part !== undefined).join(' and ');
  }

  private leaf({ field, operator, value, path }: Extract<Predicate, { kind: 'leaf' }>, source: RowSource): string {
    const columns = source.columns(field);
    const [column = ''] = columns;
    if (operator === 'isNull') return value === true ? `${column} is null` : `${column} is not null`;
    if (field.kind.name === 'money') return this.moneyLeaf(field, operator, value, path, columns);

    const type = columnType(field);
    const encode = encoderOf(field);
    const parameter = (item: unknown, at = path) => this.statement.parameter(item, type, (raw) => encode(raw, at));
    const comparison = comparisons[operator];
    if (comparison) return `${column} ${comparison} ${parameter(value)}`;
    switch (operator) {
      case 'ne':
        return `${column} is distinct from ${parameter(value)}`;
      case 'in': {
        const list: Encode = (raw) => (raw as unknown[]).map((item, index) => encode(item, `${path}[${index}]`));
        return `${column} = any(${this.statement.parameter(value, `${type}[]`, list)})`;
      }
      case 'between': {
        const { from, to } = value as { from: unknown; to: unknown };
        return `${column} >= ${parameter(from, `${path}.from`)} and ${column} <= ${parameter(to, `${path}.to`)}`;
      }
      default: {
        const pattern: Encode = (raw) => likePattern(String(encode(raw, path)), operator);
        return `${column} ${MATCHING_COLLATION} ilike ${this.statement.parameter(value, 'text', pattern)}`;
      }
    }
  }

  /** Amounts compare within their currency only. */
  private moneyLeaf(field: Field, operator: LeafOperator, value: unknown, path: string, columns: string[]): string {
    const [amount = '', currency = ''] = columns;
    const part =
      (index: number): Encode =>
      (raw) =>
        field.kind.accept(raw, field, path, { defaultCountry: undefined })[index];
    const minor = this.statement.parameter(value, 'bigint', part(0));
    const code = this.statement.parameter(value, 'text', part(1));
    if (operator === 'ne') return `(${amount} = ${minor} and ${currency} = ${code}) is not true`;
    return `${currency} = ${code} and ${amount} ${comparisons[operator]} ${minor}`;
  }
}

function livingSql(source: RowSource, deleted: DeletedRows): string | undefined {
  if (deleted === 'included') return undefined;
  return `${source.column('deleted_at')} is ${deleted === 'only' ? 'not ' : ''}null`;
}

/** How a filter's value becomes comparable with what the column holds. */
function encoderOf(field: Field): (value: unknown, path: string) => unknown {
  switch (field.kind.name) {
    case 'reference':
      return (value, path) => field.kind.accept(value, field, path, { defaultCountry: undefined })[0];
    case 'email':
      return (value, path) => searchableText(value, path).trim().toLowerCase();
    default:
      return (value, path) => (typeof value === 'string' ? searchableText(value, path) : value);
  }
}

/** Texts of any length and form may be searched for, but only texts that the database can hold. */
function searchableText(value: unknown, path: string): string {
  const text = String(value);
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw new RapportError('FILTER_INVALID', `${path}: holds a character that no text can hold.`, { field: path });
  }
  return text.normalize('NFC');
}

function likePattern(text: string, operator: LeafOperator): string {
  const escaped = text.replace(/[\\%_]/g, '\\$&');
  return `${operator === 'startsWith' ? '' : '%'}${escaped}${operator === 'endsWith' ? '' : '%'}`;
}
