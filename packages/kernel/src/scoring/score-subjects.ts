import { RapportError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { encodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import { SCORE_TABLE } from '../records/scores.ts';
import { LOOK_UP_BY_INDEX, quoteIdentifier, quoteLiteral, type StatementRunner } from '../tenancy/index.ts';
import { factsSql, type SubjectChoice } from './fact-sql.ts';
import { scoreGuarded } from './guarded-scoring.ts';
import { scoreEventType } from './score-extension.ts';
import type { OwnedScorer } from './scorer.ts';
import type { Evidence, Facts, SettledScore } from './settle-score.ts';
import { type Variant, variantsOf } from './variants.ts';

export const SHADOW_TABLE = 'shadow_score';

/** Any number; together with the tenant and the scorer it is a lock. */
const SCORING_LOCK = 7_262_516;

/** Where scores are given. */
export interface ScoringPlace {
  readonly tenantId: number;
  readonly catalogue: RecordCatalogue;
  readonly requestId: string;
}

/** Whose scores: these records', or those of the next ones behind an id. */
export type Subjects =
  | { readonly given: readonly string[] }
  | { readonly after: string | undefined; readonly limit: number };

export interface Scored {
  /** Records that were looked at. */
  readonly seen: number;
  /** Id of the last of them. */
  readonly last: string | undefined;
  /** Scores with another value or band. */
  readonly changed: number;
  /** Records that the scorer failed with; they keep the scores that they have. */
  readonly failures: readonly { readonly id: string; readonly error: RapportError }[];
}

export interface ScoreOptions {
  /** Whether a first score is announced too. */
  readonly announceFirst: boolean;
  /** Told as soon as it is known whose scores they are: how many, and the last of them. */
  readonly onRead?: (seen: number, last: string | undefined) => void;
}

const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

/** Gives subjects their scores anew, by what the tenant shows and by what runs in its shadow. */
export async function scoreSubjects(
  runner: StatementRunner,
  versions: readonly OwnedScorer[],
  subjects: Subjects,
  place: ScoringPlace,
  options: ScoreOptions,
): Promise<Scored> {
  const { tenantId } = place;
  const asOf = await lockScorer(runner, tenantId, versions, 'shared');
  const { live, shadow } = await variantsOf(runner, tenantId, versions);
  if (shadow) await new Scoring(runner, shadow, SHADOW_TABLE, place, { ...options, asOf }).score(subjects);
  return new Scoring(runner, live, SCORE_TABLE, place, { ...options, asOf }).score(subjects);
}

/**
 * Until the transaction ends, nobody else changes what the tenant uses of the scorer (`shared`), or gives scores of it
 * either. Returns a moment before anything that is read afterwards.
 */
export async function lockScorer(
  runner: StatementRunner,
  tenantId: number,
  [any]: readonly OwnedScorer[],
  mode: 'shared' | 'exclusive',
): Promise<string> {
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  const [row] = await runner.run<{ as_of: string }>({
    // Facts of some subjects must not cost a look at all records.
    text: `select clock_timestamp()::text as as_of, ${LOOK_UP_BY_INDEX}, ${lock}($1::integer, hashtext($2::text || $3::text))`,
    values: [SCORING_LOCK, String(tenantId), any?.name ?? ''],
  });
  if (!row) throw new Error('The clock did not answer.');
  return row.as_of;
}

interface FactRow {
  readonly id: string;
  readonly facts: string;
  readonly evidence: string;
  readonly was_value: number | null;
  readonly was_band: string | null;
  readonly same: boolean;
}

class Scoring {
  private readonly runner: StatementRunner;
  private readonly variant: Variant;
  private readonly table: string;
  private readonly place: ScoringPlace;
  private readonly options: ScoreOptions & { readonly asOf: string };

  constructor(
    runner: StatementRunner,
    variant: Variant,
    table: string,
    place: ScoringPlace,
    options: ScoreOptions & { readonly asOf: string },
  ) {
    this.runner = runner;
    this.variant = variant;
    this.table = table;
    this.place = place;
    this.options = options;
  }

  async score(subjects: Subjects): Promise<Scored> {
    const rows = await this.facts(subjects);
    if (this.table === SCORE_TABLE) this.options.onRead?.(rows.length, rows.at(-1)?.id);
    const stale = rows.filter(({ same }) => !same);
    const { owned, params } = this.variant;
    const results = scoreGuarded(
      owned,
      params,
      stale.map(({ facts, evidence }) => ({
        facts: JSON.parse(facts) as Facts,
        evidence: evidence === '{}' ? {} : showEvidence(owned, JSON.parse(evidence) as Evidence),
      })),
    );
    const failures: { id: string; error: RapportError }[] = [];
    const given: GivenRow[] = [];
    for (const [index, score] of results.entries()) {
      const row = stale[index] as FactRow;
      if (score instanceof RapportError) failures.push({ id: row.id, error: score });
      else given.push({ row, score, moved: row.was_value !== score.value || row.was_band !== score.band });
    }
    if (given.length > 0) await this.write(given);
    if ('given' in subjects) await this.confirm(rows.filter(({ same }) => same));
    const changed = given.filter(({ moved }) => moved).length;
    return { seen: rows.length, last: rows.at(-1)?.id, changed, failures };
  }

  private async facts(subjects: Subjects): Promise<FactRow[]> {
    const { owned, tuning } = this.variant;
    const { tenantId, catalogue } = this.place;
    const [choice, chosen] =
      'given' in subjects
        ? (['given', subjects.given] as const)
        : ([{ next: subjects.limit }, subjects.after ?? FIRST_UUID] as const);
    const rows = await this.runner.run<FactRow>({
      text: textOf(owned, catalogue, this.table, choice),
      values: [tenantId, this.options.asOf, chosen, owned.name, owned.scorer.version, tuning],
    });
    if (new Set(rows.map(({ id }) => id)).size < rows.length)
      throw new RapportError(
        'SCORER_FAILED',
        `The plugin "${owned.plugin}": an input of the scorer "${owned.scorer.id}" yields more than one row for a record.`,
        { plugin: owned.plugin, scorer: owned.scorer.id },
      );
    return rows;
  }

  private async write(given: readonly GivenRow[]): Promise<void> {
    const { owned, tuning } = this.variant;
    const { tenantId, requestId } = this.place;
    const isLive = this.table === SCORE_TABLE;
    const { announceFirst, asOf } = this.options;
    const column = (of: (one: GivenRow) => unknown) => given.map(of);
    const joined = (of: (one: GivenRow) => string) => given.map(of).join(SEPARATOR);
    await this.runner.run({
      text: `
with given as materialized (
  select * from unnest($3::uuid[], $4::integer[], $5::text[], $6::integer[], ${['$7', '$8', '$9'].map((texts) => `string_to_array(${texts}::text, '${SEPARATOR}')`).join(', ')},
    $10::integer[], $11::text[], $12::boolean[]) as g(id, value, band, base, terms, facts, evidence, was_value, was_band, moved)),
kept as (
  insert into ${quoteIdentifier(this.table)} as s (${COLUMNS}) select ${VALUES} from given
  on conflict (tenant_id, scorer, id) do update set value = excluded.value, band = excluded.band, base = excluded.base,
    terms = excluded.terms, facts = excluded.facts, evidence = excluded.evidence, version = excluded.version,
    tuning = excluded.tuning, as_of = excluded.as_of,
    changed_at = case when (s.value, s.band) is distinct from (excluded.value, excluded.band) then excluded.changed_at else s.changed_at end
  where s.as_of < excluded.as_of
  returning s.id)
${isLive ? this.announced() : 'select'}`,
      values: [
        tenantId,
        owned.name,
        column(({ row }) => row.id),
        column(({ score }) => score.value),
        column(({ score }) => score.band),
        column(({ score }) => score.base),
        joined(({ score }) => JSON.stringify(score.terms)),
        joined(({ row }) => row.facts),
        joined(({ row }) => row.evidence),
        column(({ row }) => row.was_value),
        column(({ row }) => row.was_band),
        column(({ moved }) => moved),
        owned.scorer.version,
        tuning,
        asOf,
        ...(isLive ? [requestId, announceFirst] : []),
      ],
    });
  }

  /** Scores that are right still: nobody who read before may write his own over them. */
  private async confirm(rows: readonly FactRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.runner.run({
      text: `update ${quoteIdentifier(this.table)} set as_of = $4::timestamptz where tenant_id = $1 and scorer = $2 and id = any($3::uuid[]) and as_of < $4::timestamptz`,
      values: [this.place.tenantId, this.variant.owned.name, rows.map(({ id }) => id), this.options.asOf],
    });
  }

  /** What is shown is kept for ever, and announced. */
  private announced(): string {
    const { owned } = this.variant;
    const { name: recordType } = recordTypeOf(owned.scorer.subject());
    return `,
noted as (
  insert into score_change (${COLUMNS}) select ${VALUES} from given g
  where g.id in (select id from kept)
    -- Facts that make no difference, such as one more day, are no new score.
    and not exists (
      select from score s where s.tenant_id = $1 and s.scorer = $2 and s.id = g.id
        and (s.value, s.base, s.terms, s.version, s.tuning) = (g.value, g.base, g.terms, $13::integer, $14::integer)))
insert into outbox (tenant_id, type, record_type, record_id, changed_fields, patch, actor, request_id, schema_version)
select $1, ${quoteLiteral(scoreEventType(owned))}, ${quoteLiteral(recordType)}, id, '{}',
  jsonb_strip_nulls(jsonb_build_object('scorer', $2::text, 'value', trim_scale(value / 100.0), 'band', band,
    'previousValue', trim_scale(was_value / 100.0), 'previousBand', was_band, 'version', $13::integer)),
  ${quoteLiteral(`plugin:${owned.plugin}`)}, $16, 1
from given where moved and ($17::boolean or was_value is not null) and id in (select id from kept)`;
  }
}

/** Evidence by the ids that the API shows. */
export function showEvidence({ scorer: { inputs } }: OwnedScorer, evidence: Evidence): Evidence {
  return Object.fromEntries(
    Object.entries(evidence).map(([name, uuids]) => {
      const record = inputs[name]?.evidence?.();
      return [name, record ? (uuids ?? []).map((uuid) => encodeId(recordTypeOf(record), uuid)) : []];
    }),
  );
}

interface GivenRow {
  readonly row: FactRow;
  readonly score: SettledScore;
  /** Whether value or band is another. */
  readonly moved: boolean;
}

/** Stands in no JSON text, so that many of them travel as one without being quoted. */
const SEPARATOR = '\u001f';

const COLUMNS = 'tenant_id, scorer, id, value, band, base, terms, facts, evidence, version, tuning, changed_at, as_of';
const VALUES =
  '$1, $2, id, value, band, base, terms, facts, evidence, $13::integer, $14::integer, clock_timestamp(), $15::timestamptz';

const texts = new WeakMap<RecordCatalogue, Map<string, string>>();

function textOf(
  { name, scorer }: OwnedScorer,
  catalogue: RecordCatalogue,
  table: string,
  choice: SubjectChoice,
): string {
  const known = texts.get(catalogue) ?? new Map<string, string>();
  texts.set(catalogue, known);
  const key = JSON.stringify([name, scorer.version, table, choice]);
  const text = known.get(key) ?? factsSql(scorer, catalogue, table, choice);
  known.set(key, text);
  return text;
}
