import { loadTenant } from '../access/load-tenant.ts';
import { RapportError } from '../errors/index.ts';
import { addJobs } from '../jobs/graphile-queue.ts';
import type { JobHandler } from '../jobs/job-queue.ts';
import type { OwnedJob } from '../jobs/plugin-jobs.ts';
import type { Installation } from '../plugins/installation.ts';
import { newUuid } from '../records/record-id.ts';
import type { StatementRunner, TenantDatabase } from '../tenancy/index.ts';
import { livingRows } from './fact-sql.ts';
import { type Scored, type ScoreOptions, type ScoringPlace, scoreSubjects } from './score-subjects.ts';
import { type OwnedScorer, type ScorerOwner, versionsByName } from './scorer.ts';

export const SCORING_RUN = 'scoring-run';

/** Records whose scores are given in one transaction: others who score wait for no longer. */
const BATCH = 2_000;

/** Batches of one run that are under way at once. */
const UNDER_WAY = 3;

const ACTIVE = "state in ('WAITING', 'RUNNING')";

/** Lets all records of a scorer be scored anew, in the caller's transaction. It takes the place of a run that is on its way. */
export async function startScoringRun(runner: StatementRunner, tenantId: number, name: string): Promise<string> {
  const id = newUuid();
  await runner.run({
    text: `
with replaced as (
  update scoring_run set state = 'CANCELLED', ended_at = now(), version = version + 1, updated_at = now()
  where tenant_id = $1 and name = $2 and ${ACTIVE})
insert into scoring_run (tenant_id, id, name, state, done, changed, failed) values ($1, $3, $2, 'WAITING', 0, 0, 0)`,
    values: [tenantId, name, id],
  });
  await runner.run(addJobs(tenantId, [{ task: SCORING_RUN, payload: { run: id } }]));
  return id;
}

/** False when it has come to an end already. */
export async function cancelScoringRun(runner: StatementRunner, tenantId: number, id: string): Promise<boolean> {
  const text = `
update scoring_run set state = 'CANCELLED', ended_at = now(), version = version + 1, updated_at = now()
where tenant_id = $1 and id = $2 and ${ACTIVE} returning 1`;
  return (await runner.run({ text, values: [tenantId, id] })).length > 0;
}

/**
 * Of each version of a scorer a job that lets all records be scored: as soon as a tenant has it, and every day where a
 * fact changes by the passing of time.
 */
export function scoringJobs(plugin: ScorerOwner): OwnedJob[] {
  return [...versionsByName([plugin]).values()].flatMap((versions) =>
    versions.map(({ scorer, name }) => ({
      plugin: plugin.id,
      id: `score-${scorer.id}-${scorer.version}`,
      cron: Object.values(scorer.inputs).some(({ ages }) => ages) ? DAILY : NEVER_AGAIN,
      catchUp: 'once',
      atOnce: true,
      run: ({ tenant, transaction }) =>
        transaction(async (work) => {
          await startScoringRun(work.transaction, tenant.id, name);
        }),
    })),
  );
}

const DAILY = '30 2 * * *';
/** Once a year does no harm, and cron has no way to say less. */
const NEVER_AGAIN = '30 2 1 1 *';

export interface ScoringRunParts {
  readonly installation: Installation;
  readonly database: TenantDatabase;
  readonly onCommit: () => void;
}

/** Does a run in batches. Each is a transaction that also notes how far the run has come: another process goes on from there. */
export function scoringRunHandler(parts: ScoringRunParts): JobHandler {
  return async (payload, { tenantId, signal }) => {
    const run = new Run(parts, tenantId, String(payload.run));
    try {
      await run.goOn(signal);
    } catch (error) {
      // What the scorer is to blame for would fail again.
      if (!(error instanceof RapportError) || (error.code !== 'SCORER_FAILED' && error.code !== 'PLUGIN_UNAVAILABLE'))
        throw error;
      await run.fail(error);
    }
  };
}

interface RunRow {
  readonly name: string;
  readonly reached: string | null;
  readonly total: number | null;
}

class Run {
  private readonly parts: ScoringRunParts;
  private readonly tenantId: number;
  private readonly id: string;
  private total: number | undefined;
  private place: { readonly versions: readonly OwnedScorer[]; readonly scoring: ScoringPlace } | undefined;

  constructor(parts: ScoringRunParts, tenantId: number, id: string) {
    this.parts = parts;
    this.tenantId = tenantId;
    this.id = id;
  }

