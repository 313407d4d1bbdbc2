import {
  type BeforeHandler,
  idOf,
  type RecordChange,
  type RecordInput,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { MarketingAsset } from './marketing-asset.record.ts';

/** What may change of an entry that was published. */
const ALWAYS = new Set(['state', 'ownerId', 'supersededById']);

/** The number of a revision, which must revise the newest. */
async function numbered({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  if (record.revisesId == null) return {};
  const [former] = await work.run<{ edition: number; kind: string; state: string; superseded: boolean }>({
    text: 'select edition, kind, state, superseded_by_id is not null as superseded from marketing_asset where tenant_id = $1 and id = $2 for share',
    values: [work.context.tenant.id, uuidOf(MarketingAsset, record.revisesId)],
  });
  if (!former || former.superseded || former.state === 'DRAFT')
    reject(`${path}.revisesId`, 'must be an entry that was published and has no later revision.');
  if (former.kind !== record.kind) reject(`${path}.kind`, `must be ${former.kind}, as of what it revises.`);
  return { edition: former.edition + 1 };
}

/** A revision and what it revises change places in one transaction; only one revision can. */
async function publish({ record, uuid, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  if (record.revisesId == null) return {};
  const id = String(record.revisesId);
  const former = await work.lock(MarketingAsset, id, `${path}.revisesId`);
  if (former.supersededById !== null) reject(`${path}.revisesId`, 'was revised by another entry meanwhile.');
  const kept = { state: 'RETIRED', supersededById: idOf(MarketingAsset, uuid) };
  await work.unlimited.update(MarketingAsset, id, {}, { kept });
  return {};
}

export const marketingAssetRules: readonly BeforeHandler[] = [
  {
    record: MarketingAsset,
    on: ['created', 'updated'],
    run: async (change, work) => {
      const { operation, record, before, after, transition, path } = change;
      if ((record.kind === 'PRICE') !== (record.price != null))
        reject(`${path}.price`, record.kind === 'PRICE' ? 'is required of a PRICE.' : 'belongs to PRICE.');
      if (operation === 'created') return numbered(change, work);
      if (transition?.name === 'publish') return publish(change, work);
      const published = (before.state ?? record.state) !== 'DRAFT';
      const changed = Object.keys(after).find((name) => !ALWAYS.has(name));
      if (published && changed)
        reject(
          `${path}.${changed}`,
          'was published and stays as it is.',
          'Create an entry with `revisesId`, and publish it.',
        );
      return undefined;
    },
  },
];
