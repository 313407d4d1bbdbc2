import type { Claim, Unit } from './stock.ts';

/** `AVAILABLE` as it is read: `available`. */
export const wordOf = (state: string): string => state.toLowerCase().replaceAll('_', ' ');

/** For whom a unit is taken, and by whom. */
export function Holder({ claim, me }: { readonly claim: Claim; readonly me: string | null }) {
  const { customer, consultant } = claim;
  const by = consultant && `by ${consultant.id === me ? 'you' : consultant.name}`;
  return <span>{[customer && `for ${customer.name}`, by].filter(Boolean).join(' ')}</span>;
}

const HOURS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAYS = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const DAY_MS = 86_400_000;

/** Until when, with the day where that is not clear. */
export function Until({ at }: { readonly at: string }) {
  const end = new Date(at);
  const format = end.getTime() - Date.now() < DAY_MS ? HOURS : DAYS;
  return <time dateTime={at}>until {format.format(end)}</time>;
}

/** `HK$8.25M`: a board has no room for more. */
export function Price({ of }: { readonly of: Unit['listPrice'] }) {
  if (!of) return null;
  const format = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: of.currency,
    notation: 'compact',
    maximumFractionDigits: 2,
  });
  return <span class="price">{format.format(Number(of.amount))}</span>;
}
