import { expect, test } from '@jest/globals';
import { Outbound } from '../outbound/index.ts';
import { PluginFailures } from './failures.ts';
import { definePlugin } from './plugin.ts';
import { PluginSetups, type Setup } from './plugin-setups.ts';

const plugin = (id: string, setup: Setup, more: { required?: true; requires?: string[] } = {}) =>
  definePlugin({ id, version: '1.0.0', setup, ...more });
const context = { outbound: new Outbound({ allowedNetworks: [], plainHttp: false }), settings: { region: 'APAC' } };
const broken: Setup = () => Promise.reject(new Error('no printer'));

test('plugins are made ready in order and let go of in the opposite one, also after one that nothing works without failed', async () => {
  const happened: string[] = [];
  const reported: string[] = [];
  const note = (id: string, fails = false) =>
    plugin(id, ({ settings }) => {
      happened.push(`${id} in ${settings.region}`);
      return () => {
        happened.push(`no ${id}`);
        if (fails) throw new Error('it clings');
      };
    });
  const setups = new PluginSetups({
    plugins: [note('aa'), note('bb', true), plugin('cc', broken, { required: true }), note('dd')],
    contextOf: () => context,
    failures: new PluginFailures(),
    report: (error) => void reported.push((error as Error).message),
  });
  await expect(setups.start()).rejects.toMatchObject({
    code: 'PLUGIN_FAILED',
    message: 'The plugin "cc": its setup failed: no printer',
  });
  await setups.dispose();
  await setups.dispose();
  expect(happened).toEqual(['aa in APAC', 'bb in APAC', 'no bb', 'no aa']);
  expect(reported).toEqual(['The plugin "bb": its disposal failed: it clings']);
});

test('one that fails is left out with those that require it, and the others are made ready', async () => {
  const ready: string[] = [];
  const note = (id: string, requires: string[] = []) => plugin(id, () => void ready.push(id), { requires });
  const failures = new PluginFailures();
  const setups = new PluginSetups({
    plugins: [plugin('aa', broken), note('bb', ['aa']), note('cc')],
    contextOf: () => context,
    failures,
    report: () => undefined,
  });
  await setups.start();
  expect(ready).toEqual(['cc']);
  expect(failures.plugins).toEqual(['aa', 'bb']);
  expect(failures.of('aa')).toContain('no printer');
});
