import DataLoader from 'dataloader';
import type { Access } from '../access/access.ts';
import type { StatementTenant } from '../records/late-value.ts';
import { isNothing, type Predicate, simplify } from '../records/predicate.ts';
import type { RecordType } from '../records/record-type.ts';
import { columnType } from '../records/sql/column-type.ts';
import { PredicateSql } from '../records/sql/predicate-sql.ts';
import type { RowSource } from '../records/sql/row-source.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import { quoteIdentifier, type StatementRunner } from '../tenancy/index.ts';
import { type ChangeOf, rowsBefore } from './row-before.ts';

/** Whether records match, by the ids of those that are in sight. */
export type Sights = ReadonlyMap<string, boolean>;

/** Of which records or changes somebody wants to know whether they match. */
interface Question<Subject> {
  readonly filter: Predicate;
  readonly of: readonly Subject[];
}

interface Asking {
  readonly now: DataLoader<Question<string>, Sights>;
  readonly before: DataLoader<Question<ChangeOf>, readonly boolean[]>;
}

/** Questions of one statement. Each row is compared with the filters of all of them. */
const MAX_QUESTIONS = 50;

/**
 * Which records a reader sees, and which of them match a filter of his. What is asked at the same moment is asked of
 * the database together, so all subscriptions with the same rights should share one.
 */
export class RecordSights {
  private readonly runner: StatementRunner;
  private readonly tenant: StatementTenant;
  private readonly access: Access;
  private readonly byType = new Map<RecordType, Asking>();

  constructor(runner: StatementRunner, tenant: StatementTenant, access: Access) {
    this.runner = runner;
    this.tenant = tenant;
    this.access = access;
  }

  /** Those of the records that are in sight now, and whether they match. */
  async now(type: RecordType, uuids: readonly string[], filter: Predicate): Promise<Sights> {
    if (uuids.length === 0 || this.seesNothingOf(type)) return new Map();
    const question = { filter, of: uuids };
    if (!isQuick(filter)) return only(await this.askNow(type, [question]));
    return this.asking(type).now.load(question);
  }

  /** For each of the changes, whether its record was in sight and matched before. */
  async before(type: RecordType, changes: readonly ChangeOf[], filter: Predicate): Promise<readonly boolean[]> {
    if (changes.length === 0 || this.seesNothingOf(type)) return changes.map(() => false);
    const question = { filter, of: changes };
    if (!isQuick(filter)) return only(await this.askBefore(type, [question]));
    return this.asking(type).before.load(question);
  }

  private seesNothingOf(type: RecordType): boolean {
    return isNothing(simplify(this.access.scope(type, 'read')));
  }

  private asking(type: RecordType): Asking {
    let asking = this.byType.get(type);
    if (!asking) {
      const options = { cache: false, maxBatchSize: MAX_QUESTIONS };
      asking = {
        now: new DataLoader((questions) => together(questions, (some) => this.askNow(type, some)), options),
        before: new DataLoader((questions) => together(questions, (some) => this.askBefore(type, some)), options),
      };
      this.byType.set(type, asking);
    }
    return asking;
  }

  private async askNow(type: RecordType, questions: readonly Question<string>[]): Promise<Sights[]> {
    const statement = new StatementBuilder();
    const source = statement.rows(type);
    const { visible, conditions, places } = this.conditions(statement, source, questions);
    const uuids = [...new Set(questions.flatMap(({ of }) => of))];
    const id = source.column('id');
    const text = `select ${id} as id, ${conditions} as holds from ${source.table} ${source.alias}
where ${visible} and ${id} = any(${statement.parameter(uuids, 'uuid[]')})`;
    const rows = await this.run<{ id: string; holds: boolean[] }>(statement, text);
    const byId = new Map(rows.map(({ id: uuid, holds }) => [uuid, holds]));
    return questions.map(({ of }, index) => {
      const place = places[index];
      const seen = of.flatMap((uuid): [string, boolean][] => {
        const holds = byId.get(uuid);
        return holds ? [[uuid, place === undefined || holds[place] === true]] : [];
      });
      return new Map(seen);
    });
  }

