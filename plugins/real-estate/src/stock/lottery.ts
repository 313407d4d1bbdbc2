import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, in hexadecimal. */
export const newSeed = (): string => randomBytes(32).toString('hex');

/** What is published before the draw: nobody can choose another seed afterwards. */
export const seedHashOf = (seed: string): string => createHash('sha256').update(seed).digest('hex');

/** The lot of a ticket: SHA-256 of the seed, a colon and the ticket's number. Anybody can work it out. */
export const lotOf = (seed: string, ticket: number): string =>
  createHash('sha256').update(`${seed}:${ticket}`).digest('hex');

/** Numbers of tickets in the order of the draw: by their lots, the lowest first. */
export function drawOrder(seed: string, tickets: readonly number[]): number[] {
  const lots = new Map(tickets.map((ticket) => [ticket, lotOf(seed, ticket)]));
  return [...tickets].sort((a, b) => ((lots.get(a) ?? '') < (lots.get(b) ?? '') ? -1 : 1));
}
