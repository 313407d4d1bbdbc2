import { type FieldValues, reject } from '@rapport/sdk';

/** How long a customer has to say what he thinks of a remedy. */
const ANSWER_DAYS = 7;
const DAY_MS = 86_400_000;

/** A complaint is resolved with its cause, and with the answer of the customer or when his time for one is over (iS6). */
export function resolveComplaint({ kind, causeId, complaintStep, remediedAt }: FieldValues, path: string): void {
  if (kind !== 'COMPLAINT') return;
  if (causeId == null) reject(`${path}.causeId`, 'is required to resolve a complaint.');
  if (complaintStep === 'CONFIRMED') return;
  const isOver = complaintStep === 'REMEDIED' && Date.now() >= Date.parse(String(remediedAt)) + ANSWER_DAYS * DAY_MS;
  if (!isOver)
    reject('id', `must be a complaint that the customer confirmed, or that was remedied ${ANSWER_DAYS} days ago.`);
}
