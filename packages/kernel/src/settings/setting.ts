import { PluginError } from '../errors/index.ts';
import { reject } from '../records/kinds/reject.ts';

interface Common {
  readonly description: string;
  /** `installation`: the operator sets it, for all tenants; `tenant`, when absent: an administrator, for his. */
  readonly scope?: 'tenant' | 'installation';
}

/** What a plugin can be told. Without a default its value may be missing. */
export type Setting = Common &
  (
    | { readonly type: 'text'; readonly default?: string; readonly maxLength?: number }
    | { readonly type: 'int'; readonly default?: number; readonly min?: number; readonly max?: number }
    | { readonly type: 'decimal'; readonly default?: string }
    | { readonly type: 'boolean'; readonly default?: boolean }
    | { readonly type: 'date'; readonly default?: string }
    | { readonly type: 'enum'; readonly default?: string; readonly values: readonly string[] }
    | { readonly type: 'secret' }
  );

export type SettingFields = Readonly<Record<string, Setting>>;

interface SettingTypes {
  readonly text: string;
  readonly int: number;
  /** Exact: `1.50`. */
  readonly decimal: string;
  readonly boolean: boolean;
  /** `2026-03-01`. */
  readonly date: string;
  readonly enum: string;
  readonly secret: string;
}

export type SettingValue = SettingTypes[keyof SettingTypes];

type ValueOf<One extends Setting> = One extends { readonly values: readonly (infer Value)[] }
  ? Value
  : SettingTypes[One['type']];

/** The values that such settings have. */
export type SettingValues<Fields extends SettingFields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends { readonly default: unknown }
    ? ValueOf<Fields[Name]>
    : ValueOf<Fields[Name]> | null;
};

/** The settings of a plugin. */
export interface PluginSettings<Fields extends SettingFields = SettingFields> {
  readonly plugin: string;
  readonly fields: Fields;
}

/** Declares the settings of a plugin; name them in `settings` of definePlugin, and read them with `readSettings`. */
export function defineSettings<const Fields extends SettingFields>(
  plugin: string,
  fields: Fields,
): PluginSettings<Fields> {
  return Object.freeze({ plugin, fields });
}

const DECIMAL = /^-?\d{1,18}(\.\d{1,9})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MAX_TEXT = 2_000;

/** Throws INPUT_INVALID when a value is none that the setting can have. The message never holds the value. */
export function checkSetting(setting: Setting, value: unknown, path: string): SettingValue {
  switch (setting.type) {
    case 'text':
    case 'secret': {
      const { maxLength = MAX_TEXT } = setting.type === 'text' ? setting : {};
      if (typeof value !== 'string' || value === '' || value.length > maxLength)
        reject(path, `must be a text of 1 to ${maxLength} characters.`);
      return value;
    }
    case 'int': {
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = setting;
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max)
        reject(path, `must be a whole number from ${min} to ${max}.`);
      return value;
    }
    case 'decimal':
      if (typeof value !== 'string' || !DECIMAL.test(value)) reject(path, 'must be a decimal as text, such as "1.50".');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') reject(path, 'must be true or false.');
      return value;
    case 'date':
      if (typeof value !== 'string' || !isDay(value)) reject(path, 'must be a day such as "2026-03-01".');
      return value;
    case 'enum':
      if (typeof value !== 'string' || !setting.values.includes(value))
        reject(path, `must be one of ${setting.values.join(', ')}.`);
      return value;
  }
}

const isDay = (text: string): boolean =>
  DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** The value without any that was set; null where there is no default. */
export const defaultOf = (setting: Setting): SettingValue | null =>
  'default' in setting && setting.default !== undefined ? setting.default : null;

const NAME = /^[a-z][A-Za-z0-9]{0,59}$/;
const TYPES: readonly Setting['type'][] = ['text', 'int', 'decimal', 'boolean', 'date', 'enum', 'secret'];

/** Throws PluginError when settings are not declared as they must be. */
export function checkSettings(plugin: string, { plugin: named, fields }: PluginSettings): void {
  if (named !== plugin)
    throw new PluginError(
      `The plugin "${plugin}" has the settings of "${named}".`,
      `Call defineSettings('${plugin}', ...).`,
    );
  for (const [name, setting] of Object.entries(fields)) {
    const what = `The plugin "${plugin}": the setting "${name}"`;
    if (!NAME.test(name))
      throw new PluginError(`${what} is no name.`, 'Use up to 60 letters and digits, in camel case.');
    if (!TYPES.includes(setting.type))
      throw new PluginError(`${what} has the unknown type "${setting.type}".`, `Types are ${TYPES.join(', ')}.`);
    const value = defaultOf(setting);
    if (value === null) continue;
    try {
      checkSetting(setting, value, 'default');
    } catch (error) {
      throw new PluginError(`${what} has a default that it cannot have: ${(error as Error).message}`, 'Correct it.');
    }
  }
}
