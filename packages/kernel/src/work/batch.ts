import { type ErrorCode, errorCatalogue, RapportError } from '../errors/index.ts';
import type { RecordRef } from './record-ref.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import type { WarningCandidate } from './warning.ts';

export const MAX_BATCH_ROWS = 1_000;

export type ErrorPolicy = 'STOP' | 'CONTINUE';

export interface BatchRowError {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly hint: string;
  readonly candidates: readonly WarningCandidate[];
}

export interface BatchRow {
  readonly index: number;
  readonly record: RecordRef | null;
  readonly error: BatchRowError | null;
}

export interface BatchPayload {
  readonly results: readonly BatchRow[];
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Applies rows one by one, each in a savepoint, and says for each what became of it.
 * `together` applies all rows at once; it is tried first, because it is faster and usually succeeds.
 */
export async function runBatch<Row>(
  work: UnitOfWork,
  rows: readonly Row[],
  policy: ErrorPolicy,
  apply: (row: Row, index: number) => Promise<RecordRef>,
  together?: () => Promise<RecordRef[]>,
): Promise<BatchPayload> {
  if (rows.length > MAX_BATCH_ROWS) {
    throw new RapportError(
      'INPUT_INVALID',
      `inputs: a batch has at most ${MAX_BATCH_ROWS} rows; this one has ${rows.length}.`,
      { field: 'inputs' },
    );
  }
  if (together && rows.length > 0) {
    const refs = await attempt(work, together);
    if (!(refs instanceof RapportError))
      return summarise(refs.map((record, index) => ({ index, record, error: null })));
  }
  return policy === 'CONTINUE' ? applyEach(work, rows, apply) : applyAllOrNone(work, rows, apply);
}

async function applyEach<Row>(
  work: UnitOfWork,
  rows: readonly Row[],
  apply: (row: Row, index: number) => Promise<RecordRef>,
): Promise<BatchPayload> {
  const results: BatchRow[] = [];
  for (const [index, row] of rows.entries()) {
    const outcome = await attempt(work, () => apply(row, index));
    results.push(outcome instanceof RapportError ? failure(index, outcome) : { index, record: outcome, error: null });
  }
  const payload = summarise(results);
  if (payload.succeeded === 0) work.nothingWritten = true;
  return payload;
}

async function applyAllOrNone<Row>(
  work: UnitOfWork,
  rows: readonly Row[],
  apply: (row: Row, index: number) => Promise<RecordRef>,
): Promise<BatchPayload> {
  let at = 0;
  const outcome = await attempt(work, async () => {
    const refs: RecordRef[] = [];
    for (at = 0; at < rows.length; at++) refs.push(await apply(rows[at] as Row, at));
    return refs;
  });
  if (!(outcome instanceof RapportError))
    return summarise(outcome.map((record, index) => ({ index, record, error: null })));
  work.nothingWritten = true;
  const stopped = new RapportError('ROLLED_BACK', `Row ${at} failed, so nothing was written.`);
  return summarise(rows.map((_, index) => failure(index, index === at ? outcome : stopped)));
}

/** What another attempt may mend fails the whole batch; errors of the row are its result. */
const FAIL_WHOLE: ReadonlySet<ErrorCode> = new Set(['DATABASE_UNAVAILABLE', 'STATEMENT_TIMEOUT', 'BUSY']);

async function attempt<Result>(work: UnitOfWork, apply: () => Promise<Result>): Promise<Result | RapportError> {
  try {
    return await work.nested(apply);
  } catch (error) {
    if (error instanceof RapportError && !FAIL_WHOLE.has(error.code)) return error;
    throw error;
  }
}

function failure(index: number, { code, message, extensions }: RapportError): BatchRow {
  return {
    index,
    record: null,
    error: {
      code,
      message,
      field: extensions.field ?? null,
      hint: extensions.hint ?? errorCatalogue[code].mend,
      candidates: (extensions.candidates ?? []) as readonly WarningCandidate[],
    },
  };
}

function summarise(results: readonly BatchRow[]): BatchPayload {
  const succeeded = results.filter(({ record }) => record !== null).length;
  return { results, succeeded, failed: results.length - succeeded };
}
