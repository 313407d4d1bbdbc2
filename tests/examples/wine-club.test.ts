import { expect, test } from '@jest/globals';
import { Installation } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import wineClub from '../../examples/plugin-wine-club/src/index.ts';

// Its own tests, the contract among them, run from outside of this repository: npm run vendor:check.
test('the wine club fits into the product, and uses every part of a plugin', () => {
  expect(new Installation([...productPlugins, wineClub]).fullSchema.getType('WineClubOrder')).toBeDefined();
  const { id: _, version: __, requires: ___, ...uses } = wineClub;
  expect(Object.keys(uses).sort()).toEqual([
    'after',
    'automations',
    'before',
    'compat',
    'events',
    'extensions',
    'jobs',
    'migrations',
    'permissions',
    'records',
    'resolvers',
    'rights',
    'scorers',
    'settings',
  ]);
});
