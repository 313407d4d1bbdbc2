import type { CommandContext, RequestContext, UnitOfWork } from '@rapport/sdk';

/** Rows of the plugin's own tables. `$1` of the text is the tenant. */
export const rowsOf = <Row extends object>(
  work: UnitOfWork,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> => work.run<Row>({ text, values: [work.context.tenant.id, ...values] });

export async function rowOf<Row extends object>(
  work: UnitOfWork,
  text: string,
  values: readonly unknown[],
): Promise<Row | undefined> {
  const [row] = await rowsOf<Row>(work, text, values);
  return row;
}

/** The same for questions. Nothing of it leaves the plugin but numbers and references. */
export const readRows = <Row extends object>(
  { reader, tenant }: RequestContext | CommandContext,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> => reader.run<Row>({ text, values: [tenant.id, ...values] });

/** The user who acts; null for a program. */
export const actingUser = (work: UnitOfWork): string | null => work.context.access.actor.userId ?? null;

/** The day of an instant, in UTC. */
export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

const DAY_MS = 86_400_000;

/** The beginning of the day that many days after one, in UTC. */
export const daysFrom = (day: string, days: number): string =>
  new Date(Date.parse(`${day.slice(0, 10)}T00:00:00.000Z`) + days * DAY_MS).toISOString();
