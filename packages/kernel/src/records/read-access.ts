import type { ActorIds } from './late-value.ts';
import type { Predicate } from './predicate.ts';
import type { Action, Field, RecordType } from './record-type.ts';

/** What the record layer asks before it touches a row or a field. `access` implements it. */
export interface ReadAccess {
  readonly actor: ActorIds;
  /** Condition that a row must meet for this action; `NOTHING` when the role has no grant. */
  scope(type: RecordType, action: Action): Predicate;
  /** Whether the role has any grant for this action. */
  allows(type: RecordType, action: Action): boolean;
  /** Throws FORBIDDEN when the role has no grant at all for this action. */
  require(type: RecordType, action: Action): void;
  canRead(type: RecordType, field: Field): boolean;
  canWrite(type: RecordType, field: Field): boolean;
}
