import { Arg, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { enumeration } from '../records/kinds/index.ts';
import type { RecordReader } from '../records/reader.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import type { Installation } from './installation.ts';
import type { PluginDefinition } from './plugin.ts';
import { PluginSwitch } from './plugin-switch.record.ts';
import { disablePlugin, enablePlugin } from './plugin-switch.service.ts';

export const PluginState = enumeration('PluginState', 'Whether the tenant can use a plugin.', {
  ENABLED: 'It is in use.',
  FAILED: 'It did not get ready: its records can be read, and what its code does is not to be had.',
  DISABLED: 'It is switched off for the tenant; its data stays.',
});

@ObjectType('Plugin', { description: 'A plugin of the installation, as the tenant has it.', simpleResolvers: true })
export class Plugin {
  @Field(() => String, { description: 'Its id, under which its part of the API stands too.' })
  id!: string;

  @Field(() => String, { description: 'Its semantic version.' })
  version!: string;

  @Field(() => PluginState, { description: 'Whether the tenant uses it.' })
  state!: keyof typeof PluginState;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  lastError!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it is a part that nothing works without, which cannot be switched off.',
  })
  required!: boolean;

  @Field(() => [String], { description: 'Ids of the plugins that it needs.' })
  requires!: readonly string[];

  @Field(() => String, { nullable: true, description: 'The newest step of its database schema that was taken.' })
  migration!: string | null;
}

@Resolver()
export class PluginResolver {
  @Query(() => [Plugin], {
    description: 'The plugins of the installation, in the order in which they build on each other.',
  })
  async plugins(@Ctx() { access, reader, installation, composition }: RequestContext): Promise<Plugin[]> {
    access.require(recordTypeOf(PluginSwitch), 'read');
    const levels = await migrationLevels(reader);
    return installation.plugins.map((plugin) =>
      show(plugin, composition.plugins.includes(plugin), levels, installation),
    );
  }

  @Mutation(() => Plugin, {
    description:
      'Switches a plugin on for the tenant: its part of the API is there within a second, with what it kept.',
  })
  async enablePlugin(
    @Arg('id', () => String, { description: 'Its id.' }) id: string,
    @Ctx() { work, installation }: CommandContext,
  ): Promise<Plugin> {
    const plugin = await enablePlugin(work, installation, id);
    return show(plugin, true, await migrationLevels(work), installation);
  }

  @Mutation(() => Plugin, {
    description:
      'Switches a plugin off for the tenant: its part of the API goes within a second, its work pauses, and its data stays.',
  })
  async disablePlugin(
    @Arg('id', () => String, { description: 'Its id.' }) id: string,
    @Ctx() { work, installation }: CommandContext,
  ): Promise<Plugin> {
    const plugin = await disablePlugin(work, installation, id);
    return show(plugin, false, await migrationLevels(work), installation);
  }
}

type Levels = ReadonlyMap<string, string>;

async function migrationLevels(reader: Pick<RecordReader, 'run'>): Promise<Levels> {
  const text = 'select plugin, max(id) as id from migration group by plugin';
  const rows = await reader.run<{ plugin: string; id: string }>({ text, values: [] });
  return new Map(rows.map(({ plugin, id }) => [plugin, id]));
}

function show(
  { id, version, required, requires = [] }: PluginDefinition,
  enabled: boolean,
  levels: Levels,
  { failures }: Installation,
): Plugin {
  const lastError = failures.of(id) ?? null;
  const state = !enabled ? 'DISABLED' : lastError === null ? 'ENABLED' : 'FAILED';
  return { id, version, state, lastError, required: required === true, requires, migration: levels.get(id) ?? null };
}
