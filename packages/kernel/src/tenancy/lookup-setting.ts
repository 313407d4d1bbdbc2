/**
 * Lets the rest of a transaction look rows up by index also where statistics tempt the planner to read whole tables:
 * an expression for a select list.
 */
export const LOOK_UP_BY_INDEX = "set_config('enable_seqscan', 'off', true)";