  private async askBefore(type: RecordType, questions: readonly Question<ChangeOf>[]): Promise<boolean[][]> {
    const positions = new Map<string, number>();
    const changes: ChangeOf[] = [];
    for (const change of questions.flatMap(({ of }) => of)) {
      if (!positions.has(keyOf(change))) positions.set(keyOf(change), changes.push(change));
    }
    const before = await rowsBefore(type, changes, this.runner, this.tenant);
    const statement = new StatementBuilder();
    const source = statement.rows(type);
    const { visible, conditions, places } = this.conditions(statement, source, questions);
    const text = `select was.position::int as position, ${conditions} as holds
from jsonb_array_elements(${statement.parameter(JSON.stringify(before), 'jsonb')}) with ordinality was(fields, position)
cross join lateral jsonb_to_record(was.fields) as ${source.alias}(${rowColumns(type)})
where ${visible}`;
    const rows = await this.run<{ position: number; holds: boolean[] }>(statement, text);
    const byPosition = new Map(rows.map(({ position, holds }) => [position, holds]));
    return questions.map(({ of }, index) => {
      const place = places[index];
      return of.map((change) => {
        const holds = byPosition.get(positions.get(keyOf(change)) ?? 0);
        return holds !== undefined && (place === undefined || holds[place] === true);
      });
    });
  }

  /** Row scope, and the filters as an array of truths; `places` says where in it each has its own, if it decides anything. */
  private conditions(
    statement: StatementBuilder,
    source: RowSource,
    questions: readonly { readonly filter: Predicate }[],
  ): { visible: string; conditions: string; places: (number | undefined)[] } {
    const predicates = new PredicateSql(statement, this.access);
    const visible = predicates.visible(source);
    const written: string[] = [];
    const places = questions.map(({ filter }) => {
      const condition = predicates.condition(filter, source);
      return condition === undefined ? undefined : written.push(`coalesce(${condition}, false)`) - 1;
    });
    return { visible, conditions: `array[${written.join(', ')}]::boolean[]`, places };
  }

  private run<Row extends object>(statement: StatementBuilder, text: string): Promise<Row[]> {
    const { tenant, access } = this;
    return this.runner.run<Row>(statement.build(text, { tenant, actor: access.actor, variables: {} }));
  }
}

const keyOf = ({ uuid, version }: ChangeOf) => `${uuid} ${version}`;

/** Whether few rows decide on it. What may look at many is asked alone, and keeps nobody waiting. */
function isQuick(filter: Predicate): boolean {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.of.every(isQuick);
    case 'not':
    case 'one':
      return isQuick(filter.of);
    case 'leaf':
    case 'token':
      return true;
    case 'many':
      return false;
  }
}

/** Answers to all of the questions; where one of them spoils it, each is asked alone, so that only its own fails. */
async function together<Asked, Answer>(
  questions: readonly Asked[],
  ask: (some: readonly Asked[]) => Promise<Answer[]>,
): Promise<(Answer | Error)[]> {
  try {
    return await ask(questions);
  } catch (error) {
    if (questions.length === 1) throw error;
    return Promise.all(questions.map((one) => ask([one]).then(only, (reason: Error) => reason)));
  }
}

function only<Answer>([answer]: readonly Answer[]): Answer {
  if (answer === undefined) throw new Error('A question was not answered.');
  return answer;
}

/** The columns of a row that was read with its extensions. */
function rowColumns({ fields }: RecordType): string {
  const columns = [...fields.values()].flatMap((field) =>
    field.columns.map((name, position) => `${quoteIdentifier(name)} ${columnType(field, position)}`),
  );
  return ['tenant_id integer', ...columns].join(', ');
}
