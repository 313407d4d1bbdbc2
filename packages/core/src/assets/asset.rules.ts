import { type BeforeHandler, idOf, type RecordChange, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Asset } from './asset.record.ts';
import { UsageReading } from './usage-reading.record.ts';

/** Times at which a counter can be read: clocks of devices are off by minutes, not by days. */
const AHEAD_MS = 86_400_000;

/** A counter never goes backwards: a reading lies between those before and after it. */
async function checkReading({ record, path }: RecordChange, work: UnitOfWork): Promise<void> {
  if (Date.parse(String(record.readAt)) > Date.now() + AHEAD_MS)
    reject(`${path}.readAt`, 'must not be more than a day ahead.');
  // Readings of one asset come one after the other, so that none goes past another that is not written yet.
  await work.unlimited.lock(Asset, String(record.assetId), `${path}.assetId`);
  const [{ least, most } = { least: null, most: null }] = await work.run<{ least: number | null; most: number | null }>(
    {
      text: `
select max(value) filter (where read_at <= $3) as least, min(value) filter (where read_at >= $3) as most
from usage_reading where tenant_id = $1 and asset_id = $2 and deleted_at is null`,
      values: [work.context.tenant.id, uuidOf(Asset, record.assetId), record.readAt],
    },
  );
  if (least !== null && Number(record.value) < least)
    reject(`${path}.value`, `must be at least ${least}: the counter showed that before.`);
  if (most !== null && Number(record.value) > most)
    reject(`${path}.value`, `must be at most ${most}: the counter showed that later.`);
}

/** The asset shows its latest reading. */
async function showLatest(work: UnitOfWork, assetIds: readonly unknown[]): Promise<void> {
  const rows = await work.run<{ id: string; value: number | null; read_at: Date | null }>({
    text: `
select a.id, r.value, r.read_at from unnest($2::uuid[]) a(id)
left join lateral (
  select value, read_at from usage_reading where tenant_id = $1 and asset_id = a.id and deleted_at is null
  order by read_at desc, id desc limit 1) r on true`,
    values: [work.context.tenant.id, [...new Set(assetIds.map((id) => uuidOf(Asset, id)))]],
  });
  for (const { id, value, read_at } of rows)
    await work.unlimited.update(
      Asset,
      idOf(Asset, id),
      {},
      { kept: { usage: value, usageReadAt: read_at?.toISOString() ?? null } },
    );
}

export const assetRules: readonly BeforeHandler[] = [
  {
    record: UsageReading,
    on: ['created'],
    run: async (change, work) => {
      await checkReading(change, work);
      return work.context.access.actor.kind === 'SELF' ? { source: 'PERSON' } : undefined;
    },
  },
  {
    record: UsageReading,
    on: ['created', 'deleted', 'restored'],
    run: async ({ record }, work) => {
      work.afterWrite(showLatest, record.assetId);
      return undefined;
    },
  },
];
