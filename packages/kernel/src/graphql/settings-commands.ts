import {
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLOutputType,
} from 'graphql';
import { pascalCase, pluginKey } from '../records/naming.ts';
import type { PluginSettings, Setting } from '../settings/setting.ts';
import type { CommandContext } from '../work/request-context.ts';
import type { TypeBook } from './type-book.ts';

/** Values that GraphQL can have in an enumeration. */
const ENUM_VALUE = /^[_A-Za-z][_0-9A-Za-z]*$/;

const scalars: Readonly<Record<Exclude<Setting['type'], 'enum'>, string>> = {
  text: 'String',
  int: 'Int',
  decimal: 'Decimal',
  boolean: 'Boolean',
  date: 'Date',
  secret: 'String',
};

/** Of a plugin with settings the command that sets them, by names and types of its own. */
export function settingsCommands(
  book: TypeBook,
  { plugin, fields }: PluginSettings,
): GraphQLFieldConfigMap<unknown, CommandContext> {
  const prefix = pascalCase(pluginKey(plugin));
  const own = Object.entries(fields).filter(([, { scope = 'tenant' }]) => scope === 'tenant');
  if (own.length === 0) return {};
  const input = book.define(
    `${prefix}SettingsInput`,
    () =>
      new GraphQLInputObjectType({
        name: `${prefix}SettingsInput`,
        description: `What the plugin "${plugin}" can be told.`,
        fields: () =>
          Object.fromEntries(
            own.map(([name, setting]) => [
              name,
              { type: inputType(book, `${prefix}${pascalCase(name)}Setting`, setting), description: describe(setting) },
            ]),
          ),
      }),
  );
  return {
    [`set${prefix}Settings`]: {
      type: book.parse('[PluginSetting!]!') as GraphQLOutputType,
      description: `Tells the plugin "${plugin}" something: all that is given, or nothing where something is wrong with it.`,
      args: {
        input: { type: new GraphQLNonNull(input), description: 'New values; null lets the default hold again.' },
      },
      resolve: (_source, { input: values }, { work, settings }) =>
        settings.write(work, plugin, values as Readonly<Record<string, unknown>>, 'input'),
    },
  };
}

const describe = (setting: Setting): string =>
  'default' in setting && setting.default !== undefined
    ? `${setting.description} ${JSON.stringify(setting.default)} while nobody sets it.`
    : setting.description;

function inputType(book: TypeBook, name: string, setting: Setting): GraphQLInputType {
  if (setting.type !== 'enum') return book.get(scalars[setting.type]);
  const { values, description } = setting;
  if (!values.every((value) => ENUM_VALUE.test(value))) return book.get('String');
  return book.define(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description,
        values: Object.fromEntries(values.map((value) => [value, { description: `The value ${value}.` }])),
      }),
  );
}
