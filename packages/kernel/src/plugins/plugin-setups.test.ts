import { expect, test } from '@jest/globals';
import { Outbound } from '../outbound/index.ts';
import { definePlugin } from './plugin.ts';
import { PluginSetups, type Setup } from './plugin-setups.ts';

const plugin = (id: string, setup: Setup) => definePlugin({ id, version: '1.0.0', setup });

test('plugins are made ready in order and let go of in the opposite one, also after one failed', async () => {
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
    plugins: [note('aa'), note('bb', true), plugin('cc', () => Promise.reject(new Error('no printer'))), note('dd')],
    contextOf: () => ({
      outbound: new Outbound({ allowedNetworks: [], plainHttp: false }),
      settings: { region: 'APAC' },
    }),
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
