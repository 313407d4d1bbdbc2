/** An opening: everybody presses at once, and everybody gets an answer. Then a lottery, worked out once more from its seed. */
import { drawOrder, seedHashOf } from '../../plugins/real-estate/dist/index.js';
import { addBuilding, askSafely, must, percentile } from './place.mjs';

const HOLD = 'mutation($i: CreateEstateClaimInput!) { createEstateClaim(input: $i) { id } }';

async function addCustomers({ client, tenant }, count) {
  const { rows } = await client.query(
    `insert into customer (tenant_id, id, kind, name, lifecycle_state)
     select $1, uuidv7(), 'PERSON', 'Buyer ' || n, 'PROSPECT' from generate_series(1, $2) n returning id`,
    [tenant, count],
  );
  return rows.map(({ id }) => `cus_${id}`);
}

export async function opening(place, { buyers, units, seconds }) {
  const { unitIds } = await addBuilding(place, 'Opening', Math.ceil(units / 10), 10);
  const wanted = unitIds.slice(0, units);
  const customers = await addCustomers(place, buyers);
  const times = [];
  const came = { held: 0, taken: 0, again: new Map(), other: [] };
  await Promise.all(
    customers.map(async (customerId) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * seconds * 1_000));
      const unitId = `reun_${wanted[Math.floor(Math.random() * wanted.length)]}`;
      const started = performance.now();
      const { data, errors } = await askSafely(place, HOLD, { i: { unitId, customerId } }, (why) =>
        came.again.set(why, (came.again.get(why) ?? 0) + 1),
      );
      times.push(performance.now() - started);
      if (data) came.held++;
      else if (errors?.[0]?.extensions?.rule === 'UNIT_TAKEN') came.taken++;
      else came.other.push(JSON.stringify(errors));
    }),
  );
  times.sort((a, b) => a - b);
  const { rows } = await place.client.query(
    `select count(*)::int as claims, count(distinct unit_id)::int as units from estate_claim
     where tenant_id = $1 and unit_id = any($2) and stage = 'HELD'`,
    [place.tenant, wanted],
  );
  console.log(`\nAn opening: ${buyers} buyers within ${seconds} s on ${units} units`);
  console.log(
    `${came.held} hold a unit, ${came.taken} came too late, ${came.other.length} got another answer; asked again: ${JSON.stringify(Object.fromEntries(came.again))}`,
  );
  console.log(
    `claims ${rows[0].claims} on ${rows[0].units} units; p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms, longest ${times.at(-1)?.toFixed(0)} ms`,
  );
  if (came.other.length > 0) throw new Error(came.other[0]);
  if (rows[0].claims !== rows[0].units || rows[0].claims !== came.held)
    throw new Error('A unit was held twice, or a hold was lost.');
}

export async function lottery(place, tickets) {
  const { projectId } = await addBuilding(place, 'Lottery', 1, 1);
  const created = await must(
    place,
    'mutation($i: CreateEstateReleaseInput!) { createEstateRelease(input: $i) { id } }',
    {
      i: { projectId: `repj_${projectId}`, name: 'Lottery', startsAt: '2026-01-01T00:00:00Z', queueRule: 'LOTTERY' },
    },
  );
  const id = created.createEstateRelease.id;
  const { publishEstateRelease: published } = await must(
    place,
    'mutation($id: ID!) { publishEstateRelease(id: $id) { seedHash } }',
    { id },
  );
  const customers = await addCustomers(place, tickets);
  const document = 'mutation($i: [CreateEstateQueueTicketInput!]!) { createEstateQueueTickets(inputs: $i) { failed } }';
  for (let from = 0; from < tickets; from += 200)
    await must(place, document, {
      i: customers.slice(from, from + 200).map((customerId) => ({ releaseId: id, customerId })),
    });
  const started = performance.now();
  const { drawEstateRelease: drawn } = await must(place, 'mutation($id: ID!) { drawEstateRelease(id: $id) { seed } }', {
    id,
  });
  const took = performance.now() - started;
  const { rows } = await place.client.query(
    'select number, position from estate_queue_ticket where release_id = $1 order by position',
    [id.slice(5)],
  );
  const again = drawOrder(
    drawn.seed,
    rows.map(({ number }) => number),
  );
  const same =
    seedHashOf(drawn.seed) === published.seedHash && rows.every(({ number }, index) => number === again[index]);
  console.log(
    `\nA lottery of ${rows.length} tickets is drawn in ${took.toFixed(0)} ms; worked out again from its seed it is ${same ? 'the same' : 'ANOTHER ONE'}`,
  );
  if (!same || rows.length !== tickets) throw new Error('The draw is not reproducible.');
}
