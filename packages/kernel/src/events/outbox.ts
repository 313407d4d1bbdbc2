/** What happened to a record. */
export const operations = ['created', 'updated', 'deleted', 'restored'] as const;
export type Operation = (typeof operations)[number];

/** Version of the shape of `patch`; raised when that shape changes. */
export const EVENT_SCHEMA_VERSION = 1;
