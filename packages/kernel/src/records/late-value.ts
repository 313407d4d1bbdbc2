import type { InputContext } from './field-kind.ts';

/** The tenant whose rows a statement reads or writes, and how he writes his values. */
export interface StatementTenant extends InputContext {
  readonly id: number;
}

/** Ids that row scopes compare, as the API shows them. */
export interface ActorIds {
  /** Of the user on whose records the scope `own` rests; a key may stand for a user, or for nobody. */
  readonly userId: string | undefined;
  /** The user's team and the teams below it. */
  readonly teamIds: readonly string[];
  /** The user's territory and the territories below it. */
  readonly territoryIds: readonly string[];
  /** Of the record that stands for the actor himself: whoever serves himself. */
  readonly recordId: string | undefined;
}

/** What a statement gets its parameters from. */
export interface RequestValues {
  readonly tenant: StatementTenant;
  readonly actor: ActorIds;
  /** Coerced variables of the operation. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A value that a plan does not hold but finds in each request, so that one plan serves them all. */
export abstract class LateValue {
  abstract read(request: RequestValues): unknown;
}

class TenantId extends LateValue {
  read({ tenant }: RequestValues): number {
    return tenant.id;
  }
}

export const TENANT_ID: LateValue = new TenantId();

/** Ids of whoever asks. */
export class ActorValue extends LateValue {
  private readonly name: keyof ActorIds;

  constructor(name: keyof ActorIds) {
    super();
    this.name = name;
  }

  read({ actor }: RequestValues): unknown {
    return actor[this.name];
  }
}

/** The value with everything late in it read from the request. */
export function settle(value: unknown, request: RequestValues): unknown {
  if (value instanceof LateValue) return value.read(request);
  if (Array.isArray(value)) return value.map((item) => settle(item, request));
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settle(item, request)]));
  }
  return value;
}

/** Input objects in the text of an operation come without a prototype. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
