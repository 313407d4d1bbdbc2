import type { Operation } from '../events/outbox.ts';
import type { RecordType } from '../records/record-type.ts';

/** Values of a record by field name, in the form in which the API shows them. */
export type FieldValues = Readonly<Record<string, unknown>>;

export interface TakenTransition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
}

/** One change of one record: what audit entries, events and `before` handlers see of it. */
export interface RecordChange {
  readonly type: RecordType;
  readonly operation: Operation;
  /** Database form. */
  readonly uuid: string;
  /** Values of the changed fields before and after; empty before a creation. */
  readonly before: FieldValues;
  readonly after: FieldValues;
  /** All values of the record as the change leaves it, in so far as they are known before it is written. */
  readonly record: FieldValues;
  /** Creations of the same batch that come before it, and are not written yet either. */
  readonly earlier?: readonly RecordChange[];
  /** The step of the life cycle that it takes, and why. */
  readonly transition?: TakenTransition;
  /** Where the input stands in the request, for errors: `input`, or `inputs[3]` in a batch. */
  readonly path: string;
}
