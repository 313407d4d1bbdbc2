import type { Operation } from './recorder.ts';

/** An event of a record as it stands in the log. */
export interface LogEntry {
  readonly seq: number;
  readonly recordId: string;
  readonly version: number;
}

/** What is wrong with the numbers that somebody got: they must be first, first + 1 ... last. */
export function gapsIn(sequence: readonly number[], first: number, last: number): string[] {
  const problems: string[] = [];
  let expected = first;
  for (const number of sequence) {
    if (number !== expected) problems.push(`${number} came where ${expected} was expected`);
    expected = number + 1;
  }
  if (expected !== last + 1) problems.push(`it ended with ${expected - 1}, and the log with ${last}`);
  return problems.slice(0, 5);
}

/** Versions of each record must rise by one from 1, in the order of the log. */
export function versionsOutOfOrder(log: readonly LogEntry[]): string[] {
  const versions = new Map<string, number>();
  return log.flatMap(({ recordId, version, seq }) => {
    const before = versions.get(recordId) ?? 0;
    versions.set(recordId, version);
    return version === before + 1 ? [] : [`${recordId}: version ${version} follows ${before} at ${seq}`];
  });
}

/** Whatever was acknowledged before another operation began must stand before it in the log. */
export function realTimeInversions(log: readonly LogEntry[], operations: readonly Operation[]): string[] {
  const numbers = new Map(log.map(({ recordId, version, seq }) => [`${recordId} ${version}`, seq]));
  const known = operations.flatMap(({ id, version, invoked, completed }) => {
    const seq = numbers.get(`${id} ${version}`);
    return completed === undefined || seq === undefined ? [] : [{ invoked, completed, seq }];
  });
  const byEnd = [...known].sort((a, b) => a.completed - b.completed);
  const byBegin = [...known].sort((a, b) => a.invoked - b.invoked);
  const problems: string[] = [];
  let ended = 0;
  let highest = 0;
  for (const { invoked, seq } of byBegin) {
    for (let next = byEnd[ended]; next && next.completed < invoked; next = byEnd[++ended])
      highest = Math.max(highest, next.seq);
    if (seq < highest) problems.push(`${seq} began after ${highest} had been acknowledged`);
  }
  return problems.slice(0, 5);
}

/** Acknowledged operations that left no event. */
export function lostWrites(log: readonly LogEntry[], operations: readonly Operation[]): string[] {
  const logged = new Set(log.map(({ recordId, version }) => `${recordId} ${version}`));
  return operations
    .filter(({ completed, id, version }) => completed !== undefined && !logged.has(`${id} ${version}`))
    .map(({ key }) => key);
}
