import type { RecordCatalogue } from '../records/catalogue.ts';
import { extendedTable } from '../records/extensions/extended-rows.ts';
import type { RecordType } from '../records/record-type.ts';
import { fieldNameOf, successorColumn } from '../records/relations.ts';
import { quoteIdentifier, quoteLiteral } from '../tenancy/index.ts';
import type { AnyScorer, FactInput } from './scorer.ts';

/** Evidence that a term shows of one input. */
const MAX_EVIDENCE = 5;

const PLACEHOLDER = /\{(\w+)\}/g;

/** Names that stand in braces in the SQL of a fact. */
export const placeholdersOf = ({ sql }: FactInput): string[] =>
  [...sql.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');

/** The living records of the tenant `$1` that lists show, as a from item, with what was asked for of extensions. */
export function livingRows(type: RecordType, asked: ReadonlySet<string> = new Set()): string {
  const successor = successorColumn(type);
  const standing = successor ? ` and t.${quoteIdentifier(successor)} is null` : '';
  return `(select * from ${extendedTable(type, asked)} t where t.tenant_id = $1 and t.deleted_at is null${standing})`;
}

/** Which subjects facts are asked of: these (`$3`), or the next ones behind the id `$3`. */
export type SubjectChoice = 'given' | { readonly next: number };

/**
 * The statement that yields the facts of subjects: `id`, `facts` and `evidence` as JSON texts, and what the scores in `table`
 * of the scorer `$4` now say. `$2` is the instant that counts as now, `$5` the version and `$6` the tuning.
 */
export function factsSql(scorer: AnyScorer, catalogue: RecordCatalogue, table: string, choice: SubjectChoice): string {
  const type = catalogue.typeOf(scorer.subject());
  const own = columnsRead(Object.values(scorer.inputs), type, catalogue);
  // How many are wanted stands in the text, so that it is planned for that many.
  const chosen =
    choice === 'given' ? 'where s.id = any($3::uuid[])' : `where s.id > $3::uuid order by s.id limit ${choice.next}`;
  const inputs = Object.entries(scorer.inputs);
  const joins = inputs.map(([, input], position) => {
    const columns = input.evidence ? 'id, value, evidence' : 'id, value';
    return `left join (select ${columns} from (${expand(input, catalogue)}) f) f${position} on f${position}.id = s.id`;
  });
  const facts = inputs.map(
    ([name, { otherwise }], position) =>
      `${quoteLiteral(name)}, coalesce(to_jsonb(f${position}.value), ${quoteLiteral(JSON.stringify(otherwise))}::jsonb)`,
  );
  const evidence = inputs.flatMap(([name, input], position) =>
    input.evidence ? [`${quoteLiteral(name)}, to_jsonb(f${position}.evidence[1:${MAX_EVIDENCE}])`] : [],
  );
  return `
with asked as (select $2::timestamptz as at),
subject as materialized (select ${[...new Set(['id', ...own])].map((column) => `s.${quoteIdentifier(column)}`).join(', ')} from ${livingRows(type, own)} s ${chosen}),
found as (
  select s.id, jsonb_build_object(${facts.join(', ')}) as facts, jsonb_build_object(${evidence.join(', ')}) as evidence
  from subject s ${joins.join('\n')})
select found.id, found.facts::text as facts, found.evidence::text as evidence, w.value as was_value, w.band as was_band,
  coalesce(w.facts = found.facts::text and w.evidence = found.evidence::text and w.version = $5::integer and w.tuning = $6::integer, false) as same
from found left join ${quoteIdentifier(table)} w on w.tenant_id = $1 and w.scorer = $4::text and w.id = found.id
order by found.id`;
}

/** The SQL of a fact with what stands in braces put in. */
function expand(input: FactInput, catalogue: RecordCatalogue): string {
  return input.sql.replace(PLACEHOLDER, (_, name: string) => {
    if (name === 'subjects') return 'subject';
    if (name === 'asOf') return '$2::timestamptz';
    const type = catalogue.get(name);
    return livingRows(type, columnsRead([input], type, catalogue));
  });
}

/** Columns of a type that inputs say they read. */
function columnsRead(inputs: readonly FactInput[], type: RecordType, catalogue: RecordCatalogue): Set<string> {
  const sources = inputs.flatMap(({ reads }) => reads).filter(({ record }) => catalogue.typeOf(record()) === type);
  return new Set(
    sources.flatMap(({ fields }) => fields.flatMap((name) => type.fields.get(fieldNameOf(type, name))?.columns ?? [])),
  );
}
