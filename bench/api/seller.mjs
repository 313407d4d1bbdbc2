import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const EMAIL = 'few@formosa.example';
const CUSTOMERS = 200;

/** A seller who is accountable for 0.1 % of the customers; made once. */
export async function addSeller(client, tenant) {
  await client.query('begin');
  const { rows } = await client.query(
    `insert into user_account (tenant_id, id, name, email, active, role_id)
     select $1, gen_random_uuid(), 'Few Customers', $2, true, id from role where tenant_id = $1 and key = 'seller'
     on conflict do nothing returning id`,
    [tenant, EMAIL],
  );
  if (rows[0]) {
    await client.query(
      `update customer set owner_id = $2, owner_team_id = null, territory_id = null where tenant_id = $1 and id in
       (select id from customer where tenant_id = $1 and deleted_at is null order by md5(id::text) limit $3)`,
      [tenant, rows[0].id, CUSTOMERS],
    );
  }
  await client.query('commit');
}

export async function findSeller(client, tenant) {
  const { rows } = await client.query(
    `select u.id, count(*)::int as customers from user_account u join customer c on c.tenant_id = $1 and c.owner_id = u.id
     where u.tenant_id = $1 and u.email = $2 and u.deleted_at is null group by u.id`,
    [tenant, EMAIL],
  );
  if (rows[0]?.customers !== CUSTOMERS) throw new Error(`${EMAIL} has ${rows[0]?.customers} customers.`);
  return rows[0];
}

/** The secret of a key is shown once, so it is kept beside the data. */
export function keyOfSeller(rapport, home, environment) {
  const file = path.join(home, 'seller.key');
  if (!fs.existsSync(file)) {
    const options = ['--tenant', 'formosa', '--role', 'seller', '--user', EMAIL, '--name', 'Benchmark'];
    const secret = execFileSync(process.execPath, [rapport, 'key', 'create', ...options], { env: environment });
    fs.writeFileSync(file, secret, { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8').trim();
}
