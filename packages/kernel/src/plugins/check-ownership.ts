import { Team } from '../access/team.record.ts';
import { Territory } from '../access/territory.record.ts';
import { User } from '../access/user.record.ts';
import { PluginError } from '../errors/index.ts';
import type { RecordClass, RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { PluginDefinition } from './plugin.ts';

/** What row scopes compare with the actor: his user, his teams, his territories. */
const holders: Readonly<Record<'owner' | 'team' | 'territory', () => RecordClass>> = {
  owner: () => User,
  team: () => Team,
  territory: () => Territory,
};

/** Row scopes can be decided for every record type: they end at users, teams and territories. */
export function checkOwnership(plugins: readonly PluginDefinition[]): void {
  for (const { id, records = [] } of plugins) {
    for (const type of records.map(recordTypeOf)) {
      checkHolders(id, type);
      checkThrough(id, type);
    }
  }
}

function checkHolders(plugin: string, type: RecordType): void {
  for (const key of ['owner', 'team', 'territory'] as const) {
    for (const name of [type.ownership[key] ?? []].flat()) {
      const target = type.references.get(name)?.target();
      const holder = holders[key]();
      if (!target || target === holder) continue;
      throw new PluginError(
        `The plugin "${plugin}": ${type.name} names "${name}" as its ${key}, which refers to ${target.name}.`,
        `Name a relation to ${holder.name}, or \`through\` a record that has one.`,
      );
    }
  }
}

function checkThrough(plugin: string, type: RecordType): void {
  const path: RecordType[] = [];
  for (let next: RecordType | undefined = type; next; next = ownerOf(next)) {
    if (path.includes(next)) {
      throw new PluginError(
        `The plugin "${plugin}": the ownership of ${type.name} goes in a circle: ${[...path, next].map(({ name }) => name).join(' -> ')}.`,
        'Let one of them have an `owner`, `team` or `territory` of its own instead of `through`.',
      );
    }
    path.push(next);
  }
}

function ownerOf({ ownership, references }: RecordType): RecordType | undefined {
  const target = ownership.through === undefined ? undefined : references.get(ownership.through)?.target();
  return target && recordTypeOf(target);
}
