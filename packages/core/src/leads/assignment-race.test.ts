import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Statement, UnitOfWork } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { assignLead } from './assign-lead.service.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

let topics = 0;
const weights = { seller: 4, service: 3, marketer: 2, analyst: 1 };

async function pool(members: Record<string, object>): Promise<string> {
  const topic = `topic ${++topics}`;
  const { id: poolId } = await app.alpha.admin.create('LeadPool', { name: topic, position: 1, topic });
  for (const [role, member] of Object.entries(members))
    await app.alpha.admin.create('LeadPoolMember', { poolId, userId: app.alpha.users[role], ...member });
  return topic;
}
const byWeight = () => pool(Object.fromEntries(Object.entries(weights).map(([role, weight]) => [role, { weight }])));

const asPlugin = (part: (work: UnitOfWork) => Promise<void>): Promise<void> =>
  app.app.background.plugins
    .run(
      {
        tenantId: app.alpha.id,
        plugin: 'leads',
        part: 'a test',
        limits: { milliseconds: 60_000, rows: 10_000 },
        signal: new AbortController().signal,
      },
      ({ transaction }) => transaction(part),
    )
    // Whoever waits too long for the others tries again, as handlers do.
    .catch((error: { code?: string }) => {
      if (error.code === 'BUSY') return asPlugin(part);
      // Without turns, two can want the same lead; the life cycle lets one have it.
      if (error.code !== 'TRANSITION_REFUSED') throw error;
      return undefined;
    });

/** So many leads that are given to somebody at once, by as many processes, and how many everybody got. */
async function share(topic: string, count: number): Promise<Record<string, number>> {
  const made = await Promise.all(
    Array.from({ length: count }, () => app.alpha.as('automation').create('Lead', { name: 'Anna', topic })),
  );
  // Each is taken up twice: whoever dies is done over again.
  await Promise.all([...made, ...made].map(({ id }) => asPlugin((work) => assignLead(work, id))));
  const rows = await app.sql<{ user: string; given: number; leads: number }>(
    `select 'usr_' || a.user_id as user, count(*)::int as given, count(distinct a.lead_id)::int as leads
     from lead_assignment a join lead l on l.id = a.lead_id and l.assignee_id = a.user_id and l.state = 'ASSIGNED'
     where a.outcome = 'OPEN' and a.lead_id = any($1::uuid[]) group by 1`,
    [made.map(({ id }) => id.slice(4))],
  );
  const roleOf = new Map(Object.entries(app.alpha.users).map(([role, user]) => [user, role]));
  return Object.fromEntries(rows.map(({ user, given }) => [roleOf.get(user) ?? user, given]));
}

describe('leads that come at once', () => {
  test('[L6] are given to everybody by his weight, and each to one only', async () => {
    expect(await share(await byWeight(), 60)).toEqual({ seller: 24, service: 18, marketer: 12, analyst: 6 });
  });

  test('are not, when nobody waits for the turn of another: the test above can fail', async () => {
    const run = UnitOfWork.prototype.run;
    let waits = 0;
    jest.spyOn(UnitOfWork.prototype, 'run').mockImplementation(function <Row extends object>(
      this: UnitOfWork,
      statement: Statement,
    ): Promise<Row[]> {
      if (!statement.text.includes("hashtextextended('leads/'")) return run.call(this, statement) as Promise<Row[]>;
      waits++;
      return Promise.resolve([]);
    });
    const shared = await share(await byWeight(), 60);
    expect(waits).toBeGreaterThanOrEqual(60);
    expect(shared).not.toEqual({ seller: 24, service: 18, marketer: 12, analyst: 6 });
  });

  test('[L6] give nobody more than he can hold', async () => {
    const shared = await share(await pool({ manager: { capacity: 7 }, admin: { capacity: 5, weight: 9 } }), 30);
    expect(shared).toEqual({ manager: 7, admin: 5 });
  });

  test('[L6] that are given back by several at once go on to one other', async () => {
    const topic = await pool({ seller: { weight: 100 }, service: {} });
    const { id } = await app.alpha.as('automation').create('Lead', { name: 'Anna', topic });
    await asPlugin((work) => assignLead(work, id));
    const back = 'mutation($id: ID!) { returnLead(id: $id, reason: "Not mine.") { id } }';
    const tries = await Promise.all(Array.from({ length: 6 }, () => app.alpha.admin.ask(back, { id })));
    expect(tries.filter(({ errors }) => !errors).length).toBe(1);
    await Promise.all(Array.from({ length: 6 }, () => asPlugin((work) => assignLead(work, id))));
    const rows = await app.sql('select outcome from lead_assignment where lead_id = $1 order by created_at', [
      id.slice(4),
    ]);
    expect(rows).toEqual([{ outcome: 'RETURNED' }, { outcome: 'OPEN' }]);
  });
});

describe('turns', () => {
  test('[L6] hold the weights in every round, and nobody waits longer than he must', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }), async (given) => {
        const roles = Object.keys(weights).slice(0, given.length);
        const topic = await pool(Object.fromEntries(roles.map((role, index) => [role, { weight: given[index] }])));
        const round = given.reduce((sum, weight) => sum + weight, 0);
        const order: string[] = [];
        for (let lead = 0; lead < round; lead++) {
          const { id } = await app.alpha.as('automation').create('Lead', { name: 'Anna', topic });
          await asPlugin((work) => assignLead(work, id));
          const [row] = await app.sql<{ user: string }>(
            "select 'usr_' || assignee_id as user from lead where id = $1",
            [id.slice(4)],
          );
          order.push(row?.user ?? '');
        }
        for (const [index, role] of roles.entries()) {
          const mine = order.filter((user) => user === app.alpha.users[role]).length;
          expect(mine).toBe(given[index]);
        }
      }),
      { numRuns: 6 },
    );
  });
});
