import type { Tenant } from '../access/actor.ts';
import { reject } from '../records/kinds/reject.ts';
import type { SecretBox } from '../secrets/index.ts';
import type { StatementRunner } from '../tenancy/index.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { PluginSetting } from './plugin-setting.record.ts';
import {
  checkSetting,
  defaultOf,
  type PluginSettings,
  type Setting,
  type SettingFields,
  type SettingValue,
  type SettingValues,
} from './setting.ts';

/** Values that the operator gives, by plugin and name. */
export type InstallationSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface SettingRow {
  readonly name: string;
  readonly value: string | null;
  readonly box: Buffer | null;
}

const purposeOf = (tenantId: number, plugin: string, name: string) => `setting ${tenantId}/${plugin}/${name}`;

/** What plugins can be told, and what they were told. */
export class Settings {
  readonly declared: readonly PluginSettings[];
  private readonly given: InstallationSettings;
  private readonly secrets: SecretBox;

  /** Throws INPUT_INVALID when the operator gives what no plugin asks for. */
  constructor(declared: readonly PluginSettings[], given: InstallationSettings, secrets: SecretBox) {
    this.declared = declared;
    this.given = given;
    this.secrets = secrets;
    for (const [plugin, values] of Object.entries(given))
      for (const [name, value] of Object.entries(values))
        checkSetting(this.find(plugin, name, 'installation', `${plugin}.${name}`), value, `${plugin}.${name}`);
  }

  /** What the operator gives a plugin. */
  ofInstallation(plugin: string): Readonly<Record<string, unknown>> {
    return this.given[plugin] ?? {};
  }

  /** The values that hold in a tenant, secrets among them: for the plugin itself. */
  async read<Fields extends SettingFields>(
    runner: StatementRunner,
    tenant: Pick<Tenant, 'id'>,
    { plugin, fields }: PluginSettings<Fields>,
  ): Promise<SettingValues<Fields>> {
    const rows = await runner.run<SettingRow>({
      text: `
select p.name, p.value, s.box from plugin_setting p
left join plugin_secret s on s.tenant_id = p.tenant_id and s.setting_id = p.id
where p.tenant_id = $1 and p.plugin = $2 and p.deleted_at is null`,
      values: [tenant.id, plugin],
    });
    const set = new Map(rows.map((row) => [row.name, row]));
    const values = Object.entries(fields).map(([name, setting]) => {
      const row = setting.scope === 'installation' ? undefined : set.get(name);
      if (row?.box) return [name, this.secrets.open(row.box, purposeOf(tenant.id, plugin, name))];
      const given = setting.scope === 'installation' ? this.given[plugin]?.[name] : undefined;
      return [name, row?.value ? (JSON.parse(row.value) as SettingValue) : (given ?? defaultOf(setting))];
    });
    return Object.fromEntries(values) as SettingValues<Fields>;
  }

  /** Tells a plugin something in a tenant; null lets the default hold again. Throws INPUT_INVALID, and writes nothing then. */
  async write(
    work: UnitOfWork,
    plugin: string,
    values: Readonly<Record<string, unknown>>,
    path = 'values',
  ): Promise<RecordRef[]> {
    const checked = Object.entries(values).map(([name, value]) => {
      const at = `${path}.${name}`;
      const setting = this.find(plugin, name, 'tenant', at);
      return { name, setting, value: value === null ? null : checkSetting(setting, value, at) };
    });
    const refs: RecordRef[] = [];
    for (const one of checked) refs.push(await this.writeOne(work, plugin, one));
    return refs;
  }

  private async writeOne(
    work: UnitOfWork,
    plugin: string,
    { name, setting, value }: { name: string; setting: Setting; value: SettingValue | null },
  ): Promise<RecordRef> {
    const { tenant } = work.context;
    const isSecret = setting.type === 'secret';
    const kept = {
      value: isSecret || value === null ? null : JSON.stringify(value),
      concealedSince: isSecret && value !== null ? new Date().toISOString() : null,
    };
    const [known] = await work.find(PluginSetting, {
      filter: { plugin: { eq: plugin }, name: { eq: name } },
      fields: ['id'],
    });
    const ref = known
      ? await work.update(PluginSetting, String(known.id), {}, { kept })
      : await work.create(PluginSetting, {}, 'values', { plugin, name, ...kept });
    if (!isSecret) return ref;
    await work.run({
      text: 'delete from plugin_secret where tenant_id = $1 and setting_id = $2',
      values: [tenant.id, ref.uuid],
    });
    if (value !== null)
      await work.run({
        text: 'insert into plugin_secret (tenant_id, setting_id, box) values ($1, $2, $3)',
        values: [tenant.id, ref.uuid, this.secrets.close(String(value), purposeOf(tenant.id, plugin, name))],
      });
    return ref;
  }

  private find(plugin: string, name: string, scope: 'tenant' | 'installation', path: string): Setting {
    const fields = this.declared.find((one) => one.plugin === plugin)?.fields;
    if (!fields) reject(path.split('.')[0] === 'values' ? 'plugin' : path, `no plugin "${plugin}" has settings.`);
    const setting = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!setting) reject(path, `the plugin "${plugin}" has no such setting; it has ${Object.keys(fields).join(', ')}.`);
    if ((setting.scope ?? 'tenant') !== scope)
      reject(path, scope === 'tenant' ? 'is set by the operator, for all tenants.' : 'is set by each tenant.');
    return setting;
  }
}

/** What code needs to read the settings of its plugin: the context of a resolver. */
export interface SettingsReader {
  readonly settings: Settings;
  readonly reader: StatementRunner;
  readonly tenant: Pick<Tenant, 'id'>;
}

/** The settings of a plugin as they hold for this request. */
export function readSettings<Fields extends SettingFields>(
  { settings, reader, tenant }: SettingsReader,
  declared: PluginSettings<Fields>,
): Promise<SettingValues<Fields>> {
  return settings.read(reader, tenant, declared);
}
