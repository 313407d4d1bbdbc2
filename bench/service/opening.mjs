import { rateOf } from './desk.mjs';

const PARALLEL = 16;
const OPEN = `mutation($input: CreateServiceRequestInput!) { createServiceRequest(input: $input) { id dueAt state } }`;

/** Opening by the API, in turn with bare rows by hand: one row and one transaction each. */
export async function measureOpening({ app, connect, queueId, customerId }, { requests }) {
  const service = app.alpha.as('service');
  const input = { customerId, queueId, kind: 'FAULT', subject: 'Boiler leaks', description: 'Since Monday.' };
  const { id } = await service.create('ServiceRequest', input);
  const lanes = await Promise.all(Array.from({ length: PARALLEL }, connect));
  const columns = await columnsOf(lanes[0]);
  const copy = `insert into service_request (id, ${columns}) select gen_random_uuid(), ${columns} from service_request where tenant_id = $1 and id = $2`;
  const byHand = (_n, lane) => lanes[lane].query({ name: 'copy', text: copy, values: [app.alpha.id, id.slice(4)] });
  const byProduct = () => service.get(OPEN, { input });
  await rateOf(100, PARALLEL, byProduct);
  await rateOf(100, PARALLEL, byHand);
  const rates = { product: [], hand: [] };
  for (let round = 0; round < 5; round++) {
    rates.product.push(await rateOf(requests, PARALLEL, byProduct));
    rates.hand.push(await rateOf(requests, PARALLEL, byHand));
  }
  const median = (values) => values.toSorted((a, b) => a - b)[2];
  const [product, hand] = [median(rates.product), median(rates.hand)];
  // The copies have no clocks; what follows counts requests that have.
  await lanes[0].query(
    'delete from service_request r where tenant_id = $1 and not exists (select from sla_clock c where c.request_id = r.id)',
    [app.alpha.id],
  );
  return [['requests opened per second', Math.round(product), Math.round(hand), (product / hand).toFixed(2), '>= 0.4']];
}

async function columnsOf(client) {
  const { rows } = await client.query(
    "select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns where table_name = 'service_request' and column_name <> 'id'",
  );
  return rows[0].columns;
}
