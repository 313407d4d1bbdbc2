import type { MovedReference } from '../../records/catalogue.ts';
import { encodeId } from '../../records/record-id.ts';
import { successorColumn } from '../../records/relations.ts';
import { StatementBuilder } from '../../records/sql/statement-builder.ts';
import { translateConstraint } from '../../records/write/write-errors.ts';
import { quoteIdentifier } from '../../tenancy/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { MergeStep, MergeSteps, Sides } from './merge-steps.ts';
import { type Obstacles, obstaclesOf, rowsWith } from './standing.ts';

/** Records that one statement moves: each ends well before the time that a statement has. */
export const MOVED_AT_ONCE = 200;

/** More records of one type than are made while a merge runs; the limit keeps their search to the key, however large the table. */
const YOUNG_AT_MOST = 200_000;

/** The parts of a table that have indexes of their own: what lists show, what others took the place of, what is deleted. */
const parts = ['standing', 'superseded', 'deleted'] as const;
type Part = (typeof parts)[number];

export interface MoveCount {
  /** Records that come to the survivor. */
  readonly moving: number;
  /** Records that cannot stand there and stay with the merged one. */
  readonly staying: number;
}

/** What becomes of the records that refer to the merged one by one reference. */
export interface MergedReference extends MoveCount {
  readonly recordType: string;
  readonly reference: string;
}

/** The records that refer to one side of a merge by one reference, and follow it to the other. */
export class Moves {
  readonly moved: MovedReference;
  private readonly work: UnitOfWork;
  private readonly sides: Sides;
  readonly obstacles: Obstacles;

  constructor(work: UnitOfWork, moved: MovedReference, sides: Sides) {
    this.work = work;
    this.moved = moved;
    this.sides = sides;
    this.obstacles = obstaclesOf(moved);
  }

  /** Select of one row with the counts of this reference. */
  countSql(statement: StatementBuilder): string {
    const obstacle = this.obstacles.any('moving', () => this.side(statement, 'to')) ?? 'false';
    const counts = this.parts.map(
      (part) =>
        `select count(*) filter (where not ${obstacle}) as moving, count(*) filter (where ${obstacle}) as staying from ${this.rowsAt(statement, 'moving', 'from', part)}`,
    );
    return `select sum(moving)::int as moving, sum(staying)::int as staying from (${counts.join(' union all ')}) counted`;
  }

  /** Select of the ids of what may move; with `since`, only of what may have come after the merge began. */
  idsSql(statement: StatementBuilder, since: string | undefined): string {
    const obstacle = this.obstacles.any('moving', () => this.side(statement, 'to'));
    const free = obstacle ? ` and not ${obstacle}` : '';
    // A reference that may change at any time says nothing about the age of its record.
    const isYoung = since !== undefined && this.moved.field.writable !== 'always';
    const rows = isYoung
      ? [this.youngRowsAt(statement, since)]
      : this.parts.map((part) => this.rowsAt(statement, 'moving', 'from', part));
    return rows.map((each) => `select moving.id from ${each}${free}`).join(' union all ');
  }

  /** Moves these records, as far as they are still there, in portions; returns how many moved. */
  async move(uuids: readonly string[], steps: MergeSteps): Promise<number> {
    let total = 0;
    for (let from = 0; from < uuids.length; from += MOVED_AT_ONCE)
      total += await this.movePortion(uuids.slice(from, from + MOVED_AT_ONCE), steps);
    return total;
  }

  private async movePortion(uuids: readonly string[], steps: MergeSteps): Promise<number> {
    const statement = new StatementBuilder();
    const wanted = `select unnest(${statement.parameter(uuids, 'uuid[]')}) as id`;
    const text = `
with wanted as materialized (${wanted}),
${this.movedSql(statement)},
noted as (${steps.movedSql(statement, this.moved, this.sides)})
select count(*)::int as count from moved`;
    const [row] = await this.work
      .run<{ count: number }>(statement.build(text, this.work.request))
      .catch((error: unknown) => this.refuse(error));
    return row?.count ?? 0;
  }

  /** Brings back what a step moved, as far as it is still there and has its place free; returns the ids of what does not come back. */
  async moveBack({ number }: MergeStep, mergeUuid: string): Promise<string[]> {
    const statement = new StatementBuilder();
    const obstacle = this.obstacles.any('moving', () => this.side(statement, 'to'));
    const step = `select unnest(record_ids) as id from merge_step where tenant_id = ${statement.tenant}
      and merge_id = ${statement.parameter(mergeUuid, 'uuid')} and number = ${statement.parameter(number, 'integer')}`;
    const free = obstacle
      ? ` where not exists (select 1 from ${this.rows} moving where moving.tenant_id = ${statement.tenant} and moving.id = step.id and ${obstacle})`
      : '';
    const rows = await this.work
      .run<{ id: string }>(
        statement.build(
          `with step as materialized (${step}), wanted as materialized (select id from step${free}),
        ${this.movedSql(statement)}
        select id from step where id not in (select id from moved)`,
          this.work.request,
        ),
      )
      .catch((error: unknown) => this.refuse(error));
    return rows.map(({ id }) => encodeId(this.moved.source, id));
  }

