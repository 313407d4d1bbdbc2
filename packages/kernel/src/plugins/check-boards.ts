import { PluginError } from '../errors/index.ts';
import { decidingFields } from '../graphql/board-roots.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { PluginDefinition } from './plugin.ts';

/** Boards show own records, by a relation that they have and fields that are there. */
export function checkBoards(plugins: readonly PluginDefinition[]): void {
  for (const { id, boards = [], records = [] } of plugins) {
    for (const board of boards) {
      const what = `The board "${board.name}" of the plugin "${id}"`;
      if (!records.includes(board.record))
        throw new PluginError(`${what} shows records of another plugin.`, 'Name a record type of its own.');
      const type = recordTypeOf(board.record);
      if (![...type.references.values()].some(({ field }) => field === board.by))
        throw new PluginError(`${what} is by "${board.by}", which holds no id of another record.`, 'Name a relation.');
      const unknown = decidingFields(board, type).find((name) => !type.fields.has(name));
      if (unknown !== undefined)
        throw new PluginError(`${what} asks for "${unknown}", which ${type.name} does not have.`, 'Name its fields.');
    }
  }
}
