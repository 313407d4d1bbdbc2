import { idOf, RapportError, type RecordRef, ref, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';
import { FieldStep, type FieldStepName, type FieldStepOutcome } from './field-step.record.ts';
import { JobProof } from './job-proof.record.ts';
import { PartUse } from './part.record.ts';

export const MAX_REPORTS = 200;
const MAX_KEY = 100;
/** What says nothing about the report itself: the device sends all of it once more. */
const PASSING: readonly string[] = ['BUSY', 'DATABASE_UNAVAILABLE', 'STATEMENT_TIMEOUT'];

/** What a device noted while nobody could hear it. */
export interface FieldReport {
  readonly key: string;
  readonly jobId: string;
  readonly step: FieldStepName;
  readonly deviceAt: string;
  readonly reason?: string | null;
  readonly report?: string | null;
  readonly proofs?: readonly object[] | null;
  readonly parts?: readonly object[] | null;
}

export interface FieldReportResult {
  readonly key: string;
  readonly outcome: FieldStepOutcome;
  /** It was sent before; this is what became of it then. */
  readonly repeated: boolean;
  readonly code: string | null;
  readonly message: string | null;
  readonly job: RecordRef | null;
}

const TRANSITIONS: Record<FieldStepName, string> = {
  ACCEPT: 'accept',
  DEPART: 'depart',
  ARRIVE: 'arrive',
  COMPLETE: 'complete',
  GIVE_UP: 'giveUp',
};

/**
 * Takes what a device noted while it was offline, in the order in which it happened there. Each report takes effect once,
 * whole or not at all; one that is refused holds up no other and is kept with the reason.
 */
export async function takeFieldReports(
  work: UnitOfWork,
  reports: readonly FieldReport[],
): Promise<FieldReportResult[]> {
  if (reports.length > MAX_REPORTS) reject('reports', `must be at most ${MAX_REPORTS}.`);
  for (const [index, { key }] of reports.entries()) {
    if (key.trim() === '' || key.length > MAX_KEY)
      reject(`reports[${index}].key`, `must have 1 to ${MAX_KEY} characters.`);
  }
  const results: FieldReportResult[] = [];
  for (const [index, report] of reports.entries()) results.push(await takeOne(work, report, `reports[${index}]`));
  return results;
}

async function takeOne(work: UnitOfWork, report: FieldReport, path: string): Promise<FieldReportResult> {
  const { key, jobId } = report;
  try {
    // Reports of one job come one after the other, also when a device sends them twice at once.
    await work.lock(FieldJob, jobId, `${path}.jobId`);
  } catch (error) {
    return { ...refusalOf(error), key, repeated: false, job: null };
  }
  const job = ref(FieldJob, jobId);
  const earlier = await earlierResult(work, report);
  if (earlier) return { ...earlier, key, repeated: true, job };
  try {
    await work.nested(() => apply(work, report, path));
    return { key, outcome: 'APPLIED', repeated: false, code: null, message: null, job };
  } catch (error) {
    const refusal = refusalOf(error);
    await keepRefused(work, report, refusal);
    return { ...refusal, key, repeated: false, job };
  }
}

type Refused = Pick<FieldReportResult, 'outcome' | 'code' | 'message'>;

function refusalOf(error: unknown): Refused {
  if (!(error instanceof RapportError) || PASSING.includes(error.code)) throw error;
  const { rule } = error.extensions;
  return { outcome: 'REFUSED', code: typeof rule === 'string' ? rule : error.code, message: error.message };
}

async function earlierResult(work: UnitOfWork, { key, jobId }: FieldReport): Promise<Refused | undefined> {
  const [row] = await work.run<{
    job_id: string;
    outcome: FieldStepOutcome;
    code: string | null;
    refusal: string | null;
  }>({
    text: 'select job_id, outcome, code, refusal from field_step where tenant_id = $1 and key = $2 and deleted_at is null',
    values: [work.context.tenant.id, key],
  });
  if (!row) return undefined;
  if (row.job_id !== uuidOf(FieldJob, jobId))
    return {
      outcome: 'REFUSED',
      code: 'IDEMPOTENCY_MISMATCH',
      message: 'The key was used for a report of another job.',
    };
  return { outcome: row.outcome, code: row.code, message: row.refusal };
}

async function apply(work: UnitOfWork, report: FieldReport, path: string): Promise<void> {
  const { jobId, step, proofs, parts, reason, deviceAt: at, key } = report;
  for (const [index, proof] of (proofs ?? []).entries())
    await work.create(JobProof, { ...proof, jobId }, `${path}.proofs[${index}]`);
  for (const [index, part] of (parts ?? []).entries())
    await work.create(PartUse, { ...part, jobId }, `${path}.parts[${index}]`);
  const written = report.report == null ? {} : { report: report.report };
  await work.transition(
    FieldJob,
    jobId,
    { transition: TRANSITIONS[step], reason: reason ?? null, input: { ...written, device: { at, key } } },
    { paths: { id: `${path}.jobId`, input: path, expectedVersion: path } },
  );
}

/** Nothing that was reported is lost: what was refused is kept as it came. */
async function keepRefused(work: UnitOfWork, report: FieldReport, { code, message }: Refused): Promise<void> {
  const { key, jobId, step, deviceAt, ...payload } = report;
  await work.unlimited.create(FieldStep, {}, 'input', {
    jobId: idOf(FieldJob, uuidOf(FieldJob, jobId)),
    step,
    deviceAt,
    key,
    outcome: 'REFUSED',
    code,
    refusal: message?.slice(0, 1_000) ?? null,
    payload: JSON.parse(JSON.stringify(payload)),
  });
}
