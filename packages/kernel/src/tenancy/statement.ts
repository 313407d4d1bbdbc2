/** SQL text with its parameters. `$1` is the tenant id wherever a statement reads or writes tenant rows. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Runs statements for one tenant, inside or outside a transaction. */
export interface StatementRunner {
  run<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
}

/** Quotes an identifier. Only names from record definitions and catalogues reach it, never user input. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a constant of a record definition as an SQL literal. Values of requests are parameters instead. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
