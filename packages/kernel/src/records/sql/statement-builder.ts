import type { Statement } from '../../tenancy/index.ts';
import { extendedTable } from '../extensions/extended-rows.ts';
import type { InputContext } from '../field-kind.ts';
import { type RequestValues, settle, TENANT_ID } from '../late-value.ts';
import type { RecordType } from '../record-type.ts';
import { RowSource } from './row-source.ts';

/** Turns a request's value into what the column holds; throws a coded error when it cannot. */
export type Encode = (value: unknown, context: InputContext) => unknown;

/** Where rows of a source are to be read from. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the character that no statement holds.
const SOURCE = /\u0000(\d+)\u0000/g;

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
  private readonly sources: RowSource[] = [];
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

  /** The rows of a type under a fresh alias. `like`: rows with which they must have all columns in common. */
  rows(type: RecordType, like?: RowSource): RowSource {
    // No identifier holds this character, and no text: values are parameters.
    const source = new RowSource(type, this.alias(), `\u0000${this.sources.length}\u0000`, like?.asked);
    this.sources.push(source);
    return source;
  }

  /** The finished statement, without values. */
  prepare(draft: string): PreparedStatement {
    const text = draft.replace(SOURCE, (_, place: string) => {
      const source = this.sources[Number(place)];
      if (!source) throw new Error('A statement reads rows of another one.');
      return extendedTable(source.type, source.asked);
    });
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
