import type { DemoPlace, Installation } from '@rapport/kernel';
import { transactionOn } from '@rapport/kernel';
import type pg from 'pg';
import { loadTables } from './bulk-load.ts';
import type { Random } from './random.ts';

/** Loads what plugins bring along for this tenant, and switches those off that are for another one. */
export async function seedPlugins(
  client: pg.ClientBase,
  { plugins }: Installation,
  tenant: { readonly id: number; readonly slug: string },
  place: DemoPlace,
  random: Random,
  report: (message: string) => void,
): Promise<void> {
  for (const { id, demo } of plugins) {
    if (!demo) continue;
    if (demo.tenant !== tenant.slug) {
      await transactionOn(client, tenant.id, (transaction) =>
        transaction.run({
          text: 'insert into plugin_switch (tenant_id, id, plugin, enabled) values ($1, $2, $3, false)',
          values: [tenant.id, random.uuidAt(place.now), id],
        }),
      );
      continue;
    }
    const started = performance.now();
    const tables = demo.tables(place);
    await loadTables(client, tenant.id, tables);
    const { finish } = demo;
    if (finish !== undefined)
      await transactionOn(client, tenant.id, (transaction) => transaction.run({ text: finish, values: [tenant.id] }));
    const rows = tables.reduce((sum, each) => sum + each.rows.length, 0);
    const seconds = (performance.now() - started) / 1_000;
    report(`${tenant.slug}: ${rows} rows of the plugin ${id} in ${seconds.toFixed(1)} s`);
  }
}

/** What plugins find in a tenant that was just filled. */
export async function demoPlace(client: pg.ClientBase, tenantId: number, now: number): Promise<DemoPlace> {
  const { rows: customers } = await client.query<{ id: string; kind: string; created_at: Date }>(
    'select id, kind, created_at from customer where tenant_id = $1 and deleted_at is null order by created_at, id',
    [tenantId],
  );
  const { rows: users } = await client.query<{ id: string; role: string }>(
    `select u.id, r.key as role from user_account u join role r on r.tenant_id = u.tenant_id and r.id = u.role_id
     where u.tenant_id = $1 order by u.email`,
    [tenantId],
  );
  return {
    now,
    customers: customers.map(({ id, kind, created_at }) => ({ id, kind, createdAt: created_at.getTime() })),
    users: Object.fromEntries(
      [...new Set(users.map(({ role }) => role))].map((role) => [
        role,
        users.filter((user) => user.role === role).map((user) => user.id),
      ]),
    ),
  };
}
