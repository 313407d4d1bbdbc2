import { quoteLiteral } from '../../tenancy/index.ts';
import type { Grouping, StatsNode, TimeBucket } from '../plan/nodes.ts';
import { isRange, type Leaf, type Predicate } from '../predicate.ts';
import type { Field } from '../record-type.ts';
import { conjunction } from './conjunction.ts';
import type { PredicateSql } from './predicate-sql.ts';
import type { RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** Long enough that there are few of them. */
const spans: Partial<Record<TimeBucket, string>> = { MONTH: '1 month', QUARTER: '3 months', YEAR: '1 year' };

/**
 * Rows of `k0`, `k1` and `members`: how many records lie in each span of time, and of each value of an enumeration.
 * An index counts each range by itself, which is several times cheaper than to look at every record.
 * Undefined where no index can, or where more than the number is asked for.
 */
export function rangeCounts(
  node: StatsNode,
  predicates: PredicateSql,
  statement: StatementBuilder,
): string | undefined {
  const { type, groupings } = node;
  const time = groupings.find(({ bucket }) => bucket);
  const value = groupings.find((grouping) => grouping !== time);
  const span = time?.bucket && spans[time.bucket];
  if (!time || !span || groupings.length > 2 || !onlyCounts(node) || node.deleted !== 'excluded') return undefined;
  if (time.field.kind.name !== 'instant' || time.field.nullable) return undefined;
  if (value && (!value.field.enumeration || value.field.nullable)) return undefined;
  const ranges = rangesOf(predicates.sieve(type, node.filter), time.field);
  if (!ranges || !isIndexed(node, value, time)) return undefined;

  const source = (): RowSource => statement.rows(type);
  const where = (row: RowSource) =>
    conjunction(predicates.there(row), ...ranges.map((leaf) => predicates.condition(leaf, row)));
  const zone = statement.parameter(time.timeZone, 'text');
  const unit = quoteLiteral((time.bucket ?? '').toLowerCase());
  const all = source();
  const at = all.field(time.field.name);
  const ends = `select min(${at}) as first, max(${at}) as last from ${all.table} ${all.alias} where ${where(all)}`;
  const locals = `select generate_series(date_trunc(${unit}, first at time zone ${zone}), last at time zone ${zone}, interval '${span}') as local from (${ends}) ends`;
  const bounds = `select local at time zone ${zone} as begins, (local + interval '${span}') at time zone ${zone} as ends from (${locals}) locals`;
  const row = source();
  const member = row.field(time.field.name);
  const conditions = [where(row), `${member} >= s.begins`, `${member} < s.ends`];
  const values = value?.field.enumeration?.values.map(quoteLiteral).join(', ');
  if (value) conditions.push(`${row.field(value.field.name)} = v.value`);
  const counted = `select count(*) as members from ${row.table} ${row.alias} where ${conjunction(...conditions)}`;
  const keys = groupings.map((grouping, index) => `${grouping === time ? 's.begins' : 'v.value'} as k${index}`);
  const lists = value ? ` cross join (select unnest(array[${values}]) collate "C" as value) v` : '';
  return `select ${keys.join(', ')}, c.members from (${bounds}) s${lists} cross join lateral (${counted}) c where c.members > 0`;
}

function onlyCounts({ outputs }: StatsNode): boolean {
  return outputs.every((output) => output.kind !== 'groups' || output.outputs.every(({ kind }) => kind !== 'measure'));
}

/** The condition as ranges of the time; undefined when it says anything else. */
function rangesOf(sieve: Predicate, field: Field): readonly Leaf[] | undefined {
  if (sieve.kind === 'all') {
    const parts = sieve.of.map((part) => rangesOf(part, field));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  return isRange(sieve) && sieve.field === field ? [sieve] : undefined;
}

/** Whether indexes begin with what is counted, and with the time for its first and last. */
function isIndexed({ type }: StatsNode, value: Grouping | undefined, time: Grouping): boolean {
  const columns = [value, time].flatMap((grouping) => grouping?.field.columns ?? []);
  const begins = (wanted: readonly string[]) =>
    type.indexes.some(
      (index) =>
        index.of === 'living' && wanted.every((column, position) => index.columns[position]?.column === column),
    );
  return begins(columns) && begins(time.field.columns);
}
