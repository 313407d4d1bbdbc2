import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import type { EventLog } from '../events/event-log.ts';
import { LogTail } from './log-tail.ts';

let app: TestApp;
let log: EventLog;
beforeAll(async () => {
  app = await createTestApp();
  log = app.app.events.logOf(app.alpha.id);
});
afterAll(() => app.close());

const TYPES = ['rain', 'sun', 'snow'];

/** Lets things happen, in this order. */
async function happen(types: readonly string[]): Promise<void> {
  await app.sql(
    `insert into outbox (tenant_id, type, changed_fields, patch, actor, request_id, schema_version)
     select $1, type, '{}', '{}', 'nobody', 'test', 1 from unnest($2::text[]) with ordinality t(type, place) order by place`,
    [app.alpha.id, types],
  );
  await app.sql("select busy, moved, heads from sequence_events(2000, '{}')");
}

test('however the log grows, nobody is sent past what concerns him, and what is at hand is what the log holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...TYPES), { maxLength: 150 }), { minLength: 1, maxLength: 5 }),
      async (growths) => {
        const tail = new LogTail(log);
        const begin = await log.end();
        for (const types of growths) {
          await happen(types);
          await tail.grow();
          const all = (await log.after(begin, 1_000)).events;
          const end = (await log.end()).seq;
          for (const wanted of TYPES) {
            const quiet = tail.quietSince((type) => type === wanted);
            expect(quiet).toMatchObject({ epoch: begin.epoch, to: end });
            const passed = all.filter(({ seq }) => seq > Number(quiet?.from));
            expect(passed.filter(({ type }) => type === wanted)).toEqual([]);
          }
          for (const back of [0, 1, 7, 99, 100, 101]) {
            const position = { epoch: begin.epoch, seq: Math.max(end - back, begin.seq) };
            const page = tail.after(position, 50);
            if (page) expect(page).toEqual(await log.after(position, 50));
            // The newest hundred are at hand.
            else expect(end - position.seq === 0 || end - position.seq > 100).toBe(true);
          }
        }
      },
    ),
    { numRuns: 15 },
  );
});

test('nothing is at hand of another log than the one that was read, and a log that was set back is read anew', async () => {
  const tail = new LogTail(log);
  expect(tail.quietSince(() => true)).toBeUndefined();
  await happen(['rain', 'sun']);
  await tail.grow();
  const { epoch, seq } = await log.end();
  expect(tail.after({ epoch: epoch + 1, seq: seq - 1 }, 1)).toBeUndefined();
  await app.sql('select raise_event_epochs()');
  await happen(['snow']);
  await tail.grow();
  expect(tail.quietSince(() => false)).toMatchObject({ epoch: (await log.end()).epoch, to: seq + 1 });
  expect(tail.after({ epoch, seq }, 1)).toBeUndefined();
});
