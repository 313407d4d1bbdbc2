import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import type { TestApp } from '@rapport/testing';
import fc from 'fast-check';
import realEstate from './index.ts';
import { buyer, hkd, makeEstate, SET_PLAN, startEstate, step } from './test-support/estate.ts';

/** The life cycles of the domain model: what must be possible, and what we allow besides, each for a reason. */
const model: Readonly<Record<string, { readonly steps: readonly string[]; readonly besides?: readonly string[] }>> = {
  EstateUnit: {
    steps: [
      'PLANNED>AVAILABLE AVAILABLE>HELD HELD>AVAILABLE HELD>SUBSCRIBED SUBSCRIBED>CONTRACTED CONTRACTED>FILED FILED>PAID_UP',
      'PAID_UP>HANDED_OVER HANDED_OVER>OCCUPIED SUBSCRIBED>AVAILABLE CONTRACTED>RESCINDED RESCINDED>AVAILABLE AVAILABLE>WITHDRAWN',
    ],
    // Taking over a hold that is over; an exception by name; rescinding what is filed or paid.
    besides: ['HELD>HELD', 'FILED>HANDED_OVER', 'FILED>RESCINDED', 'PAID_UP>RESCINDED'],
  },
  EstateIntent: {
    steps: ['REGISTERED>PAID PAID>RANKED RANKED>CONVERTED RANKED>REFUNDED RANKED>EXPIRED'],
    // Where nobody ranks, and what was never paid.
    besides: ['PAID>CONVERTED', 'PAID>REFUNDED', 'PAID>EXPIRED', 'REGISTERED>EXPIRED'],
  },
  EstateSubscription: {
    steps: ['DRAFT>SIGNED SIGNED>PAID PAID>CONVERTED PAID>CANCELED PAID>UNIT_CHANGED'],
    besides: ['DRAFT>CANCELED', 'SIGNED>CANCELED', 'SIGNED>UNIT_CHANGED'],
  },
  EstateContract: {
    steps: [
      'DRAFT>SIGNED SIGNED>FILED FILED>EFFECTIVE EFFECTIVE>COMPLETED SIGNED>RESCINDED FILED>RESCINDED EFFECTIVE>RESCINDED',
    ],
    // The filing is revoked after the rescission. Changes of name, unit and payment are records of their own.
    besides: ['RESCINDED>RESCINDED'],
  },
  EstateMortgage: { steps: ['COLLECTING>SUBMITTED SUBMITTED>APPROVED SUBMITTED>REFUSED APPROVED>DISBURSED'] },
  EstateDefect: {
    steps: [
      'REPORTED>ACCEPTED ACCEPTED>DISPATCHED DISPATCHED>REPAIRING REPAIRING>REPAIRED REPAIRED>VERIFIED VERIFIED>CLOSED VERIFIED>REOPENED',
    ],
    besides: ['REOPENED>DISPATCHED'],
  },
  EstateReferral: {
    steps: [
      'CLAIMED>CHECKED CHECKED>VALID CHECKED>INVALID VALID>DEAL_SIGNED DEAL_SIGNED>REWARD_DUE REWARD_DUE>PAID REWARD_DUE>REVERSED',
    ],
    besides: ['DEAL_SIGNED>REVERSED', 'PAID>REVERSED'],
  },
  EstateShowing: {
    steps: ['PENDING>CONFIRMED PENDING>DENIED PENDING>CANCELED CONFIRMED>CANCELED'],
    besides: ['CONFIRMED>HELD'],
  },
};

describe('life cycles', () => {
  test.each(Object.entries(model))(
    'that of %s is the one of the domain model [RE1]',
    (name, { steps, besides = [] }) => {
      const record = realEstate.records.find((one) => one.name === name);
      const transitions = record && recordTypeOf(record).lifeCycle?.transitions.values();
      const declared = [...(transitions ?? [])].flatMap(({ from, to }) => from.map((state) => `${state}>${to}`));
      const wanted = [...steps.flatMap((line) => line.split(' ')), ...besides];
      expect(new Set(declared)).toEqual(new Set(wanted));
    },
  );
});

/** The machine may be busy; nothing here rests on how fast it is. */
jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const commands = ['hold', 'release', 'lapse', 'subscribe', 'cancel', 'contract', 'file', 'rescind', 'revoke'] as const;

/** What is on a unit: one live claim or none, and everything else in step with it. */
interface Standing {
  readonly state: string;
  readonly live: number;
  readonly stage: string | null;
  readonly standing: number;
}

const STANDING = `
select u.state,
  (select count(*)::int from estate_claim c where c.unit_id = u.id and c.stage in ('HELD', 'SUBSCRIBED', 'CONTRACTED')) as live,
  (select c.stage from estate_claim c where c.id = u.claim_id) as stage,
  (select count(*)::int from estate_contract c where c.unit_id = u.id and c.state in ('SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED')) as standing
from estate_unit u where u.id = $1`;

