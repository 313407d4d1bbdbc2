import { quoteLiteral } from '../../tenancy/index.ts';
import { readOrder } from '../order.ts';
import { readLimits } from '../plan/access-path.ts';
import type { ConnectionNode } from '../plan/nodes.ts';
import { isEverything, type Predicate } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RecordType } from '../record-type.ts';
import { conjunction } from '../sql/conjunction.ts';
import { ListSql } from '../sql/list-sql.ts';
import { PredicateSql } from '../sql/predicate-sql.ts';
import type { StatementBuilder } from '../sql/statement-builder.ts';
import { type Limb, matchKinds } from './search-reader.ts';
import { type SearchedField, tokenField } from './searched-field.ts';
import { tokenHolders, tokensOfRecord } from './token-table.ts';

/** A record that was found, as the statement yields it. */
export interface HitRow {
  readonly id: string;
  /** Place of its best match in `matchKinds`. */
  readonly rank: number;
  /** Tokens of the fields that were searched: field, kind and text, each after a space. */
  readonly tokens: readonly string[];
}

/** Writes what finds the best hits among the records of one type: the closest match first, then the newest. */
export class SearchSql {
  private readonly type: RecordType;
  private readonly fields: readonly SearchedField[];
  private readonly statement: StatementBuilder;
  private readonly predicates: PredicateSql;
  private readonly seesEverything: boolean;
  private readonly size: number;

  constructor(
    type: RecordType,
    fields: readonly SearchedField[],
    size: number,
    statement: StatementBuilder,
    access: ReadAccess,
  ) {
    this.type = type;
    this.fields = fields;
    this.size = size;
    this.statement = statement;
    this.predicates = new PredicateSql(statement, access);
    this.seesEverything = isEverything(access.scope(type, 'read'));
  }

  write(limbs: readonly Limb[]): string {
    const found = limbs.map(
      ({ match, predicate }) => `(select id, ${matchKinds.indexOf(match)} as rank from (${this.page(predicate)}) page)`,
    );
    const hits = `select id, min(rank) as rank from (${found.join(' union all ')}) found group by id order by rank, id desc limit ${this.size}`;
    return `with hit as materialized (${hits}) select hit.id, hit.rank, ${this.tokens('hit.id')} as tokens from hit order by hit.rank, hit.id desc`;
  }

  /** Select of `id`: the newest records that meet the condition. */
  private page(predicate: Predicate): string {
    // The tokens themselves have the newest last; what little is looked at in vain is what was deleted.
    const holders = this.seesEverything ? this.holders(predicate) : undefined;
    if (holders) return this.newestOf(holders);
    const source = this.statement.rows(this.type);
    source.column('id');
    const node: ConnectionNode = {
      type: this.type,
      filter: predicate,
      deleted: 'excluded',
      order: readOrder(this.type, []),
      page: { size: this.size, backward: false, cursor: undefined },
      outputs: [],
    };
    const { clause, rows } = new ListSql(node, source, this.statement, this.predicates).page({
      after: () => undefined,
      cursor: () => "''",
    });
    return `${clause} select id from (${rows}) ${source.alias}`;
  }

  /** Select of `id`, the newest first: records under one token, or those to which records under it lead. */
  private holders(predicate: Predicate): string | undefined {
    if (predicate.kind === 'token') {
      const holders = tokenHolders(predicate, this.statement, readLimits.probe);
      return predicate.match === 'equal' ? holders : `select distinct id from (${holders}) holder order by id desc`;
    }
    if (predicate.kind !== 'many' || predicate.of.kind !== 'token') return undefined;
    const { target, field } = predicate.collection;
    const row = this.statement.rows(target);
    const led = `select ${row.field(field.name)} as id from ${row.table} ${row.alias} where ${conjunction(this.predicates.listed(row), `${row.column('id')} = holder.id`)} offset 0`;
    return `select distinct led.id from (${tokenHolders(predicate.of, this.statement, readLimits.probe)}) holder cross join lateral (${led}) led order by led.id desc`;
  }

  private newestOf(holders: string): string {
    const row = this.statement.rows(this.type);
    const there = `select ${row.column('id')} from ${row.table} ${row.alias} where ${conjunction(this.predicates.there(row), `${row.column('id')} = newest.id`)} offset 0`;
    return `select newest.id from (${holders}) newest cross join lateral (${there}) ${row.alias} order by newest.id desc limit ${this.size}`;
  }

  /** The tokens by which a record could be found: its own, and those of records that lead to it and are in sight. */
  private tokens(id: string): string {
    const own = this.fields.filter(({ through }) => !through);
    const collections = new Set(this.fields.flatMap(({ through }) => (through ? [through] : [])));
    const selects = [
      ...(own.length > 0 ? [this.tokensOf(own, id)] : []),
      ...[...collections].map((through) => {
        const holder = this.statement.rows(through.target);
        const belongs = conjunction(this.predicates.listed(holder), `${holder.field(through.field.name)} = ${id}`);
        const fields = this.fields.filter((field) => field.through === through);
        return `select token.shown from ${holder.table} ${holder.alias} cross join lateral (${this.tokensOf(fields, holder.column('id'))}) token(shown) where ${belongs}`;
      }),
    ];
    return `array(${selects.join(' union all ')})`;
  }

  private tokensOf(fields: readonly SearchedField[], id: string): string {
    const names = fields.map(({ type, field }) => quoteLiteral(tokenField(type, field))).join(', ');
    return `select own.field || ' ' || own.kind || ' ' || own.token from (${tokensOfRecord(this.statement, id)}) own where own.field in (${names})`;
  }
}
