/** Values of a row, in the order of its columns. Booleans and instants are texts as Postgres reads them. */
export type DemoRow = readonly (string | number | null)[];

/** Rows of one table, without the column of the tenant. */
export interface DemoTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly DemoRow[];
}

/** What there is in the tenant of the demonstration before plugins add to it. */
export interface DemoPlace {
  /** End of the history, in milliseconds since 1970. The same place gives the same rows. */
  readonly now: number;
  /** In the order in which they came. */
  readonly customers: readonly { readonly id: string; readonly kind: string; readonly createdAt: number }[];
  /** Ids of users by the key of their role. */
  readonly users: Readonly<Record<string, readonly string[]>>;
}

/** What a plugin brings along for the demonstration. */
export interface PluginDemo {
  /** Slug of the tenant that it is for. In the other tenants of the demonstration the plugin is switched off. */
  readonly tenant: string;
  /** Tables in the order in which they refer to each other. They are loaded in bulk, as if no rule and no handler were there. */
  readonly tables: (place: DemoPlace) => readonly DemoTable[];
  /** SQL that ties together what could not refer to each other before; `$1` is the tenant. */
  readonly finish?: string;
}
