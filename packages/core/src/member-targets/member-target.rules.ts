import { type BeforeHandler, defineRules, refuse, reject } from '@rapport/sdk';
import { MemberTarget } from './member-target.record.ts';

export const memberTargetRules = defineRules({
  MEMBERS_ALONE:
    'A number of members is no target by itself: beside it stand how many are active, what a member is worth, and how many complain.',
});

const BESIDE = ['activePercent', 'valuePerMember', 'complaintPercent'];

const wholeTarget: BeforeHandler = {
  record: MemberTarget,
  on: ['created', 'updated', 'restored'],
  run: async ({ record, path }) => {
    const missing = BESIDE.filter((name) => record[name] == null);
    if (record.memberCount != null && missing.length > 0)
      refuse(memberTargetRules.MEMBERS_ALONE, `${path}.memberCount`, { missing });
    if (missing.length === BESIDE.length) reject(path, `must set a target: ${BESIDE.join(', ')}.`);
    return undefined;
  },
};

export const rules: readonly BeforeHandler[] = [wholeTarget];
