import { type RequestContext, uuidOf } from '@rapport/sdk';
import { Survey } from './survey.record.ts';
import type { QuestionKind } from './survey-question.record.ts';

/** A question as it is stored. */
export interface QuestionRow {
  /** Uuid. */
  readonly id: string;
  readonly code: string;
  readonly kind: QuestionKind;
  readonly text: string;
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly attribute: string | null;
  readonly followUpTo: number | null;
}

/** Scores from `lowest` to `highest`; `good` is the least that counts as content. */
export interface Scale {
  readonly lowest: number;
  readonly highest: number;
  readonly good: number;
}

const scales: Partial<Record<QuestionKind, Scale>> = {
  RECOMMENDATION: { lowest: 0, highest: 10, good: 9 },
  SATISFACTION: { lowest: 1, highest: 5, good: 4 },
  EFFORT: { lowest: 1, highest: 7, good: 5 },
};

/** The scale of questions that ask for a score; undefined for the others. */
export const scaleOf = (kind: unknown): Scale | undefined => scales[kind as QuestionKind];

/** The highest score of a detractor: the scale of recommendation is cut into three parts. */
export const DETRACTORS_TO = 6;

/** The questions of a survey, in their order. */
export function questionsOf(
  runner: Pick<RequestContext['reader'], 'run'>,
  tenantId: number,
  surveyId: string,
): Promise<QuestionRow[]> {
  return runner.run<QuestionRow>({
    text: `
select id, code, kind, text, choices, required, attribute, follow_up_to as "followUpTo" from survey_question
where tenant_id = $1 and survey_id = $2 and deleted_at is null order by position, id`,
    values: [tenantId, uuidOf(Survey, surveyId)],
  });
}
