import { warningsOf } from '@rapport/kernel';
import type { ServerContext } from './apollo.ts';

/** What stands beside `data`, the same whichever way made it; nothing before the operation was paid for. */
export function answerExtensions(
  { charge, cutPages, plan }: ServerContext,
  showPlans: boolean,
): Record<string, unknown> | undefined {
  if (!charge) return undefined;
  const warnings = warningsOf(cutPages);
  return { cost: charge, ...(warnings.length > 0 && { warnings }), ...(showPlans && { plan }) };
}
