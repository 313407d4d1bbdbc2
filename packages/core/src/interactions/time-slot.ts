import { type RecordChange, reject } from '@rapport/sdk';

/** Longest time that a visit or a planned task takes: who asks for busy times looks no further back. */
export const MAX_SLOT_DAYS = 31;
export const DAY_MS = 86_400_000;

export function assertReasonable({ record, path }: RecordChange, from: string, until: string): void {
  const [begins, ends] = [record[from], record[until]];
  if (begins == null && ends == null) return;
  if (begins == null || ends == null) reject(`${path}.${begins == null ? from : until}`, 'is required with the other.');
  const length = new Date(String(ends)).getTime() - new Date(String(begins)).getTime();
  if (length > MAX_SLOT_DAYS * DAY_MS)
    reject(`${path}.${until}`, `must be at most ${MAX_SLOT_DAYS} days after ${from}.`);
}