  /** Scores the records that it has not reached. While scores of some are written, facts of the next are read. */
  async goOn(signal: AbortSignal): Promise<void> {
    const underWay: Promise<boolean>[] = [];
    let after: string | undefined;
    for (;;) {
      const { promise: read, resolve, reject } = Promise.withResolvers<{ seen: number; last: string | undefined }>();
      const batch = this.batch(after, underWay.at(-1), (seen, last) => resolve({ seen, last }));
      // One that has come to nothing has read nothing either.
      batch.then(() => resolve({ seen: 0, last: undefined }), reject);
      underWay.push(batch);
      const { seen, last } = await read;
      const goesOn = underWay.length < UNDER_WAY || (await underWay.shift());
      if (!goesOn || seen < BATCH) {
        await Promise.all(underWay);
        return;
      }
      after = last;
      signal.throwIfAborted();
    }
  }

  /** Scores some records behind `after`; false when the run has come to its end. Batches are noted in their order. */
  private async batch(
    after: string | undefined,
    before: Promise<boolean> | undefined,
    onRead: ScoreOptions['onRead'] & {},
  ): Promise<boolean> {
    const goesOn = await this.parts.database.transaction(this.tenantId, async (runner) => {
      const [row] = await runner.run<RunRow>({
        text: `select name, reached, total from scoring_run where tenant_id = $1 and id = $2 and ${ACTIVE}`,
        values: [this.tenantId, this.id],
      });
      if (!row) return false;
      this.place ??= await this.find(row.name, runner);
      const { versions, scoring } = this.place;
      this.total ??= row.total ?? (await count(runner, this.place));
      const subjects = { after: after ?? row.reached ?? undefined, limit: BATCH };
      const scored = await scoreSubjects(runner, versions, subjects, scoring, { announceFirst: false, onRead });
      if ((await before) === false) return false;
      return this.note(runner, scored, this.total);
    });
    this.parts.onCommit();
    return goesOn;
  }

  async fail(error: RapportError): Promise<void> {
    await this.parts.database.forTenant(this.tenantId).run({
      text: `
update scoring_run set state = 'FAILED', fault = left($3, 1000), ended_at = now(), version = version + 1, updated_at = now()
where tenant_id = $1 and id = $2 and ${ACTIVE}`,
      values: [this.tenantId, this.id, error.message],
    });
  }

  private async find(name: string, runner: StatementRunner): Promise<NonNullable<Run['place']>> {
    const { installation } = this.parts;
    const [known] = versionsByName(installation.plugins).get(name) ?? [];
    // Another process may know it already, while a new plugin is rolled out, or have started it.
    if (!known || installation.failures.of(known.plugin)) throw new Error(`This process has no scorer "${name}".`);
    const { composition } = await loadTenant(runner, installation, this.tenantId);
    const versions = versionsByName(composition.plugins).get(name);
    if (!versions) throw new RapportError('PLUGIN_UNAVAILABLE', `The plugin of the scorer "${name}" is switched off.`);
    const { catalogue } = composition;
    return { versions, scoring: { tenantId: this.tenantId, catalogue, requestId: `scoring run ${this.id}` } };
  }

  /** Notes how far it has come; false at the end, or when somebody has stopped it meanwhile. */
  private async note(runner: StatementRunner, scored: Scored, total: number): Promise<boolean> {
    const endless = scored.failures.find(({ error }) => error.extensions.isEndless);
    const isLast = scored.seen < BATCH;
    const state = endless ? 'FAILED' : isLast ? 'DONE' : 'RUNNING';
    const noted = await runner.run({
      text: `
update scoring_run set state = $3, total = $4, done = done + $5, changed = changed + $6, failed = failed + $7,
  fault = coalesce(fault, left($8, 1000)), reached = coalesce($9, reached),
  ended_at = case when $3 = 'RUNNING' then null else now() end, version = version + 1, updated_at = now()
where tenant_id = $1 and id = $2 and ${ACTIVE} returning 1`,
      values: [
        this.tenantId,
        this.id,
        state,
        total,
        scored.seen,
        scored.changed,
        scored.failures.length,
        scored.failures[0]?.error.message ?? null,
        scored.last ?? null,
      ],
    });
    return noted.length > 0 && state === 'RUNNING';
  }
}

async function count(runner: StatementRunner, { versions, scoring }: NonNullable<Run['place']>): Promise<number> {
  const subject = scoring.catalogue.typeOf((versions[0] as OwnedScorer).scorer.subject());
  const [row] = await runner.run<{ n: number }>({
    text: `select count(*)::integer as n from ${livingRows(subject)} s`,
    values: [scoring.tenantId],
  });
  return row?.n ?? 0;
}
