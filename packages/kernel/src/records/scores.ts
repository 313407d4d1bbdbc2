import type { Extension, RecordType } from './record-type.ts';

/** Name of the field with all scores of a record. */
export const SCORES = 'scores';

/** Table of the scores that records have now; each scorer has its share of the rows. */
export const SCORE_TABLE = 'score';

/** The scores that plugins give records of this type. */
export const scoresOf = ({ extensions }: RecordType): Extension[] =>
  [...extensions.values()].filter(({ table }) => table === SCORE_TABLE);
