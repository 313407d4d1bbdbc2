import { measureBoard } from './board.mjs';
import { measureCalendar } from './calendar.mjs';
import { measureClaims } from './claims.mjs';
import { measureClocks } from './clocks.mjs';
import { measureDispatch } from './dispatch.mjs';
import { measureOpening } from './opening.mjs';

export { openDesk } from './desk.mjs';

/** Each yields lines of the table. */
export const measures = {
  calendar: measureCalendar,
  opening: measureOpening,
  board: measureBoard,
  claims: measureClaims,
  dispatch: measureDispatch,
  clocks: measureClocks,
};
