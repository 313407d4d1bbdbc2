import { type BeforeHandler, idOf, refuse, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateConveyance, EstateTenancy } from './conveyance.record.ts';
import { EstateListing, EstateOffer } from './listing.record.ts';

interface Follow {
  readonly listing: string;
  readonly transition: string;
}

/** The listing follows what becomes of its offer, and of the conveyance. */
async function followListings(work: UnitOfWork, steps: readonly Follow[]): Promise<void> {
  for (const { listing, transition } of steps)
    await work.unlimited.transition(EstateListing, idOf(EstateListing, listing), { transition });
}

const listingRules: BeforeHandler = {
  record: EstateListing,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const unit = await rowOf<{ business: string }>(
      work,
      `select p.business from estate_unit u join estate_project p on p.tenant_id = u.tenant_id and p.id = u.project_id
       where u.tenant_id = $1 and u.id = $2`,
      [uuidOf(EstateUnit, record.unitId, `${path}.unitId`)],
    );
    if (unit?.business !== 'BROKERED') reject(`${path}.unitId`, 'must lie in a project of the business BROKERED.');
    return undefined;
  },
};

const OFFERED = `
select l.id, l.status, o.valid_until <= clock_timestamp() as over from estate_offer o
join estate_listing l on l.tenant_id = o.tenant_id and l.id = o.listing_id
where o.tenant_id = $1 and o.id = $2`;

const offerRules: BeforeHandler = {
  record: EstateOffer,
  on: ['updated'],
  run: async ({ uuid, transition }, work) => {
    if (transition?.name !== 'accept' && transition?.from !== 'ACCEPTED') return undefined;
    const offered = await rowOf<{ id: string; status: string; over: boolean | null }>(work, OFFERED, [uuid]);
    if (!offered) refuse(rules.OFFER_OVER, 'id');
    if (transition.name === 'withdraw') {
      work.afterWrite(followListings, { listing: offered.id, transition: 'reactivate' });
      return undefined;
    }
    if (offered.over) refuse(rules.OFFER_OVER, 'id');
    if (offered.status !== 'ACTIVE') refuse(rules.OFFER_OPEN, 'id', { status: offered.status });
    work.afterWrite(followListings, { listing: offered.id, transition: 'accept' });
    return undefined;
  },
};

const CHAIN = `
with recursive chain as (
  select c.id, c.depends_on_id, c.state, 1 as depth from estate_conveyance c where c.tenant_id = $1 and c.id = $2
  union all
  select c.id, c.depends_on_id, c.state, chain.depth + 1 from chain
  join estate_conveyance c on c.tenant_id = $1 and c.id = chain.depends_on_id where chain.depth < 100)
select bool_or(id = $3) as circular, bool_or(state <> 'COMPLETED') as waiting from chain`;

const LISTED = `
select o.listing_id, o.state from estate_offer o where o.tenant_id = $1 and o.id = $2`;

const conveyanceRules: BeforeHandler = {
  record: EstateConveyance,
  on: ['created', 'updated'],
  run: async ({ record, after, uuid, operation, path, transition }, work) => {
    const offer = await rowOf<{ listing_id: string; state: string }>(work, LISTED, [
      uuidOf(EstateOffer, record.offerId, `${path}.offerId`),
    ]);
    if (operation === 'created' && offer?.state !== 'ACCEPTED') reject(`${path}.offerId`, 'must be an accepted offer.');
    const before = record.dependsOnId ? uuidOf(EstateConveyance, record.dependsOnId) : null;
    if (before !== null && ('dependsOnId' in after || transition?.name === 'complete')) {
      const chain = await rowOf<{ circular: boolean; waiting: boolean }>(work, CHAIN, [before, uuid]);
      if (chain?.circular) refuse(rules.CHAIN_CIRCULAR, `${path}.dependsOnId`);
      if (transition?.name === 'complete' && chain?.waiting) refuse(rules.CHAIN_NOT_READY, 'id');
    }
    const step = { exchange: 'exchange', complete: 'close' }[String(transition?.name)];
    if (step && offer) work.afterWrite(followListings, { listing: offer.listing_id, transition: step });
    if (transition?.name === 'fallThrough') work.afterWrite(withdrawOffers, String(record.offerId));
    return undefined;
  },
};

/** The offer of a conveyance that came to nothing is off, and the listing on the market again. */
async function withdrawOffers(work: UnitOfWork, offers: readonly string[]): Promise<void> {
  for (const id of offers) await work.unlimited.transition(EstateOffer, id, { transition: 'withdraw' });
}

const tenancyRules: BeforeHandler = {
  record: EstateTenancy,
  on: ['created', 'updated'],
  run: async ({ record, operation, path, transition }, work) => {
    const listing = uuidOf(EstateListing, record.listingId, `${path}.listingId`);
    const row = await rowOf<{ kind: string; unit_id: string; status: string }>(
      work,
      'select kind, unit_id, status from estate_listing where tenant_id = $1 and id = $2',
      [listing],
    );
    if (row?.kind !== 'LEASE') reject(`${path}.listingId`, 'must be a listing of the kind LEASE.');
    if (transition?.name === 'begin' && row.status === 'ACTIVE')
      work.afterWrite(followListings, { listing, transition: 'close' });
    return operation === 'created' ? { unitId: idOf(EstateUnit, row.unit_id) } : undefined;
  },
};

export const brokerRules: readonly BeforeHandler[] = [listingRules, offerRules, conveyanceRules, tenancyRules];
