import { definePlugin } from '@rapport/sdk';
import { MemberProgressResolver, readProgress } from './member-progress.resolver.ts';
import { MemberTarget } from './member-target.record.ts';
import { rules } from './member-target.rules.ts';
import { createMemberTargets } from './migrations/0001-create-member-targets.ts';

export { MemberTarget } from './member-target.record.ts';

export const memberTargetsPlugin = definePlugin({
  id: 'member-targets',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'segments', 'service'],
  permissions: [readProgress],
  records: [MemberTarget],
  resolvers: [MemberProgressResolver],
  migrations: [createMemberTargets],
  before: rules,
});
