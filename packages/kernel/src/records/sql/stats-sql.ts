import type { Measure } from '../field-kind.ts';
import type { Grouping, GroupKeyOutput, GroupOutput, MeasureOutput, StatsNode } from '../plan/nodes.ts';
import { type JsonForm, outputJson } from './field-json.ts';
import { type JsonEntry, jsonConstant, jsonObject } from './json.ts';
import type { PredicateSql } from './predicate-sql.ts';
import { rangeCounts } from './range-counts.ts';
import type { RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** Decimals of an average of numbers. */
const AVERAGE_DECIMALS = 4;

/** Expression that yields the aggregates as JSON text. */
export function statsSql(
  node: StatsNode,
  predicates: PredicateSql,
  statement: StatementBuilder,
  form: JsonForm,
): string {
  return new StatsSql(node, predicates, statement, form).write();
}

class StatsSql {
  private readonly node: StatsNode;
  private readonly predicates: PredicateSql;
  private readonly statement: StatementBuilder;
  private readonly form: JsonForm;
  /** Aggregate expressions of the grouped rows by the name of their column. */
  private readonly aggregates = new Map<string, string>();
  /** Amounts are summed per currency, in sub-selects of their own that are joined by the group. */
  private readonly amounts: string[] = [];

  constructor(node: StatsNode, predicates: PredicateSql, statement: StatementBuilder, form: JsonForm) {
    this.form = form;
    this.node = node;
    this.predicates = predicates;
    this.statement = statement;
  }

  write(): string {
    const { outputs, size } = this.node;
    const source = this.statement.rows(this.node.type);
    const lists = outputs
      .filter((output) => output.kind === 'groups')
      .map((output) => jsonObject(output.outputs.map((part) => this.groupEntry(part, source))));

    const keys = this.node.groupings.length;
    const grouped = this.rangeCounts() ?? this.groupedRows(source);
    const arrays = lists.map((sql, index) => `coalesce(array_agg(${sql}${this.groupOrder(keys)}), '{}') as l${index}`);

    let list = 0;
    const entries = outputs.map((output): JsonEntry => {
      if (output.kind === 'typename') return { key: output.key, sql: jsonConstant(output.name) };
      if (output.kind === 'hasMoreGroups') return { key: output.key, sql: `(stats.groups > ${size})::text` };
      return { key: output.key, sql: `'['||array_to_string(stats.l${list++}[1:${size}], ',')||']'` };
    });
    return `(select ${jsonObject(entries)} from (select ${[...arrays, 'count(*) as groups'].join(', ')} from (${grouped}) g${this.amounts.join('')}) stats)`;
  }

  private groupedRows(source: RowSource): string {
    const keys = this.node.groupings.map((grouping) => this.keySql(grouping, source));
    const columns = [
      ...keys.map((sql, index) => `${sql} as k${index}`),
      ...[...this.aggregates].map(([name, sql]) => `${sql} as ${name}`),
      'count(*) as members',
    ];
    const rows = this.predicates.rows(source, this.node);
    const positions = keys.map((_, index) => index + 1).join(', ');
    const groups = keys.length > 0 ? ` group by ${positions} order by ${positions}` : '';
    return `select ${columns.join(', ')} from ${source.table} ${source.alias} where ${rows}${groups} limit ${this.node.size + 1}`;
  }

  /** The same from counts of ranges, where indexes have them. */
  private rangeCounts(): string | undefined {
    const counts = rangeCounts(this.node, this.predicates, this.statement);
    if (!counts) return undefined;
    const numbers = [...this.aggregates.keys()].map((name) => `, members as ${name}`).join('');
    const order = this.node.groupings.map((_, index) => `k${index}`).join(', ');
    return `select *${numbers} from (${counts}) counted order by ${order} limit ${this.node.size + 1}`;
  }

  private groupOrder(keys: number): string {
    return keys === 0 ? '' : ` order by ${Array.from({ length: keys }, (_, index) => `g.k${index}`).join(', ')}`;
  }

  /** What rows are grouped by: the value, or the beginning of its bucket on the clocks of the time zone. */
  private keySql({ field, bucket, timeZone }: Grouping, source: RowSource): string {
    const column = source.columns(field)[0] ?? '';
    if (!bucket) return column;
    const unit = `'${bucket.toLowerCase()}'`;
    if (field.kind.name === 'date') return `date_trunc(${unit}, ${column}::timestamp)::date`;
    return `date_trunc(${unit}, ${column}, ${this.statement.parameter(timeZone, 'text')})`;
  }

  private groupEntry(output: GroupOutput, source: RowSource): JsonEntry {
    const { key } = output;
    switch (output.kind) {
      case 'typename':
        return { key, sql: jsonConstant(output.name) };
      case 'count':
        return { key, sql: `${this.aggregate('count(*)')}::text` };
      case 'groupKey':
        return { key, sql: jsonObject(output.outputs.map((part) => this.keyEntry(part))) };
      case 'measure':
        return { key, sql: jsonObject(output.outputs.map((part) => this.measureEntry(part, output.measure, source))) };
    }
  }

  private keyEntry(output: GroupKeyOutput): JsonEntry {
    const { key } = output;
    if (output.kind === 'typename') return { key, sql: jsonConstant(output.name) };
    const index = this.node.groupings.findIndex(({ field }) => field === output.field);
    const { json } = output.field.kind;
    if (index < 0 || json.shape !== 'scalar') return { key, sql: `'null'::text` };
    return { key, sql: json.sql([`g.k${index}`], output.field), nullable: true };
  }

  private measureEntry(output: MeasureOutput, measure: Measure, source: RowSource): JsonEntry {
    const { key } = output;
    if (output.kind === 'typename') return { key, sql: jsonConstant(output.name) };
    if (output.field.kind.name === 'money')
      return { key, sql: `'['||coalesce(${this.amountsByCurrency(output, measure)}, '')||']'` };
    const column = source.columns(output.field)[0] ?? '';
    if (measure === 'countDistinct') return { key, sql: `${this.aggregate(`count(distinct ${column})`)}::text` };
    const value = this.aggregate(`${measure}(${column})`);
    const { json, unitsPerOne } = output.field.kind;
    const inOnes = unitsPerOne ? `(${value} / ${unitsPerOne}.0)` : value;
    if (measure === 'sum')
      return { key, sql: `${unitsPerOne ? `trim_scale(${inOnes})` : value}::text`, nullable: true };
    if (measure === 'avg')
      return { key, sql: `trim_scale(round(${inOnes}, ${AVERAGE_DECIMALS}))::text`, nullable: true };
    return { key, sql: json.shape === 'scalar' ? json.sql([value], output.field) : `'null'`, nullable: true };
  }

  /** Name of the aggregate's column in the grouped rows; equal aggregates share one. */
  private aggregate(sql: string): string {
    const known = [...this.aggregates].find(([, other]) => other === sql)?.[0];
    const name = known ?? `v${this.aggregates.size}`;
    this.aggregates.set(name, sql);
    return `g.${name}`;
  }

  private amountsByCurrency(output: Extract<MeasureOutput, { kind: 'field' }>, measure: Measure): string {
    const name = `m${this.amounts.length}`;
    const rows = this.statement.rows(this.node.type);
    const [amount = '', currency = ''] = rows.columns(output.field);
    const keys = this.node.groupings.map((grouping, index) => `${this.keySql(grouping, rows)} as k${index}`);
    // An average is rounded to the minor unit, half away from zero. A sum may be larger than any one amount.
    const value = measure === 'avg' ? `round(avg(${amount}))` : `${measure}(${amount})`;
    const totals = `select ${[...keys, `${currency} as currency`, `${value} as amount`].join(', ')} from ${rows.table} ${rows.alias} where ${this.predicates.rows(rows, this.node)} and ${currency} is not null group by ${[...keys, currency].map((_, index) => index + 1).join(', ')}`;
    const names = keys.map((_, index) => `k${index}`);
    const json = outputJson(output, ['c.amount', 'c.currency'], this.form);
    const perGroup = `select ${[...names, `array_to_string(array_agg(${json} order by c.currency), ',') as json`].join(', ')} from (${totals}) c${names.length > 0 ? ` group by ${names.join(', ')}` : ''}`;
    const sameGroup = names.map((key) => `${name}.${key} is not distinct from g.${key}`).join(' and ');
    this.amounts.push(` left join (${perGroup}) ${name} on ${sameGroup || 'true'}`);
    return `${name}.json`;
  }
}
