import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  const customerId = await app.alpha.customer();
  const instant = fc.oneof(
    fc.date({ min: new Date('2023-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
    // Where months and summer time begin.
    fc
      .constantFrom('2024-02-29T16:00:00Z', '2025-03-30T01:00:00Z', '2025-10-26T00:30:00Z', '2025-12-31T23:59:59.999Z')
      .map((text) => new Date(text)),
  );
  const inputs = fc
    .sample(fc.tuple(instant, fc.constantFrom('PHONE', 'EMAIL', 'WEB')), { seed: 4, numRuns: 300 })
    .map(([occurredAt, channel]) => ({
      customerId,
      channel,
      direction: 'INBOUND',
      subject: 'x',
      occurredAt: occurredAt.toISOString(),
    }));
  await app.alpha.admin.get(
    'mutation($inputs: [CreateInteractionInput!]!) { createInteractions(inputs: $inputs) { failed } }',
    { inputs },
  );
});
afterAll(() => app.close());

const groupings = ['MONTH', 'QUARTER', 'YEAR'].flatMap((bucket) =>
  ['Asia/Taipei', 'Europe/Berlin', 'UTC', 'America/St_Johns'].flatMap((timeZone) => {
    const time = `{ field: OCCURRED_AT, bucket: ${bucket}, timeZone: "${timeZone}" }`;
    return [`[${time}, { field: CHANNEL }]`, `[{ field: CHANNEL }, ${time}]`, `[${time}]`];
  }),
);
const filters = [
  '{}',
  '{ occurredAt: { gte: "2024-06-15T03:00:00Z" } }',
  '{ occurredAt: { between: { from: "2024-01-01T00:00:00Z", to: "2025-07-01T00:00:00Z" } } }',
  '{ occurredAt: { gte: "2999-01-01T00:00:00Z" } }',
];

test.each(groupings)('interactions counted by ranges of an index are those counted one by one: %s', async (groupBy) => {
  for (const filter of filters) {
    const groups = async (more: string) =>
      (
        await app.alpha.admin.get<{ interactionStats: { groups: { key: unknown; count: number }[] } }>(
          `{ interactionStats(filter: ${filter}, groupBy: ${groupBy}, first: 200) { groups { key { occurredAt channel } count ${more} } } }`,
        )
      ).interactionStats.groups.map(({ key, count }) => ({ key, count }));
    // A measure besides the number makes it look at every record.
    expect(await groups('')).toEqual(await groups('min { durationSeconds }'));
  }
});
