export { PluginSetting } from './plugin-setting.record.ts';
export {
  defineSettings,
  type PluginSettings,
  type Setting,
  type SettingFields,
  type SettingValue,
  type SettingValues,
} from './setting.ts';
export { type InstallationSettings, readSettings, Settings, type SettingsReader } from './settings.ts';
