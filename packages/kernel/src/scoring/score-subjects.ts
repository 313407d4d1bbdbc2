import { RapportError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { encodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import { SCORE_TABLE } from '../records/scores.ts';
import { quoteIdentifier, quoteLiteral, type StatementRunner } from '../tenancy/index.ts';
import { factsSql } from './fact-sql.ts';
import { scoreGuarded } from './guarded-scoring.ts';
import { scoreEventType } from './score-extension.ts';
import type { OwnedScorer } from './scorer.ts';
import type { Evidence, Facts, SettledScore } from './settle-score.ts';
import { type Variant, variantsOf } from './variants.ts';

export const SHADOW_TABLE = 'shadow_score';

/** Any number; whoever scores with one scorer in one tenant takes turns, so that nobody writes what was read before others wrote. */
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
  await lockScorer(runner, tenantId, versions);
  const { live, shadow } = await variantsOf(runner, tenantId, versions);
  if (shadow) await new Scoring(runner, shadow, SHADOW_TABLE, place, options).score(subjects);
  return new Scoring(runner, live, SCORE_TABLE, place, options).score(subjects);
}

/** Until the transaction ends nobody else gives scores of this scorer in the tenant. */
export async function lockScorer(
  runner: StatementRunner,
  tenantId: number,
  [any]: readonly OwnedScorer[],
): Promise<void> {
  await runner.run({
    text: 'select pg_advisory_xact_lock($1::integer, hashtext($2::text || $3::text))',
    values: [SCORING_LOCK, String(tenantId), any?.name ?? ''],
  });
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
  private readonly options: ScoreOptions;

  constructor(runner: StatementRunner, variant: Variant, table: string, place: ScoringPlace, options: ScoreOptions) {
    this.runner = runner;
    this.variant = variant;
    this.table = table;
    this.place = place;
    this.options = options;
  }

  async score(subjects: Subjects): Promise<Scored> {
    const rows = await this.facts(subjects);
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
    const written: string[] = [];
    let changed = 0;
    for (const [index, result] of results.entries()) {
      const row = stale[index] as FactRow;
      if (result instanceof RapportError) failures.push({ id: row.id, error: result });
      else {
        const moved = row.was_value !== result.value || row.was_band !== result.band;
        if (moved) changed += 1;
        written.push(entryOf(row, result, moved));
      }
    }
    if (written.length > 0) await this.write(`[${written.join(',')}]`);
    return { seen: rows.length, last: rows.at(-1)?.id, changed, failures };
  }

  private async facts(subjects: Subjects): Promise<FactRow[]> {
    const { owned, tuning } = this.variant;
    const { tenantId, catalogue } = this.place;
    const [choice, chosen, limit] =
      'given' in subjects
        ? (['given', subjects.given, subjects.given.length] as const)
        : (['next', subjects.after ?? FIRST_UUID, subjects.limit] as const);
    const rows = await this.runner.run<FactRow>({
      text: textOf(owned, catalogue, this.table, choice),
      values: [tenantId, new Date(), chosen, limit, owned.name, owned.scorer.version, tuning],
    });
    if (new Set(rows.map(({ id }) => id)).size < rows.length)
      throw new RapportError(
        'SCORER_FAILED',
        `The plugin "${owned.plugin}": an input of the scorer "${owned.scorer.id}" yields more than one row for a record.`,
        { plugin: owned.plugin, scorer: owned.scorer.id },
      );
    return rows;
  }

  private async write(entries: string): Promise<void> {
    const { owned, tuning } = this.variant;
    const { tenantId, requestId } = this.place;
    const isLive = this.table === SCORE_TABLE;
    await this.runner.run({
      text: `
with given as materialized (
  select * from json_to_recordset($2::json) as g(id uuid, value integer, band text, base integer, terms jsonb, facts jsonb,
    evidence jsonb, was_value integer, was_band text, moved boolean)),
kept as (
  insert into ${quoteIdentifier(this.table)} as s (${COLUMNS}) select ${VALUES} from given
  on conflict (tenant_id, scorer, id) do update set value = excluded.value, band = excluded.band, base = excluded.base,
    terms = excluded.terms, facts = excluded.facts, evidence = excluded.evidence, version = excluded.version,
    tuning = excluded.tuning,
    changed_at = case when (s.value, s.band) is distinct from (excluded.value, excluded.band) then excluded.changed_at else s.changed_at end)
${isLive ? this.announced() : 'select'}`,
      values: isLive
        ? [tenantId, entries, owned.name, owned.scorer.version, tuning, requestId, this.options.announceFirst]
        : [tenantId, entries, owned.name, owned.scorer.version, tuning],
    });
  }

  /** What is shown is kept for ever, and announced. */
  private announced(): string {
    const { owned } = this.variant;
    const { name: recordType } = recordTypeOf(owned.scorer.subject());
    return `,
noted as (insert into score_change (${COLUMNS}) select ${VALUES} from given)
insert into outbox (tenant_id, type, record_type, record_id, changed_fields, patch, actor, request_id, schema_version)
select $1, ${quoteLiteral(scoreEventType(owned))}, ${quoteLiteral(recordType)}, id, '{}',
  jsonb_strip_nulls(jsonb_build_object('scorer', $3::text, 'value', trim_scale(value / 100.0), 'band', band,
    'previousValue', trim_scale(was_value / 100.0), 'previousBand', was_band, 'version', $4::integer)),
  ${quoteLiteral(`plugin:${owned.plugin}`)}, $6, 1
from given where moved and ($7::boolean or was_value is not null)`;
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

const COLUMNS = 'tenant_id, scorer, id, value, band, base, terms, facts, evidence, version, tuning, changed_at';
const VALUES = '$1, $3, id, value, band, base, terms, facts, evidence, $4::integer, $5::integer, clock_timestamp()';

function entryOf({ id, facts, evidence, was_value, was_band }: FactRow, score: SettledScore, moved: boolean): string {
  const { value, band, base, terms } = score;
  return `{"id":"${id}","value":${value},"band":${JSON.stringify(band)},"base":${base},"terms":${JSON.stringify(terms)},"facts":${facts},"evidence":${evidence},"was_value":${was_value},"was_band":${JSON.stringify(was_band)},"moved":${moved}}`;
}

const texts = new WeakMap<RecordCatalogue, Map<string, string>>();

function textOf(
  { name, scorer }: OwnedScorer,
  catalogue: RecordCatalogue,
  table: string,
  choice: 'given' | 'next',
): string {
  const known = texts.get(catalogue) ?? new Map<string, string>();
  texts.set(catalogue, known);
  const key = `${name} ${scorer.version} ${table} ${choice}`;
  const text = known.get(key) ?? factsSql(scorer, catalogue, table, choice);
  known.set(key, text);
  return text;
}
