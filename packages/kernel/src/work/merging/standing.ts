import type { MovedReference } from '../../records/catalogue.ts';
import { conditionsOf } from '../../records/exclusions.ts';
import { extendedTable } from '../../records/extensions/extended-rows.ts';
import type { Condition, Field, Index, RecordType, Window } from '../../records/record-type.ts';
import { recordTypeOf } from '../../records/registry.ts';
import { fieldOf } from '../../records/relations.ts';
import { quoteIdentifier } from '../../tenancy/index.ts';

/**
 * SQL conditions under which a record may not come to stand at another parent: by a unique index, by an exclusive
 * window, or because it relates the two parents to each other. Undefined where every record may.
 */
export interface Obstacles {
  /** Of the row `moving`: something stands at `parent` that leaves it no place. */
  readonly any: (moving: string, parent: () => string) => string | undefined;
  /** Of the rows `moving` and `standing`: they cannot both be there. */
  readonly pair: (moving: string, standing: string) => string | undefined;
}

/** Rows of the type that holds a reference, with what they hold in extensions that refers to the same type. */
export function rowsWith({ source, reference }: Pick<MovedReference, 'source' | 'reference'>): string {
  const target = recordTypeOf(reference.target());
  const fields = [...source.references.values()]
    .filter((other) => recordTypeOf(other.target()) === target)
    .map((other) => fieldOf(source, other.field));
  return extendedTable(source, new Set(fields.flatMap(({ columns }) => columns)));
}

export function obstaclesOf({ source, reference, field }: MovedReference): Obstacles {
  const target = recordTypeOf(reference.target());
  const sameTarget = [...source.references.values()].filter(
    (other) => other !== reference && recordTypeOf(other.target()) === target,
  );
  const pair = (moving: string, standing: string): string | undefined => {
    const limbs = [
      ...source.indexes.flatMap((index) => uniqueLimb(source, index, field, moving, standing)),
      ...source.windows.flatMap((window) => windowLimb(source, window, field, moving, standing)),
    ];
    return limbs.length > 0 ? `(${limbs.join(' or ')})` : undefined;
  };
  return {
    pair,
    any: (moving, parent) => {
      const limbs = sameTarget.map((other) => `${column(moving, fieldOf(source, other.field))} = ${parent()}`);
      if (source === target) limbs.push(`${moving}.id = ${parent()}`);
      const together = pair(moving, 'standing');
      if (together)
        limbs.push(`(${moving}.deleted_at is null and exists (select 1 from ${rowsWith({ source, reference })} standing
          where standing.tenant_id = ${moving}.tenant_id and standing.deleted_at is null
            and ${column('standing', field)} = ${parent()} and ${together} offset 0))`);
      return limbs.length > 0 ? `(${limbs.map((limb) => `coalesce(${limb}, false)`).join(' or ')})` : undefined;
    },
  };
}

function uniqueLimb(type: RecordType, index: Index, moved: Field, moving: string, standing: string): string[] {
  const names = index.columns.map(({ column: name }) => name);
  if (!index.unique || !names.includes(moved.columns[0] ?? '')) return [];
  const others = names.filter((name) => name !== moved.columns[0]);
  const equal = others.map((name) => `${moving}.${quoteIdentifier(name)} = ${standing}.${quoteIdentifier(name)}`);
  return [conjunctionOf([...equal, ...whenBoth(type, index.when, moving, standing)])];
}

function windowLimb(
  type: RecordType,
  { from, until, exclusive }: Window,
  moved: Field,
  moving: string,
  standing: string,
): string[] {
  if (!exclusive?.by.includes(moved)) return [];
  const equal = exclusive.by
    .filter((field) => field !== moved)
    .map((field) => `${column(moving, field)} = ${column(standing, field)}`);
  const begins = (earlier: string, later: string) =>
    `(${column(earlier, from)} < ${column(later, until)} or ${column(earlier, from)} is null or ${column(later, until)} is null)`;
  const overlap = [begins(moving, standing), begins(standing, moving)];
  return [conjunctionOf([...equal, ...overlap, ...whenBoth(type, exclusive.when, moving, standing)])];
}

function whenBoth(type: RecordType, when: Condition = {}, ...rows: readonly string[]): string[] {
  return rows.flatMap((row) => conditionsOf(type, when).map((condition) => `${row}.${condition}`));
}

const column = (row: string, { columns }: Field): string => `${row}.${quoteIdentifier(columns[0] ?? '')}`;
const conjunctionOf = (parts: readonly string[]): string => (parts.length > 0 ? `(${parts.join(' and ')})` : 'true');
