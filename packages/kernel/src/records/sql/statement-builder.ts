import type { Statement } from '../../tenancy/index.ts';
import type { InputContext } from '../field-kind.ts';
import { type RequestValues, settle, TENANT_ID } from '../late-value.ts';

/** Turns a request's value into what the column holds; throws a coded error when it cannot. */
export type Encode = (value: unknown, context: InputContext) => unknown;

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
  private readonly parameters: Parameter[] = [{ value: TENANT_ID, encode: undefined }];
  private aliases = 0;

  /** Adds a parameter and returns its place in the text. */
  parameter(value: unknown, type: string, encode?: Encode): string {
    this.parameters.push({ value, encode });
    return `$${this.parameters.length}::${type}`;
  }

  /** A fresh table alias. */
  alias(): string {
    return `t${this.aliases++}`;
  }

  /** The finished statement, without values. */
  prepare(text: string): PreparedStatement {
    // Nothing but names of types was asked for.
    const readsNothing = !text.includes(this.tenant);
    return new PreparedStatement(text, readsNothing ? [] : this.parameters);
  }

  /** The finished statement for one request. */
  build(text: string, request: RequestValues): Statement {
    return this.prepare(text).bind(request);
  }
}

/** A statement for any request that asks the same question. */
export class PreparedStatement {
  readonly text: string;
  private readonly parameters: readonly Parameter[];

  constructor(text: string, parameters: readonly Parameter[]) {
    this.text = text;
    this.parameters = parameters;
  }

  bind(request: RequestValues): Statement {
    const values = this.parameters.map(({ value, encode }) => {
      const settled = settle(value, request);
      return encode ? encode(settled, request.tenant) : settled;
    });
    return { text: this.text, values };
  }
}
