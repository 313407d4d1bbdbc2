import type { MovedReference } from '../../records/catalogue.ts';
import { encodeId } from '../../records/record-id.ts';
import type { RecordType } from '../../records/record-type.ts';
import { recordTypeOf } from '../../records/registry.ts';
import type { StatementBuilder } from '../../records/sql/statement-builder.ts';
import type { FieldValues } from '../change.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/**
 * What a merge did, step by step: these records changed from `before` to `after`. Records that moved stand together in
 * one step, hundreds at once: a merge writes few rows about very many records.
 */
export const createMergeSteps = `
create table merge_step (
  tenant_id integer not null,
  merge_id uuid not null,
  number integer not null,
  record_type text not null,
  record_ids uuid[] not null,
  -- The reference that moved; null where the values of one record changed.
  reference text,
  before jsonb not null,
  after jsonb not null,
  primary key (tenant_id, merge_id, number)
);`;

/** Two records of one type, in the database's form of their ids, between which others move. */
export interface Sides {
  readonly from: string;
  readonly to: string;
}

/** Both sides of a merge, in the database's form of their ids. */
export interface Pair {
  readonly survivor: string;
  readonly merged: string;
}

export interface MergeStep {
  readonly number: number;
  readonly record_type: string;
  readonly reference: string | null;
  readonly before: FieldValues;
  readonly after: FieldValues;
  /** The record of a step without a reference. */
  readonly first: string;
}

/** Writes down the steps of one merge. */
export class MergeSteps {
  private readonly work: UnitOfWork;
  readonly mergeUuid: string;
  private number = 0;

  constructor(work: UnitOfWork, mergeUuid: string) {
    this.work = work;
    this.mergeUuid = mergeUuid;
  }

  /** SQL that writes down as one step the ids that the common table expression `moved` returns. */
  movedSql(statement: StatementBuilder, { source, reference, field }: MovedReference, { from, to }: Sides): string {
    const target = recordTypeOf(reference.target());
    const at = (uuid: string) => JSON.stringify({ [field.name]: encodeId(target, uuid) });
    const values = [
      statement.parameter(this.mergeUuid, 'uuid'),
      statement.parameter(++this.number, 'integer'),
      statement.parameter(source.name, 'text'),
      'array_agg(id)',
      statement.parameter(reference.name, 'text'),
      statement.parameter(at(from), 'jsonb'),
      statement.parameter(at(to), 'jsonb'),
    ];
    return `insert into merge_step (tenant_id, merge_id, number, record_type, record_ids, reference, before, after)
      select ${statement.tenant}, ${values.join(', ')} from moved having count(*) > 0`;
  }

  /** Writes down what one record held before it was changed, and what since; `list`: a list of references that followed. */
  async note(type: RecordType, uuid: string, before: FieldValues, after: FieldValues, list?: string): Promise<void> {
    const { tenant } = this.work.context;
    const values = [tenant.id, this.mergeUuid, ++this.number, type.name, uuid];
    await this.work.run({
      text: `insert into merge_step (tenant_id, merge_id, number, record_type, record_ids, before, after, reference)
        values ($1, $2, $3, $4, array[$5::uuid], $6, $7, $8)`,
      values: [...values, JSON.stringify(before), JSON.stringify(after), list ?? null],
    });
  }
}

/** The steps of a merge, the last one first. */
export function stepsOf(work: UnitOfWork, mergeUuid: string): Promise<MergeStep[]> {
  return work.run<MergeStep>({
    text: `select number, record_type, reference, before, after, record_ids[1] as first
      from merge_step where tenant_id = $1 and merge_id = $2 order by number desc`,
    values: [work.context.tenant.id, mergeUuid],
  });
}
