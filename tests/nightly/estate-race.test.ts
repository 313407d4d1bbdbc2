import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import { startEstate } from '../../plugins/real-estate/src/test-support/estate.ts';
import { race } from '../estate/race.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

test('200 buyers press on 50 units in 20 rounds, in each of which the API is killed [GU10]', async () => {
  const found = await race(app, { buyers: 200, units: 50, rounds: 20, aborts: 0.3, kills: true });
  expect(found).toMatchObject({ doubled: 0, lost: 0, deadlocks: 0, unexpected: [] });
  // At most 50 in each round, and some whose answer nobody got.
  expect(found.answered.held).toBeGreaterThan(500);
}, 1_800_000);