  /** Pairs of living records of both sides that cannot stand beside each other. */
  async pairs(): Promise<{ readonly other: string; readonly survivors: string }[]> {
    const together = this.obstacles.pair('moving', 'standing');
    if (!together) return [];
    const statement = new StatementBuilder();
    const [theirs, ours] = [
      this.rowsAt(statement, 'moving', 'from', 'standing'),
      this.rowsAt(statement, 'standing', 'to', 'standing'),
    ];
    return this.work.run(
      statement.build(
        `select moving.id as other, standing.id as survivors
        from (select * from ${theirs}) moving join (select * from ${ours}) standing on ${together} order by 1, 2`,
        this.work.request,
      ),
    );
  }

  /** Somebody took the place just now. */
  private refuse(error: unknown): never {
    throw translateConstraint(error, this.moved.source, this.work.context.access, 'mergedId');
  }

  private get column(): string {
    return quoteIdentifier(this.moved.field.columns[0] ?? '');
  }

  private side(statement: StatementBuilder, side: keyof Sides): string {
    return statement.parameter(this.sides[side], 'uuid');
  }

  private get parts(): readonly Part[] {
    return successorColumn(this.moved.source) ? parts : ['standing', 'deleted'];
  }

  /** Each part is asked for by itself, by its own index. */
  private rowsAt(statement: StatementBuilder, alias: string, side: keyof Sides, part: Part): string {
    const { source } = this.moved;
    const successor = successorColumn(source);
    const standing = successor
      ? ` and ${alias}.${quoteIdentifier(successor)} is ${part === 'superseded' ? 'not ' : ''}null`
      : '';
    return `${this.rows} ${alias} where ${alias}.tenant_id = ${statement.tenant}
      and ${alias}.deleted_at is ${part === 'deleted' ? 'not ' : ''}null${part === 'deleted' ? '' : standing}
      and ${alias}.${this.column} = ${this.side(statement, side)}`;
  }

  /** Ids rise with time, so the key finds the newest records: what has just moved away would otherwise be looked at once more. */
  private youngRowsAt(statement: StatementBuilder, since: string): string {
    const young = `select * from ${this.rows} record
      where tenant_id = ${statement.tenant} and id >= ${statement.parameter(since, 'uuid')} order by id desc limit ${YOUNG_AT_MOST}`;
    return `(${young}) moving where moving.${this.column} = ${this.side(statement, 'from')}`;
  }

  /** Rows of the source, with the columns of the extension that holds the reference. */
  private get rows(): string {
    return rowsWith(this.moved);
  }

  /** The common table expression `moved`, of the ids of `wanted` that moved. */
  private movedSql(statement: StatementBuilder): string {
    const { source, field } = this.moved;
    const extension = field.extension && source.extensions.get(field.extension.key);
    const [from, to] = [this.side(statement, 'from'), this.side(statement, 'to')];
    const table = quoteIdentifier(source.table);
    const counted = 'version = t.version + 1, updated_at = now()';
    const here = `t.tenant_id = ${statement.tenant} and t.id = wanted.id`;
    if (!extension)
      return `moved as (update ${table} t set ${this.column} = ${to}, ${counted} from wanted where ${here} and t.${this.column} = ${from} returning t.id)`;
    const own = quoteIdentifier((field.columns[0] ?? '').slice(extension.key.length + 1));
    const ofExtension = `x.tenant_id = ${statement.tenant} and x.${own} = ${from}`;
    // The record is locked before what plugins keep of it, as by any other change.
    return `touched as (update ${table} t set ${counted} from wanted join ${quoteIdentifier(extension.table)} x on x.id = wanted.id where ${here} and ${ofExtension} returning t.id),
moved as (update ${quoteIdentifier(extension.table)} x set ${own} = ${to} from touched where x.id = touched.id and ${ofExtension} returning x.id)`;
  }
}

/** What would move now, of all references, in one statement. */
export async function countMoves(work: UnitOfWork, moves: readonly Moves[]): Promise<ReadonlyMap<Moves, MoveCount>> {
  if (moves.length === 0) return new Map();
  const statement = new StatementBuilder();
  const selects = moves.map((each, index) => `select ${index} as index, c.* from (${each.countSql(statement)}) c`);
  const rows = await work.run<MoveCount & { index: number }>(
    statement.build(`${selects.join(' union all ')} order by index`, work.request),
  );
  return new Map(moves.map((each, index) => [each, rows[index] ?? { moving: 0, staying: 0 }]));
}

/** Ids of what may move now, of all references, found by one statement; `since` leaves out what was there before. */
export async function findMoving(
  work: UnitOfWork,
  moves: readonly Moves[],
  since?: string,
): Promise<ReadonlyMap<Moves, readonly string[]>> {
  if (moves.length === 0) return new Map();
  const statement = new StatementBuilder();
  const selects = moves.map(
    (each, index) => `select ${index} as index, m.id from (${each.idsSql(statement, since)}) m`,
  );
  const rows = await work.run<{ index: number; id: string }>(
    statement.build(selects.join(' union all '), work.request),
  );
  const found = Map.groupBy(rows, ({ index }) => index);
  return new Map(moves.map((each, index) => [each, (found.get(index) ?? []).map(({ id }) => id)]));
}
