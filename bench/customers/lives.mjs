/** `region` of customers with very much behind them. */
export const BUSY = 'busy';

const BUSY_CUSTOMERS = 1_000;
const INTERACTIONS_OF_BUSY = 200;
const OTHERS_OF_BUSY = 20;

const owned = 'tenant_id, id, created_at, customer_id';
const values = 'c.tenant_id, uuidv7(), m.at, c.id';

const others = [
  `insert into task (${owned}, title, state, urgent, important, quadrant) select ${values}, 'Call back', 'OPEN', false, false, 4`,
  `insert into visit (${owned}, title, state, starts_at, ends_at, agenda) select ${values}, 'Survey', 'PLANNED', m.at, m.at + interval '1 hour', '[]'`,
  `insert into consent (${owned}, purpose, matter, state, lawful_basis, changed_at, source) select ${values}, 'SERVICE', 'SERVICE/' || m.n, 'GRANTED', 'CONTRACT', m.at, 'TOLD'`,
  `insert into lifecycle_change (${owned}, from_state, to_state, reason) select ${values}, 'PROSPECT', 'ACTIVE', 'Bought.'`,
];

/** Gives every customer a task, a visit, a consent and a step of his journey, and very much of it to some. */
export async function addLives(client, tenant) {
  await client.query('begin');
  await client.query(
    'update customer set region = $2 where tenant_id = $1 and id in (select id from customer where tenant_id = $1 order by md5(id::text) limit $3)',
    [tenant, BUSY, BUSY_CUSTOMERS],
  );
  const moments = (count) =>
    `from customer c, lateral (select n, c.created_at + (now() - c.created_at) * random() as at from generate_series(1, ${count}) n) m where c.tenant_id = $1`;
  // The rows are sound; neither references nor the rhythm of contact are looked at for each.
  await client.query('set local session_replication_role = replica');
  for (const insertion of others) {
    await client.query(`${insertion} ${moments(1)} and c.region is distinct from $2`, [tenant, BUSY]);
    await client.query(`${insertion} ${moments(OTHERS_OF_BUSY)} and c.region = $2`, [tenant, BUSY]);
  }
  await client.query('set local session_replication_role = default');
  await client.query(
    `insert into interaction (${owned}, channel, direction, subject, source, occurred_at) select ${values}, 'PHONE', 'INBOUND', 'Warranty', 'IMPORT', m.at ${moments(INTERACTIONS_OF_BUSY)} and c.region = $2`,
    [tenant, BUSY],
  );
  await client.query('commit');
}
