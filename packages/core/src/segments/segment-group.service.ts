import { definePermission, findRecords, idOf, type RequestContext, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { CatalogueItem } from './catalogue-item.record.ts';
import { SegmentGroup } from './segment-group.record.ts';

export const handing = definePermission({
  name: 'segments.handToTeam',
  description: 'Gives the customers of a group of segments to the team that serves it.',
  roles: ['manager'],
});

/** The group that serves the customer `c`: the first of those to whose segments he belongs. */
const SERVING = `
select g.id from segment_membership m
join segment s on s.tenant_id = $1 and s.id = m.segment_id and s.state <> 'RETIRED' and s.deleted_at is null
join segment_group g on g.tenant_id = $1 and g.id = s.group_id and g.deleted_at is null
where m.tenant_id = $1 and m.customer_id = c.id and m.current and m.deleted_at is null
order by g.position, g.id limit 1`;

export interface CustomerOperation {
  readonly groupId: string;
  readonly brand: string;
  readonly catalogue: readonly { readonly itemId: string; readonly terms: string }[];
}

/** Under which brand, from which catalogue and on which terms a customer is served, in so far as the actor may see it (E8). */
export async function operationOf(
  context: RequestContext,
  customerId: string,
  on: string,
): Promise<CustomerOperation | null> {
  const [customer] = await findRecords(context, Customer, { filter: { id: { eq: customerId } }, fields: ['id'] });
  if (!customer) return null;
  const [serving] = await context.reader.run<{ id: string }>({
    text: `select g.id from customer c cross join lateral (${SERVING}) g where c.tenant_id = $1 and c.id = $2`,
    values: [context.tenant.id, uuidOf(Customer, customerId)],
  });
  if (!serving) return null;
  const groupId = idOf(SegmentGroup, serving.id);
  const [group] = await findRecords(context, SegmentGroup, {
    filter: { id: { eq: groupId } },
    fields: ['brand', 'terms'],
  });
  // Another team serves him; under a second group he is not served instead.
  if (!group) return null;
  const items = await findRecords(context, CatalogueItem, {
    filter: {
      groupId: { eq: groupId },
      and: [
        { or: [{ startsOn: { isNull: true } }, { startsOn: { lte: on } }] },
        { or: [{ endsOn: { isNull: true } }, { endsOn: { gt: on } }] },
      ],
    },
    fields: ['id', 'offer', 'terms'],
    first: 200,
  });
  return {
    groupId,
    brand: String(group.brand),
    catalogue: items
      .sort((a, b) => (String(a.offer) < String(b.offer) ? -1 : 1))
      .map(({ id, terms }) => ({ itemId: String(id), terms: String(terms ?? group.terms) })),
  };
}

/** Gives customers whom a group serves, and for whom no team is accountable yet, to its team; returns how many. */
export async function handToTeam(work: UnitOfWork, groupId: string, most: number): Promise<number> {
  work.context.access.requirePermission(handing);
  const { teamId } = await work.lock(SegmentGroup, groupId);
  if (teamId == null) return 0;
  const found = await work.run<{ id: string }>({
    text: `
select c.id from customer c cross join lateral (${SERVING}) g
where c.tenant_id = $1 and g.id = $2 and c.owner_team_id is null and c.deleted_at is null and exists (
  select from segment s join segment_membership m on m.tenant_id = $1 and m.segment_id = s.id and m.current and m.deleted_at is null
  where s.tenant_id = $1 and s.group_id = $2 and m.customer_id = c.id)
order by c.id limit $3`,
    values: [work.context.tenant.id, uuidOf(SegmentGroup, groupId), most],
  });
  for (const { id } of found) await work.unlimited.update(Customer, idOf(Customer, id), { ownerTeamId: teamId });
  return found.length;
}
