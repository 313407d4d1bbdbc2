import assert from 'node:assert/strict';
import { Installation, type PluginDefinition } from '@rapport/kernel';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { startTestApp } from '../test-app.ts';
import type { ContractSubject } from './subject.ts';

/** With what it requires and nothing else. */
export async function checkAlone({ plugin, required }: ContractSubject): Promise<void> {
  const app = await startTestApp(new Installation([...required, plugin]));
  try {
    const { plugins } = await app.alpha.admin.get<{ plugins: { id: string; state: string }[] }>(
      '{ plugins { id state } }',
    );
    assert.ok(
      plugins.some(({ id, state }) => id === plugin.id && state === 'ENABLED'),
      `${plugin.id} is not among the plugins that are in use.`,
    );
    await app.drain();
  } finally {
    await app.close();
  }
}

/** With all of the product, named before it and after it: the order of a list decides nothing. */
export async function checkOrders({ plugin, others }: ContractSubject): Promise<void> {
  const schemaOf = (plugins: readonly PluginDefinition[]) =>
    printSchema(lexicographicSortSchema(new Installation(plugins).fullSchema)).split('\n');
  const before = schemaOf([plugin, ...others]);
  const behind = schemaOf([...others, plugin]);
  const line = before.findIndex((text, index) => text !== behind[index]);
  assert.equal(before[line], behind[line], 'Named before the others and behind them, the plugin has two schemas.');
  assert.equal(before.length, behind.length);
}
