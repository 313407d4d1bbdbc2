import { isNearName, nameSimilarity } from './name-similarity.ts';

/** What tells one customer from another. */
export interface Identity {
  readonly name?: string | null;
  /** `1990-05-17`. */
  readonly birthDate?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  /** Normalised contact points, `mailto:...` and `tel:...`, those of `email` and `phone` among them. */
  readonly contactPoints: readonly string[];
}

export interface ScoreTerm {
  readonly name: string;
  readonly points: number;
}

export interface DuplicateScore {
  /** From 0 to 1. */
  readonly score: number;
  readonly terms: readonly ScoreTerm[];
}

/** One contact point in common is enough for a suspicion; so are a near name and a near day of birth together. */
const points = { contactPoint: 0.5, moreContactPoints: 0.2, name: 0.4, birthDate: 0.4, nearBirthDate: 0.25 } as const;
export const SUSPICION = 0.5;

/** How likely two customers are one, with what speaks for it. */
export function scoreDuplicate(a: Identity, b: Identity): DuplicateScore {
  const terms: ScoreTerm[] = [];
  const shared = a.contactPoints.filter((point) => b.contactPoints.includes(point));
  for (const [index, point] of shared.entries())
    terms.push({ name: termOf(point), points: index === 0 ? points.contactPoint : points.moreContactPoints });
  const born = birthDateTerm(a.birthDate, b.birthDate);
  // A name alone is no suspicion, and comparing names is the dear part.
  if ((born || shared.length > 0) && a.name && b.name && isNearName(a.name, b.name))
    terms.push({ name: 'name', points: rounded(points.name * nameSimilarity(a.name, b.name)) });
  if (born) terms.push(born);
  return { score: Math.min(1, rounded(terms.reduce((sum, term) => sum + term.points, 0))), terms };
}

function birthDateTerm(a: string | null | undefined, b: string | null | undefined): ScoreTerm | undefined {
  if (!a || !b) return undefined;
  if (a === b) return { name: 'birthDate', points: points.birthDate };
  return isNearDate(a, b) ? { name: 'birthDate', points: points.nearBirthDate } : undefined;
}

/** `mailto:` and `tel:` are what customers show as `email` and `phone`. */
function termOf(point: string): string {
  const [scheme] = point.split(':', 1);
  return scheme === 'mailto' ? 'email' : scheme === 'tel' ? 'phone' : 'contactPoint';
}

/** One digit is another, two beside each other changed places, or day and month did. */
export function isNearDate(a: string, b: string): boolean {
  const [year, month, day] = a.split('-');
  if (`${year}-${day}-${month}` === b) return true;
  const different = [...a].flatMap((digit, index) => (digit === b[index] ? [] : [index]));
  const [first = 0, second = 0] = different;
  if (different.length === 1) return true;
  return different.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first];
}

const rounded = (number: number): number => Math.round(number * 1_000) / 1_000;
