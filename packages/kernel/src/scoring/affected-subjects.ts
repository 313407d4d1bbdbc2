import type { HandledEvent } from '../consumers/consumer.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { camelCase } from '../records/naming.ts';
import { splitId } from '../records/record-id.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import { fieldNameOf, fieldOf } from '../records/relations.ts';
import { quoteIdentifier, quoteLiteral, type StatementRunner } from '../tenancy/index.ts';
import type { FactSource, OwnedScorer } from './scorer.ts';

/** What a change of a record of one type means to the subjects of a scorer. */
interface Cause {
  readonly type: RecordType;
  /** Only changes of these count; undefined where every change does. */
  readonly fields: ReadonlySet<string> | undefined;
  /** Fields with the ids that lead to the subject, one after the other. */
  readonly path: readonly Hop[];
}

interface Hop {
  readonly field: Field;
  readonly target: RecordType;
}

/** Finds the subjects whose facts an event may have changed: those, and no others, get their scores anew. */
export class AffectedSubjects {
  private readonly causes: readonly Cause[];

  constructor(versions: readonly OwnedScorer[], catalogue: RecordCatalogue) {
    this.causes = versions.flatMap(({ scorer }) => {
      const subject = catalogue.typeOf(scorer.subject());
      const sources = Object.values(scorer.inputs).flatMap(({ reads }) => reads);
      return [
        // New subjects have no score yet.
        { type: subject, fields: new Set<string>(), path: [] },
        ...sources.map((source) => causeOf(source, catalogue)),
        ...mergeCauses(subject, catalogue),
      ];
    });
  }

  /** Types of the events that can mean something. */
  get eventTypes(): ReadonlySet<string> {
    const operations = ['created', 'updated', 'deleted', 'restored'];
    return new Set(
      this.causes.flatMap(({ type, fields }) =>
        operations
          .filter((operation) => operation !== 'updated' || fields?.size !== 0)
          .map((operation) => `${camelCase(type.name)}.${operation}`),
      ),
    );
  }

  /** Uuids of the subjects. */
  async of(events: readonly HandledEvent[], runner: StatementRunner, tenantId: number): Promise<string[]> {
    const found = new Set<string>();
    for (const cause of this.causes) {
      const changes = events.flatMap((event) => {
        const { recordType, recordId, version } = event;
        if (recordType !== cause.type.name || recordId === null || !concerns(cause, event)) return [];
        return [{ uuid: splitId(recordId, 'recordId')[1], version: version ?? 0 }];
      });
      if (changes.length === 0) continue;
      if (cause.path.length === 0) for (const { uuid } of changes) found.add(uuid);
      else
        for (const { id } of await runner.run<{ id: string }>({
          text: subjectsSql(cause),
          values: [tenantId, changes.map(({ uuid }) => uuid), changes.map(({ version }) => version)],
        }))
          found.add(id);
    }
    return [...found];
  }
}

function causeOf({ record, fields, via }: FactSource, catalogue: RecordCatalogue): Cause {
  const type = catalogue.typeOf(record());
  const path = pathOf(type, via, catalogue);
  const [first] = path;
  const counting = fields.map((name) => fieldNameOf(type, name));
  return { type, fields: new Set([...counting, ...(first ? [first.field.name] : [])]), path };
}

/** The fields along a path of relations such as `order.customer`. */
export function pathOf(type: RecordType, via: string | undefined, catalogue: RecordCatalogue): Hop[] {
  const path: Hop[] = [];
  let from = type;
  for (const name of via?.split('.') ?? []) {
    const reference = from.references.get(name);
    if (!reference) throw new Error(`${from.name} has no relation "${name}".`);
    const target = catalogue.typeOf(reference.target());
    path.push({ field: fieldOf(from, reference.field), target });
    from = target;
  }
  return path;
}

/** What a merge moves is announced by the merge alone. */
function mergeCauses(subject: RecordType, catalogue: RecordCatalogue): Cause[] {
  const log = subject.merging && catalogue.mergeLogOf(subject);
  if (!log) return [];
  return ['survivor', 'merged'].map((via) => ({ type: log, fields: undefined, path: pathOf(log, via, catalogue) }));
}

function concerns({ fields }: Cause, { operation, changedFields }: HandledEvent): boolean {
  return operation !== 'UPDATED' || fields === undefined || changedFields.some((name) => fields.has(name));
}

/** Where the records lead now, and where they led before the change. */
function subjectsSql({ type, path: [first, ...rest] }: Cause): string {
  const { field } = first as Hop;
  const begin = `
select r.${quoteIdentifier(field.columns[0] ?? '')} as id from ${quoteIdentifier(type.table)} r where r.tenant_id = $1 and r.id = any($2::uuid[])
union
select split_part(a.before ->> ${quoteLiteral(field.name)}, '_', 2)::uuid from unnest($2::uuid[], $3::integer[]) c(id, version)
join audit_entry a on a.tenant_id = $1 and a.record_type = ${quoteLiteral(type.name)} and a.record_id = c.id and a.version = c.version
where a.before ->> ${quoteLiteral(field.name)} is not null`;
  let from: RecordType = (first as Hop).target;
  let sql = begin;
  for (const hop of rest) {
    sql = `select h.${quoteIdentifier(hop.field.columns[0] ?? '')} as id from (${sql}) f join ${quoteIdentifier(from.table)} h on h.tenant_id = $1 and h.id = f.id`;
    from = hop.target;
  }
  return `select distinct id from (${sql}) s where id is not null`;
}
