/** The product in a process of its own, with a way to write events without going through HTTP. */
import { randomBytes } from 'node:crypto';
import { withClient } from '@rapport/server';
import { createTestApp } from '@rapport/testing';
import pg from 'pg';

const app = await createTestApp({
  environment: { CONNECTIONS_PER_ACTOR: '100000' },
  log: (line) => JSON.parse(line).level >= 40 && process.stderr.write(line),
});
const { admin } = app.alpha;
const customers = (
  await admin.get(
    'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { results { record { id } } } }',
    { inputs: Array.from({ length: 100 }, () => ({ kind: 'PERSON', name: randomBytes(8).toString('hex') })) },
  )
).createCustomers.results.map(({ record }) => record.id);
const url = await app.listen();
const owner = new pg.Client(app.database.superuser);
await owner.connect();

const INSERT = `insert into outbox (tenant_id, type, record_type, record_id, version, operation, changed_fields, patch, actor, request_id, schema_version)
  select $1, 'customer.updated', 'Customer', id, 1, 'updated', '{name}', jsonb_build_object('name', $3 || position), 'nobody', 'bench', 1
  from unnest($2::uuid[]) with ordinality as given(id, position)`;

/** Writes events about these customers in one transaction; tells when it was committed. */
async function write(ids, label) {
  await owner.query(INSERT, [app.alpha.id, ids.map((id) => id.slice(4)), label]);
  const at = performance.timeOrigin + performance.now();
  app.app.events.onCommit();
  return at;
}

let stopped;

const commands = {
  burst: ({ count, label }) =>
    write(
      Array.from({ length: count }, (_, index) => customers[index % customers.length]),
      label,
    ),
  one: ({ label }) => write([customers[0]], label),
  memory: () => {
    globalThis.gc?.();
    return process.memoryUsage();
  },
  cursor: async () => (await admin.get('{ eventCursor }')).eventCursor,
  /** Transactions per second that change a row and insert an outbox row, by eight writers. */
  writes: async ({ seconds, tenants, sequence }) => {
    stopped ??= app.app.events.stop();
    await stopped;
    const ids = await withClient(app.database.superuser, async (client) => {
      await client.query('truncate outbox');
      await client.query(
        'create table if not exists bench_row (tenant_id int, id int, n int, primary key (tenant_id, id))',
      );
      await client.query(
        "insert into tenant (slug, name) select 'bench-' || n, 'x' from generate_series(1, 16) n on conflict do nothing",
      );
      const { rows } = await client.query(
        "select tenant_id from tenant where slug like 'bench-%' order by 1 limit $1",
        [tenants],
      );
      await client.query(
        'insert into bench_row select tenant_id, n, 0 from unnest($1::int[]) tenant_id, generate_series(1, 100) n on conflict do nothing',
        [rows.map((row) => row.tenant_id)],
      );
      return rows.map((row) => row.tenant_id);
    });
    let moving = sequence;
    const sequencing = withClient(app.database.api, async (client) => {
      while (moving) {
        await client.query("select sequence_events(2000, '{}')");
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    });
    const until = performance.now() + seconds * 1_000;
    const counts = await Promise.all(
      Array.from({ length: 8 }, () =>
        withClient(app.database.superuser, async (client) => {
          let count = 0;
          for (; performance.now() < until; count++) {
            const tenant = ids[count % ids.length];
            await client.query('begin');
            await client.query({
              name: 'u',
              text: 'update bench_row set n = n + 1 where tenant_id = $1 and id = $2',
              values: [tenant, 1 + Math.floor(Math.random() * 100)],
            });
            await client.query({
              name: 'i',
              text: "insert into outbox (tenant_id, type, changed_fields, patch, actor, request_id, schema_version) values ($1, 'bench.done', '{name}', '{\"name\": \"x\"}', 'x', 'x', 1)",
              values: [tenant],
            });
            await client.query('commit');
          }
          return count;
        }),
      ),
    );
    moving = false;
    await sequencing;
    return counts.reduce((sum, count) => sum + count, 0) / seconds;
  },
};

process.on('message', async ({ command, ...args }) => process.send({ done: await commands[command](args) }));
process.send({ url, key: admin.key, customers });
// Whoever started it is gone, or done.
process.on('disconnect', () => process.exit());
