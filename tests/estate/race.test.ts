import { afterEach, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import { startEstate } from '../../plugins/real-estate/src/test-support/estate.ts';
import { race } from './race.ts';

const TIMEOUT_MS = 120_000;
let app: TestApp;
afterEach(() => app.close());

test(
  'a unit has one live claim at any time, whoever presses, goes away or dies [GU10] [iH1]',
  async () => {
    app = await startEstate();
    const found = await race(app, { buyers: 40, units: 6, rounds: 2, aborts: 0.3, kills: true });
    expect(found).toMatchObject({ doubled: 0, lost: 0, deadlocks: 0, unexpected: [] });
    expect(found.answered.held).toBeGreaterThan(0);
    expect(found.answered.taken).toBeGreaterThan(0);
    expect(found.brokenOff).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

test(
  'without the unique index, a unit is held twice: the test above can fail',
  async () => {
    app = await startEstate();
    await app.sql('drop index estate_claim_unit_id_key');
    const found = await race(app, { buyers: 60, units: 2, rounds: 2, aborts: 0, kills: false });
    expect(found.doubled).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
