import type { LogEntry } from './checker.ts';

/** Asks the database, with rights to see everything. */
export type Sql = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

/** What the log of a tenant tells of changes of customers; other events are about them and change nothing. */
export async function logOf(sql: Sql, tenantId: number): Promise<LogEntry[]> {
  const rows = await sql<{ seq: string; record_id: string; version: number }>(
    "select seq, record_id, version from event_log where tenant_id = $1 and record_type = 'Customer' and version is not null order by seq",
    [tenantId],
  );
  return rows.map(({ seq, record_id, version }) => ({ seq: Number(seq), recordId: `cus_${record_id}`, version }));
}

/** Versions of the customers of a tenant, by id. */
export async function versionsOf(sql: Sql, tenantId: number): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ id: string; version: number }>('select id, version from customer where tenant_id = $1', [
    tenantId,
  ]);
  return new Map(rows.map(({ id, version }) => [`cus_${id}`, version]));
}

/** Customers that have not one event and one audit entry for each of their versions, and events without a customer. */
export async function unaccounted(sql: Sql, tenantId: number): Promise<string[]> {
  const events = new Map<string, number>();
  for (const { recordId } of await logOf(sql, tenantId)) events.set(recordId, (events.get(recordId) ?? 0) + 1);
  const rows = await sql<{ record_id: string; entries: string }>(
    "select record_id, count(*) as entries from audit_entry where tenant_id = $1 and record_type = 'Customer' group by 1",
    [tenantId],
  );
  const entries = new Map(rows.map((row) => [`cus_${row.record_id}`, Number(row.entries)]));
  const versions = await versionsOf(sql, tenantId);
  return [...new Set([...events.keys(), ...entries.keys(), ...versions.keys()])].filter(
    (id) => events.get(id) !== versions.get(id) || entries.get(id) !== versions.get(id),
  );
}
