import { EstateRollOutCheck } from './check.record.ts';
import { RollOutResolver, rollOutRules } from './roll-out.resolver.ts';

/** How a house brings it in. */
export const rollOut = { records: [EstateRollOutCheck], resolvers: [RollOutResolver], before: rollOutRules } as const;