test('whatever is tried in whatever order, a unit, its claim and its contract agree [iH1]', async () => {
  const { alpha } = app;
  const { unitIds } = await makeEstate(alpha, { perFloor: 8 });
  const units = [...unitIds];
  const seller = alpha.as('seller');
  const ids = async (table: string, unitId: string, where: string) =>
    (
      await app.sql<{ id: string }>(
        `select id from ${table} where unit_id = $1 and ${where} order by created_at desc limit 1`,
        [unitId.slice(5)],
      )
    )[0]?.id;
  const tries: Readonly<Record<(typeof commands)[number], (unitId: string) => Promise<unknown>>> = {
    hold: async (unitId) =>
      seller.ask('mutation($i: CreateEstateClaimInput!) { createEstateClaim(input: $i) { id } }', {
        i: { unitId, customerId: await buyer(alpha) },
      }),
    release: async (unitId) =>
      tryStep('releaseEstateClaim', 'recl', await ids('estate_claim', unitId, "stage <> 'EXPIRED'")),
    lapse: (unitId) =>
      app.sql(
        "update estate_claim set held_until = now() - interval '1 second' where unit_id = $1 and stage = 'HELD'",
        [unitId.slice(5)],
      ),
    subscribe: async (unitId) => {
      const claim = await ids('estate_claim', unitId, "stage = 'HELD'");
      if (!claim) return;
      const { data } = await seller.ask<{ it: { id: string } }>(
        'mutation($i: CreateEstateSubscriptionInput!) { it: createEstateSubscription(input: $i) { id } }',
        { i: { claimId: `recl_${claim}`, deposit: hkd(1) } },
      );
      if (!data) return;
      await tryStep('signEstateSubscription', 'resb', data.it.id.slice(5));
      await tryStep('payEstateSubscription', 'resb', data.it.id.slice(5));
    },
    cancel: async (unitId) => {
      const id = await ids('estate_subscription', unitId, 'true');
      if (id)
        await step(seller, 'cancelEstateSubscription', `resb_${id}`, { ground: 'HOUSE', deposited: 'REFUND' }).catch(
          () => undefined,
        );
    },
    contract: async (unitId) => {
      const id = await ids('estate_subscription', unitId, "state = 'PAID'");
      if (!id) return;
      const { data } = await seller.ask<{ it: { id: string } }>(
        'mutation($i: CreateEstateContractInput!) { it: createEstateContract(input: $i) { id } }',
        { i: { subscriptionId: `resb_${id}`, number: `W-${id}` } },
      );
      if (!data) return;
      await seller.ask(SET_PLAN, { id: data.it.id, instalments: [{ dueOn: '2999-01-01', amount: hkd(1_000_000) }] });
      await tryStep('signEstateContract', 'reco', data.it.id.slice(5));
    },
    file: async (unitId) => {
      const id = await ids('estate_contract', unitId, 'true');
      if (id)
        await step(seller, 'fileEstateContract', `reco_${id}`, { filingNumber: 'F', filedOn: '2026-01-01' }).catch(
          () => undefined,
        );
    },
    rescind: async (unitId) => {
      const id = await ids('estate_contract', unitId, 'true');
      if (id)
        await step(
          alpha.as('manager'),
          'rescindEstateContract',
          `reco_${id}`,
          { rescissionGround: 'MUTUAL' },
          'why',
        ).catch(() => undefined);
    },
    revoke: async (unitId) => {
      const id = await ids('estate_contract', unitId, "state = 'RESCINDED'");
      if (id)
        await step(seller, 'revokeFilingEstateContract', `reco_${id}`, { filingRevokedOn: '2026-01-02' }).catch(
          () => undefined,
        );
    },
  };
  const tryStep = (name: string, prefix: string, id: string | undefined) =>
    id === undefined ? Promise.resolve() : step(seller, name, `${prefix}_${id}`).catch(() => undefined);
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...commands), { minLength: 6, maxLength: 10 }), async (walk) => {
      const unitId = units.pop();
      if (unitId === undefined) return;
      // Most walks that begin anyhow lead nowhere: each begins on the way.
      for (const command of ['hold', 'subscribe', 'contract', ...walk] as const) {
        await tries[command](unitId);
        const [found] = await app.sql<Standing>(STANDING, [unitId.slice(5)]);
        if (!found) throw new Error('The unit is gone.');
        reached.add(found.state);
        expect(found.live).toBeLessThanOrEqual(1);
        const stages: Readonly<Record<string, string | null>> = {
          HELD: 'HELD',
          SUBSCRIBED: 'SUBSCRIBED',
          CONTRACTED: 'CONTRACTED',
          FILED: 'CONTRACTED',
          RESCINDED: 'RESCINDED',
          AVAILABLE: null,
        };
        expect({ state: found.state, stage: found.stage }).toEqual({ state: found.state, stage: stages[found.state] });
        expect(found.standing).toBe(['CONTRACTED', 'FILED'].includes(found.state) ? 1 : 0);
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
  expect(reached.size).toBeGreaterThan(3);
});
