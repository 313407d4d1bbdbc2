import type { Statement } from '../../tenancy/index.ts';
import type { InputContext } from '../field-kind.ts';

/** Turns a request's value into what the column holds; throws a coded error when it cannot. */
export type Encode = (value: unknown, context: InputContext) => unknown;

/** The tenant whose rows a statement reads or writes, and how he writes his values. */
export interface StatementTenant extends InputContext {
  readonly id: number;
}

interface Parameter {
  readonly value: unknown;
  readonly encode: Encode | undefined;
}

/**
 * Collects the parameters of one statement and names its tables.
 * Text and values stay apart: the text depends only on the shape of a question, never on its values.
 */
export class StatementBuilder {
  /** `$1` of every statement. */
  readonly tenant = '$1';
  private readonly context: InputContext;
  private readonly parameters: Parameter[] = [];
  private aliases = 0;

  constructor(tenant: StatementTenant) {
    this.context = tenant;
    this.parameters.push({ value: tenant.id, encode: undefined });
  }

  /** Adds a parameter and returns its place in the text. */
  parameter(value: unknown, type: string, encode?: Encode): string {
    this.parameters.push({ value, encode });
    return `$${this.parameters.length}::${type}`;
  }

  /** A fresh table alias. */
  alias(): string {
    return `t${this.aliases++}`;
  }

  build(text: string): Statement {
    return { text, values: this.parameters.map(({ value, encode }) => (encode ? encode(value, this.context) : value)) };
  }
}
