import type { RequestContext } from '@rapport/sdk';

export interface MonthSteps {
  /** Its first day. */
  readonly month: string;
  readonly collected: boolean;
  readonly updated: boolean;
  readonly analysed: boolean;
  readonly strategySet: boolean;
}

export interface Continuity {
  readonly inARow: number;
  readonly longest: number;
  /** The oldest first. */
  readonly months: readonly MonthSteps[];
}

export const isDone = ({ collected, updated, analysed, strategySet }: MonthSteps): boolean =>
  collected && updated && analysed && strategySet;

export const monthAfter = (month: string, by = 1): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 10);
};

/**
 * Months in a row in which all four steps were done (E5), from the first that was analysed to the last that is over. Analysis
 * and strategy are in time until the end of the month that follows, so the last one does not break the row yet.
 */
export function continuityOf(known: readonly MonthSteps[], today: string): Continuity {
  const byMonth = new Map(known.map((steps) => [steps.month, steps]));
  const first = [...byMonth.keys()].sort()[0];
  const current = `${today.slice(0, 7)}-01`;
  const months: MonthSteps[] = [];
  for (let month = first ?? current; month < current; month = monthAfter(month))
    months.push(byMonth.get(month) ?? { month, collected: false, updated: false, analysed: false, strategySet: false });
  let [inARow, longest] = [0, 0];
  for (const [index, steps] of months.entries()) {
    const isInTime = index === months.length - 1;
    if (isDone(steps)) inARow += 1;
    else if (!isInTime) inARow = 0;
    longest = Math.max(longest, inARow);
  }
  return { inARow, longest, months };
}

export function analysedMonths({ reader, tenant }: RequestContext): Promise<MonthSteps[]> {
  return reader.run<MonthSteps>({
    text: `
select to_char(m.month, 'YYYY-MM-DD') as month, m.collected > 0 as collected, m.updated > 0 as updated,
  m.created_at < e.ends as analysed,
  coalesce(bool_and(s.id is not null), false) as "strategySet"
from mainstream_month m
cross join lateral (select (m.month + interval '2 months') at time zone 'UTC' as ends) e
left join mainstream_segment g on g.tenant_id = $1 and g.month_id = m.id and g.mainstream and g.deleted_at is null
left join mainstream_strategy s on s.tenant_id = $1 and s.mainstream_segment_id = g.id and s.created_at < e.ends and s.deleted_at is null
where m.tenant_id = $1 and m.deleted_at is null
group by m.id, m.month, m.collected, m.updated, m.created_at, e.ends`,
    values: [tenant.id],
  });
}
