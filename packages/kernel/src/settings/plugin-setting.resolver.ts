import { Arg, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { type EnumerationValue, enumeration } from '../records/kinds/index.ts';
import { JsonScalar } from '../records/kinds/json.ts';
import { reject } from '../records/kinds/reject.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import { PluginSetting } from './plugin-setting.record.ts';
import { defaultOf } from './setting.ts';

const SettingScope = enumeration('SettingScope', 'Who sets a setting, and for whom.', {
  TENANT: 'An administrator, for his tenant.',
  INSTALLATION: 'The operator, for all tenants.',
});

@ObjectType('SettingDefinition', { description: 'What a plugin can be told.', simpleResolvers: true })
export class SettingDefinition {
  @Field(() => String, { description: 'Id of the plugin.' })
  plugin!: string;

  @Field(() => String, { description: 'Name of the setting.' })
  name!: string;

  @Field(() => String, { description: 'text, int, decimal, boolean, date, enum or secret.' })
  type!: string;

  @Field(() => String, { description: 'What it does.' })
  description!: string;

  @Field(() => SettingScope, { description: 'Who sets it.' })
  scope!: EnumerationValue<typeof SettingScope>;

  @Field(() => [String], { nullable: true, description: 'What it can be, when that is a list.' })
  values!: readonly string[] | null;

  @Field(() => JsonScalar, { nullable: true, description: 'What holds when nobody set it.' })
  default!: unknown;
}

@Resolver()
export class PluginSettingResolver {
  @Query(() => [SettingDefinition], {
    description: 'What plugins can be told, for whoever may read PluginSetting records.',
  })
  settingDefinitions(
    @Arg('plugin', () => String, { nullable: true, description: 'Only those of this plugin.' })
    only: string | null | undefined,
    @Ctx() { access, settings }: RequestContext,
  ): SettingDefinition[] {
    access.require(recordTypeOf(PluginSetting), 'read');
    return settings.declared
      .filter(({ plugin }) => only == null || plugin === only)
      .flatMap(({ plugin, fields }) =>
        Object.entries(fields).map(([name, setting]) => ({
          plugin,
          name,
          type: setting.type,
          description: setting.description,
          scope: setting.scope === 'installation' ? ('INSTALLATION' as const) : ('TENANT' as const),
          values: 'values' in setting ? setting.values : null,
          default: defaultOf(setting),
        })),
      );
  }

  @Mutation(() => [PluginSetting], {
    description: 'Tells a plugin something: all that is given, or nothing where something is wrong with it.',
  })
  setPluginSettings(
    @Arg('plugin', () => String, { description: 'Id of the plugin.' }) plugin: string,
    @Arg('values', () => JsonScalar, {
      description: 'New values by name, as `settingDefinitions` describes them; null lets the default hold again.',
    })
    values: unknown,
    @Ctx() { work, settings }: CommandContext,
  ): Promise<RecordRef[]> {
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      reject('values', 'must be an object of values by name.');
    return settings.write(work, plugin, values as Readonly<Record<string, unknown>>);
  }
}
