import { RapportError } from '../../errors/index.ts';
import { decodeCursor } from '../cursor.ts';
import type { Order } from '../order.ts';
import type { Page, PageCursor } from './nodes.ts';
import { known } from './variables.ts';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 200;

/** How many records a page has when nothing is said, and at most. */
export interface PageSizes {
  readonly usual: number;
  readonly most: number;
}
export const PAGE_SIZES: PageSizes = { usual: DEFAULT_PAGE_SIZE, most: MAX_PAGE_SIZE };

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** Reads the paging arguments of a connection: forward with `first` and `after`, or backward with `last` and `before`. */
export function readPage(
  input: PageArguments,
  path: string,
  order?: Order,
  { usual, most }: PageSizes = PAGE_SIZES,
): Page {
  const first = known(input.first) ?? undefined;
  const last = known(input.last) ?? undefined;
  const after = input.after ?? undefined;
  const before = input.before ?? undefined;
  const backward = last !== undefined || (before !== undefined && first === undefined);
  if (first !== undefined && last !== undefined) refuse(`${path}.last`, 'cannot stand beside `first`.');
  if (backward && after !== undefined) refuse(`${path}.after`, 'goes with `first`, not with `last` or `before`.');
  if (!backward && before !== undefined) refuse(`${path}.before`, 'goes with `last`, not with `first`.');
  const name = backward ? 'last' : 'first';
  const size = (backward ? last : first) ?? usual;
  if (size < 1 || size > most) refuse(`${path}.${name}`, `must be from 1 to ${most}; it is ${size}.`);
  const value = backward ? before : after;
  return {
    size,
    backward,
    cursor:
      value === undefined || !order ? undefined : readCursor(value, order, `${path}.${backward ? 'before' : 'after'}`),
  };
}

/** A cursor is checked even where nothing but a count is asked for. */
function readCursor(value: string, order: Order, path: string): PageCursor {
  const present = known(
    value,
    (cursor) => decodeCursor(order, cursor, path).map((term) => term !== null),
    `cursor of ${order.fingerprint}`,
  );
  return { value, path, present };
}

function refuse(field: string, problem: string): never {
  throw new RapportError('PAGE_INVALID', `${field} ${problem}`, { field });
}
