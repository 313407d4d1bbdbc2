import { foldText } from '@rapport/sdk';

/** Characters at the beginning that count twice, and how much: the constants of Winkler's paper. */
const PREFIX_LENGTH = 4;
const PREFIX_WEIGHT = 0.1;

/**
 * How alike two texts are, from 0 to 1: the measure of Jaro as Winkler refined it (1990). It compares characters,
 * so that a Chinese name of three of which one is another is as alike as it looks.
 */
export function jaroWinkler(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const jaro = jaroOf(left, right);
  const differs = left.findIndex((character, index) => character !== right[index]);
  const prefix = Math.min(differs < 0 ? left.length : differs, PREFIX_LENGTH);
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
}

function jaroOf(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return left.length === right.length ? 1 : 0;
  const reach = Math.max(Math.floor(Math.max(left.length, right.length) / 2) - 1, 0);
  const taken = new Set<number>();
  const matched: string[] = [];
  for (const [index, character] of left.entries()) {
    const from = Math.max(index - reach, 0);
    const to = Math.min(index + reach, right.length - 1);
    for (let other = from; other <= to; other++) {
      if (taken.has(other) || right[other] !== character) continue;
      taken.add(other);
      matched.push(character);
      break;
    }
  }
  if (matched.length === 0) return 0;
  const inOrder = right.filter((_, index) => taken.has(index));
  const transposed = matched.filter((character, index) => character !== inOrder[index]).length / 2;
  const common = matched.length;
  return (common / left.length + common / right.length + (common - transposed) / common) / 3;
}

/** The same for names of people: capital letters, accents and the order of their parts make no difference. */
export function nameSimilarity(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return Math.max(
    jaroWinkler(left.join(' '), right.join(' ')),
    jaroWinkler(left.toSorted().join(' '), right.toSorted().join(' ')),
  );
}

const partsOf = (name: string): string[] =>
  foldText(name)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean);

const CHINESE = /\p{Script=Han}/u;
/** A slip of the pen in a name lies above this. In a Chinese name, one of three characters may be another. */
const NEAR = { chinese: 0.8, other: 0.88 } as const;

/** Whether two names could be one, written differently. */
export function isNearName(a: string, b: string): boolean {
  return nameSimilarity(a, b) >= (CHINESE.test(a) && CHINESE.test(b) ? NEAR.chinese : NEAR.other);
}
