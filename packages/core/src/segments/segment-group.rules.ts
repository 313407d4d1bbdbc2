import { type BeforeHandler, defineRules, refuse, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { CatalogueItem } from './catalogue-item.record.ts';
import { Segment } from './segment.record.ts';
import { SegmentGroup } from './segment-group.record.ts';
import { SegmentOffer } from './segment-offer.record.ts';

export const groupRules = defineRules({
  BRAND_OF_ANOTHER_GROUP: 'A segment of a group is offered things under the brand of the group alone.',
  OFFER_OUTSIDE_CATALOGUE: 'A segment of a group is offered what is in the catalogue of the group alone.',
  ITEM_ON_OFFER: 'An item is offered to a segment of the group; that offer has to end first.',
});

/** Offers that still hold or will hold, and do not fit a group. */
const misfits = async (work: UnitOfWork, segment: string, group: string) => {
  const [misfit] = await work.run<{ brand: boolean }>({
    text: `
select o.brand <> g.brand as brand from segment_offer o
join segment_group g on g.tenant_id = $1 and g.id = $3
where o.tenant_id = $1 and o.segment_id = $2 and o.deleted_at is null and (o.ends_on is null or o.ends_on > current_date)
  and (o.brand <> g.brand or not exists (
    select from catalogue_item i where i.tenant_id = $1 and i.group_id = g.id and i.offer = o.offer and i.deleted_at is null))
limit 1`,
    values: [work.context.tenant.id, segment, group],
  });
  return misfit;
};

/** What is offered to a segment comes from the business of its group. */
const offerOfGroup: BeforeHandler = {
  record: SegmentOffer,
  on: ['created', 'updated', 'restored'],
  run: async ({ record, path }, work) => {
    // The group of the segment stays what it is until this is written.
    const [group] = await work.run<{ brand: string; offered: boolean }>({
      text: `
select g.brand, exists (
  select from catalogue_item i where i.tenant_id = $1 and i.group_id = g.id and i.offer = $3 and i.deleted_at is null) as offered
from segment s join segment_group g on g.tenant_id = $1 and g.id = s.group_id
where s.tenant_id = $1 and s.id = $2 for share of s`,
      values: [work.context.tenant.id, uuidOf(Segment, record.segmentId), record.offer],
    });
    if (!group) return undefined;
    if (group.brand !== record.brand)
      refuse(groupRules.BRAND_OF_ANOTHER_GROUP, `${path}.brand`, { brand: group.brand });
    if (!group.offered) refuse(groupRules.OFFER_OUTSIDE_CATALOGUE, `${path}.offer`);
    return undefined;
  },
};

const segmentIntoGroup: BeforeHandler = {
  record: Segment,
  on: ['updated'],
  fields: ['groupId'],
  run: async ({ uuid, record, path }, work) => {
    if (record.groupId == null) return undefined;
    const misfit = await misfits(work, uuid, uuidOf(SegmentGroup, record.groupId));
    if (!misfit) return undefined;
    return refuse(
      misfit.brand ? groupRules.BRAND_OF_ANOTHER_GROUP : groupRules.OFFER_OUTSIDE_CATALOGUE,
      `${path}.groupId`,
    );
  },
};

const keepOffered: BeforeHandler = {
  record: CatalogueItem,
  on: ['deleted'],
  run: async ({ record, path }, work) => {
    const [offered] = await work.run({
      text: `
select 1 from segment_offer o join segment s on s.tenant_id = $1 and s.id = o.segment_id and s.group_id = $2
where o.tenant_id = $1 and o.offer = $3 and o.deleted_at is null and (o.ends_on is null or o.ends_on > current_date) limit 1`,
      values: [work.context.tenant.id, uuidOf(SegmentGroup, record.groupId), record.offer],
    });
    if (offered) refuse(groupRules.ITEM_ON_OFFER, path);
    return undefined;
  },
};

export const segmentGroupRules: readonly BeforeHandler[] = [offerOfGroup, segmentIntoGroup, keepOffered];
