import type { AnswerPath } from '../records/cut-pages.ts';

/** What a caller should know of an answer that is right as it is: in `extensions.warnings`. */
export interface AnswerWarning {
  readonly code: 'PAGE_CUT_SHORT';
  readonly message: string;
  /** The place in the answer, as in the path of an error. */
  readonly path: AnswerPath;
  readonly hint: string;
}

/** Pages of the same list in many records would say the same many times. */
const MAX_WARNINGS = 5;

/** The same warnings in the same order, whoever found the pages first. */
export function warningsOf(cutPages: readonly AnswerPath[]): AnswerWarning[] {
  return [...cutPages]
    .sort(byPlace)
    .slice(0, MAX_WARNINGS)
    .map((path) => ({
      code: 'PAGE_CUT_SHORT',
      message: 'The page is not full, but the list may go on: the search for matching records stopped at its limit.',
      path,
      hint: 'Page on from `pageInfo.endCursor` (with `last`: `startCursor`), or narrow the filter by an indexed field. `rapport explain` says which conditions an index answers.',
    }));
}

function byPlace(a: AnswerPath, b: AnswerPath): number {
  for (const [level, key] of a.entries()) {
    const other = b[level];
    if (other === undefined) return 1;
    if (key === other) continue;
    return key < other ? -1 : 1;
  }
  return a.length - b.length;
}
