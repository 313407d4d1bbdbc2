import type { RequestContext } from '@rapport/sdk';
import type { SendRule } from '../messages/index.ts';
import type { CampaignProgress } from './campaign.types.ts';

interface MessageCount {
  readonly state: string;
  readonly rule: SendRule | null;
  readonly count: number;
  readonly opened: number;
  readonly clicked: number;
  readonly offended: number;
}

/** Where a campaign stands. `targeted` is `heldOut`, plus those without a message, plus all messages, once everything is decided. */
export async function progressOf(
  reader: Pick<RequestContext['reader'], 'run'>,
  tenantId: number,
  uuid: string,
  id: string,
): Promise<CampaignProgress> {
  const [members] = await reader.run<Pick<CampaignProgress, 'targeted' | 'dealt' | 'heldOut' | 'undecided'>>({
    text: `
select (select count(*)::int from target_list_entry e join campaign c on c.tenant_id = $1 and c.id = $2 and c.target_list_id = e.target_list_id
    where e.tenant_id = $1 and e.excluded_by is null and e.deleted_at is null) as targeted,
  count(*)::int as dealt, count(*) filter (where held_out)::int as "heldOut", count(*) filter (where not decided)::int as undecided
from campaign_member where tenant_id = $1 and campaign_id = $2 and deleted_at is null`,
    values: [tenantId, uuid],
  });
  const messages = await reader.run<MessageCount>({
    text: `
select state, refused_by as rule, count(*)::int as count, count(opened_at)::int as opened, count(clicked_at)::int as clicked,
  count(*) filter (where complained_at is not null or unsubscribed_at is not null)::int as offended
from message where tenant_id = $1 and source = $2 and deleted_at is null group by 1, 2 order by 1, 2`,
    values: [tenantId, id],
  });
  const sum = (of: (row: MessageCount) => number, ...states: string[]) =>
    messages
      .filter(({ state }) => states.length === 0 || states.includes(state))
      .reduce((total, row) => total + of(row), 0);
  const count = (...states: string[]) => sum((row) => row.count, ...states);
  return {
    targeted: members?.targeted ?? 0,
    dealt: members?.dealt ?? 0,
    heldOut: members?.heldOut ?? 0,
    undecided: members?.undecided ?? 0,
    queued: count('QUEUED', 'SENDING'),
    sent: count('SENT', 'DELIVERED', 'BOUNCED'),
    failed: count('FAILED', 'CANCELED'),
    refused: messages.flatMap(({ rule, count: times }) => (rule === null ? [] : [{ rule, count: times }])),
    opened: sum((row) => row.opened),
    clicked: sum((row) => row.clicked),
    offended: sum((row) => row.offended),
  };
}
