import { dataOf, productOperation } from '../customers/operation.mjs';

const ROUNDS = 200;
const BOARD = `query($queue: ID!, $first: Int!) { queueBoard(queueId: $queue, first: $first) { nodes {
  id subject state priority dueAt clocks(first: 5) { nodes { milestone state dueAt breachedAt pausedSince } } } } }`;

const BY_HAND = `
select json_build_object('queueBoard', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', 'srq_' || r.id, 'subject', r.subject, 'state', r.state, 'priority', r.priority, 'dueAt', to_char(r.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'clocks', json_build_object('nodes', c.clocks)) order by r.due_at, r.id), '[]')))::text as json
from (select * from service_request where tenant_id = $1 and queue_id = $2 and open and deleted_at is null order by due_at, id limit $3) r
cross join lateral (
  select json_agg(json_build_object('milestone', k.milestone, 'state', k.state,
    'dueAt', to_char(k.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'breachedAt', k.breached_at, 'pausedSince', k.paused_since) order by k.milestone) as clocks
  from sla_clock k where k.tenant_id = $1 and k.request_id = r.id and k.deleted_at is null) c`;

/** The queue board in one statement, beside the same by hand without row-level security. */
export async function measureBoard({ app, connect, queueId, customerId }, { requests }) {
  const input = { customerId, queueId, kind: 'FAULT', subject: 'Boiler leaks' };
  const unbound = await connect();
  const { rows } = await unbound.query('select count(*)::int as n from service_request where queue_id = $1 and open', [
    queueId.slice(4),
  ]);
  for (let n = rows[0].n; n < requests; n++) await app.alpha.as('service').create('ServiceRequest', input);
  await unbound.query('vacuum analyze service_request, sla_clock');
  const bound = await connect();
  for (const client of [unbound, bound]) await client.query('set plan_cache_mode = force_generic_plan');
  await bound.query('set role rapport_api');
  await bound.query("select set_config('app.tenant', $1, false)", [String(app.alpha.id)]);
  const first = Math.min(500, requests);
  const product = productOperation(app.alpha.id, BOARD)({ queue: queueId, first });
  const byHand = { text: BY_HAND, values: [app.alpha.id, queueId.slice(4), first] };
  const times = { product: [], hand: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const [side, client, statement] of [
      ['product', bound, product],
      ['hand', unbound, byHand],
    ]) {
      const started = performance.now();
      const answer = await client.query({ name: side, text: statement.text, values: statement.values });
      if (round > 20) times[side].push(performance.now() - started);
      if (dataOf(answer.rows).queueBoard.nodes.length !== first)
        throw new Error(`${side}: not all requests are there.`);
    }
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const [ours, theirs] = [median(times.product), median(times.hand)];
  return [
    [
      `queue board, ${first} of ${requests} requests with clocks, ms`,
      ours.toFixed(2),
      theirs.toFixed(2),
      (ours / theirs).toFixed(2),
      '<= 1.3',
    ],
  ];
}
