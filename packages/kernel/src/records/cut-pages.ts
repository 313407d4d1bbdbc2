/** Way to a value in an answer: response keys, and positions in lists. */
export type AnswerPath = readonly (string | number)[];

/** Key under which the JSON of a page says that a bound cut it short; no GraphQL name can be it. */
const CUT_KEY = '!cut';

/** The member of the page's JSON. No other JSON holds its text: in a string, a quote has a backslash before it. */
export const CUT_SHORT = `"${CUT_KEY}":true`;
/** What is looked for: it begins with a character that is rare in answers, which makes the search cheap. */
const NEEDLE = CUT_SHORT.slice(1);

export const hasCutPages = (json: string): boolean => json.includes(NEEDLE);

/** Takes the marks out of an answer; returns where the pages are that had one. */
export function takeCutPages(answer: unknown, path: AnswerPath = []): AnswerPath[] {
  if (answer === null || typeof answer !== 'object') return [];
  if (Array.isArray(answer)) return answer.flatMap((item, index) => takeCutPages(item, [...path, index]));
  const members = answer as Record<string, unknown>;
  const own = CUT_KEY in members ? [path] : [];
  delete members[CUT_KEY];
  return [...own, ...Object.entries(members).flatMap(([key, value]) => takeCutPages(value, [...path, key]))];
}
