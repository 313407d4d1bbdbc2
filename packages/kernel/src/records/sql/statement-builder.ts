import type { Statement } from '../../tenancy/index.ts';

/** Turns a request's value into what the column holds; throws a coded error when it cannot. */
export type Encode = (value: unknown) => unknown;

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
  private readonly parameters: Parameter[] = [];
  private aliases = 0;

  constructor(tenantId: number) {
    this.parameters.push({ value: tenantId, encode: undefined });
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
    return { text, values: this.parameters.map(({ value, encode }) => (encode ? encode(value) : value)) };
  }
}
