import { EstateChannel, EstateChannelClaim, EstateChannelCost } from './channel.record.ts';
import { channelRules } from './channel.rules.ts';
import { EstateRotationPlace, EstateShowing, EstateVisit } from './reception.record.ts';
import { ReceptionResolver } from './reception.resolver.ts';
import { receptionRules } from './reception.rules.ts';

/** How customers come, and who receives them. */
export const visits = {
  records: [EstateChannel, EstateChannelCost, EstateChannelClaim, EstateVisit, EstateRotationPlace, EstateShowing],
  resolvers: [ReceptionResolver],
  before: [...channelRules, ...receptionRules],
} as const;
