import type { HandledEvent } from '../consumers/consumer.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { camelCase } from '../records/naming.ts';
import { splitId } from '../records/record-id.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { quoteIdentifier, quoteLiteral, type StatementRunner } from '../tenancy/index.ts';

/** One step from records to others: `up` to the record that the field refers to, `down` to the records whose field refers to it. */
export interface Hop {
  readonly direction: 'up' | 'down';
  readonly field: Field;
  readonly target: RecordType;
}

/** What a change of a record of one type means to records of another. */
export interface Cause {
  readonly type: RecordType;
  /** Only changes of these count; undefined where every change does. */
  readonly fields: ReadonlySet<string> | undefined;
  /** Types of announcements about such a record that mean a change of it. */
  readonly announcements?: ReadonlySet<string>;
  /** How it leads to them. */
  readonly path: readonly Hop[];
}

const CHANGES = ['created', 'updated', 'deleted', 'restored'];

/** Finds the records that an event concerns: those, and no others, are looked at anew. */
export class AffectedRecords {
  private readonly causes: readonly Cause[];

  constructor(causes: readonly Cause[]) {
    this.causes = causes;
  }

  /** Types of the events that can mean something. */
  get eventTypes(): ReadonlySet<string> {
    return new Set(
      this.causes.flatMap(({ type, fields, announcements = [] }) => [
        ...CHANGES.filter((operation) => operation !== 'updated' || fields?.size !== 0).map(
          (operation) => `${camelCase(type.name)}.${operation}`,
        ),
        ...announcements,
      ]),
    );
  }

  /** Uuids of the records. */
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
          text: affectedSql(cause),
          values: [tenantId, changes.map(({ uuid }) => uuid), changes.map(({ version }) => version)],
        }))
          found.add(id);
    }
    return [...found];
  }
}

/** The fields along a path of relations such as `order.customer`. */
export function pathOf(type: RecordType, via: string | undefined, catalogue: RecordCatalogue): Hop[] {
  const path: Hop[] = [];
  let from = type;
  for (const name of via?.split('.') ?? []) {
    const reference = from.references.get(name);
    if (!reference) throw new Error(`${from.name} has no relation "${name}".`);
    const target = catalogue.typeOf(reference.target());
    path.push({ direction: 'up', field: fieldOf(from, reference.field), target });
    from = target;
  }
  return path;
}

/** What a merge moves is announced by the merge alone. */
export function mergeCauses(type: RecordType, catalogue: RecordCatalogue): Cause[] {
  const log = type.merging && catalogue.mergeLogOf(type);
  if (!log) return [];
  return ['survivor', 'merged'].map((via) => ({ type: log, fields: undefined, path: pathOf(log, via, catalogue) }));
}

function concerns({ fields, announcements }: Cause, { type, operation, changedFields }: HandledEvent): boolean {
  if (operation === null) return announcements?.has(type) ?? false;
  return operation !== 'UPDATED' || fields === undefined || changedFields.some((name) => fields.has(name));
}

/** Where the records lead now, and where they led before the change. */
function affectedSql({ type, path: [first, ...rest] }: Cause): string {
  const changed = 'select c.id from unnest($2::uuid[], $3::integer[]) c(id, version)';
  let { target, sql } = { target: (first as Hop).target, sql: stepSql(type, first as Hop, changed) };
  if (first?.direction === 'up') sql = `${sql} union ${formerSql(type, first)}`;
  for (const hop of rest) {
    sql = stepSql(target, hop, sql);
    target = hop.target;
  }
  return `select distinct id from (${sql}) s where id is not null`;
}

const formerSql = (type: RecordType, { field }: Hop) => `
select split_part(a.before ->> ${quoteLiteral(field.name)}, '_', 2)::uuid as id from unnest($2::uuid[], $3::integer[]) c(id, version)
join audit_entry a on a.tenant_id = $1 and a.record_type = ${quoteLiteral(type.name)} and a.record_id = c.id and a.version = c.version
where a.before ->> ${quoteLiteral(field.name)} is not null`;

function stepSql(from: RecordType, { direction, field, target }: Hop, ids: string): string {
  const column = quoteIdentifier(field.columns[0] ?? '');
  return direction === 'up'
    ? `select h.${column} as id from (${ids}) f join ${quoteIdentifier(from.table)} h on h.tenant_id = $1 and h.id = f.id`
    : `select h.id from (${ids}) f join ${quoteIdentifier(target.table)} h on h.tenant_id = $1 and h.${column} = f.id`;
}
