import fs from 'node:fs';
import { type Installation, type PluginDefinition, quoteIdentifier, RapportError, SET_TENANT } from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';

/** What the machine keeps of a plugin's work; its settings, with their secrets; scores, which its scorers could give anew. */
const KEPT = [
  'delete from event_progress where tenant_id = $1 and plugin = $2',
  'delete from failed_event where tenant_id = $1 and plugin = $2',
  'delete from scheduled_job where tenant_id = $1 and plugin = $2',
  'delete from plugin_secret s using plugin_setting p where s.tenant_id = $1 and p.tenant_id = $1 and p.id = s.setting_id and p.plugin = $2',
  'delete from plugin_setting where tenant_id = $1 and plugin = $2',
  ...['score', 'shadow_score', 'score_change'].map(
    (table) => `delete from ${table} where tenant_id = $1 and starts_with(scorer, $2 || '/')`,
  ),
  ...['scoring_run', 'scorer_setting', 'scorer_tuning'].map(
    (table) => `delete from ${table} where tenant_id = $1 and starts_with(name, $2 || '/')`,
  ),
];
/** Rows that are written to the file at once. */
const BATCH = 1_000;

export interface Purge {
  readonly plugin: string;
  /** Takes the rows, one JSON per line; must not be there yet. */
  readonly file: string;
}

export interface Purged {
  readonly tables: readonly string[];
  readonly rows: number;
}

/**
 * Writes all that a plugin kept to a file, and drops its tables. The journal and the event log stay: they are history.
 * Refused as long as a tenant uses the plugin, and where others require it. All or nothing.
 */
export async function purgePlugin(
  queryRunner: QueryRunner,
  installation: Installation,
  { plugin: id, file }: Purge,
): Promise<Purged> {
  const plugin = find(installation, id);
  const records = installation.catalogue.types.filter((type) => plugin.records?.includes(type.class));
  // The table of all scores is nobody's own.
  const extensions = installation.catalogue.types.flatMap((type) =>
    [...type.extensions.values()].flatMap((each) => (each.plugin === id && !each.share ? [{ ...each, type }] : [])),
  );
  const tables = [...extensions, ...records].map(({ table }) => table);
  const output = fs.openSync(file, 'wx');
  await queryRunner.startTransaction();
  try {
    const tenants = (await queryRunner.query('select tenant_id, slug from tenant order by tenant_id')) as Tenant[];
    for (const table of tables)
      await queryRunner.query(`lock table ${quoteIdentifier(table)} in access exclusive mode`);
    let rows = 0;
    for (const tenant of tenants) {
      await queryRunner.query(SET_TENANT, [String(tenant.tenant_id)]);
      await assertOff(queryRunner, id, tenant);
      for (const table of tables) rows += await exportRows(queryRunner, output, tenant, table);
      for (const { table } of records)
        await queryRunner.query(
          `delete from search_token where tenant_id = $1 and record_id in (select id from ${quoteIdentifier(table)} where tenant_id = $1)`,
          [tenant.tenant_id],
        );
      for (const { type, key } of extensions)
        await queryRunner.query('delete from search_token where tenant_id = $1 and starts_with(field, $2)', [
          tenant.tenant_id,
          `${type.prefix}.${key}.`,
        ]);
      for (const text of KEPT) await queryRunner.query(text, [tenant.tenant_id, id]);
    }
    // Nothing is dropped before it is on the disk.
    fs.fsyncSync(output);
    for (const table of tables) await queryRunner.query(`drop table ${quoteIdentifier(table)} cascade`);
    await queryRunner.query('delete from migration where plugin = $1', [id]);
    await queryRunner.commitTransaction();
    return { tables, rows };
  } catch (error) {
    await queryRunner.rollbackTransaction();
    fs.rmSync(file);
    throw error;
  } finally {
    fs.closeSync(output);
  }
}

interface Tenant {
  readonly tenant_id: number;
  readonly slug: string;
}

function find({ plugins }: Installation, id: string): PluginDefinition {
  const plugin = plugins.find((one) => one.id === id);
  if (!plugin)
    throw new RapportError('NOT_FOUND', `No plugin "${id}" is installed.`, {
      hint: 'Name its module in RAPPORT_PLUGINS once more: its classes say which tables are its own.',
    });
  const user = plugins.find(({ requires = [] }) => requires.includes(id));
  if (plugin.required || user)
    throw new RapportError(
      'PLUGIN_IN_USE',
      user ? `The plugin "${user.id}" requires "${id}".` : `Nothing works without the plugin "${id}".`,
      { hint: 'Only what nothing else needs can be purged.' },
    );
  return plugin;
}

async function assertOff(queryRunner: QueryRunner, id: string, { tenant_id, slug }: Tenant): Promise<void> {
  const off = (await queryRunner.query(
    'select 1 from plugin_switch where tenant_id = $1 and plugin = $2 and not enabled and deleted_at is null',
    [tenant_id, id],
  )) as object[];
  if (off.length === 0)
    throw new RapportError('PLUGIN_IN_USE', `The tenant "${slug}" uses the plugin "${id}".`, {
      hint: `Switch it off first: rapport plugin disable ${id} --tenant ${slug}`,
    });
}

async function exportRows(queryRunner: QueryRunner, output: number, tenant: Tenant, table: string): Promise<number> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (let total = 0; ; ) {
    const rows = (await queryRunner.query(
      `select id, to_jsonb(t) as row from ${quoteIdentifier(table)} t where tenant_id = $1 and id > $2 order by id limit ${BATCH}`,
      [tenant.tenant_id, after],
    )) as { id: string; row: object }[];
    const lines = rows.map(({ row }) => `${JSON.stringify({ tenant: tenant.slug, table, row })}\n`);
    fs.writeSync(output, lines.join(''));
    total += rows.length;
    if (rows.length < BATCH) return total;
    after = rows.at(-1)?.id ?? after;
  }
}
