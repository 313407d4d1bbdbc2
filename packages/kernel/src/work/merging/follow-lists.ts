import { encodeId } from '../../records/record-id.ts';
import type { RecordType, ReferenceList } from '../../records/record-type.ts';
import { fieldOf } from '../../records/relations.ts';
import { tokenField } from '../../records/search/searched-field.ts';
import { tokenKinds } from '../../records/search/tokens.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { MergeSteps, Pair } from './merge-steps.ts';
import type { MergedReference } from './moves.ts';
import { shownRows } from './shown-rows.ts';
import { withoutRules } from './without-rules.ts';

interface Following {
  readonly source: RecordType;
  readonly list: ReferenceList;
}

/**
 * Lists that refer to the merged record refer to the survivor from now on, at the same place; one that refers to both
 * keeps the survivor. Each such record is changed by itself and says so in its history: lists are short, and few
 * records of a merge stand in them.
 */
export async function followInLists(
  work: UnitOfWork,
  type: RecordType,
  pair: Pair,
  steps: MergeSteps,
): Promise<MergedReference[]> {
  const [survivor, merged] = [encodeId(type, pair.survivor), encodeId(type, pair.merged)];
  return eachHeld(work, type, pair, async ({ source, list }, uuids) => {
    const rows = await shownRows(work, source, uuids);
    for (const [uuid, row] of rows) {
      const before = row[list.field] as string[];
      const rest = before.filter((id) => id !== survivor);
      const after = uuid === pair.survivor ? rest.filter((id) => id !== merged) : replaced(before, merged, survivor);
      await withoutRules(work).update(source.class, encodeId(source, uuid), {}, { kept: { [list.field]: after } });
      await steps.note(source, uuid, { [list.field]: before }, { [list.field]: after }, list.name);
    }
  });
}

/** How many records have lists that would follow. */
export const countLists = (work: UnitOfWork, type: RecordType, pair: Pair): Promise<MergedReference[]> =>
  eachHeld(work, type, pair, async () => undefined);

function replaced(ids: readonly string[], merged: string, survivor: string): string[] {
  return ids.includes(survivor) ? ids.filter((id) => id !== merged) : ids.map((id) => (id === merged ? survivor : id));
}

async function eachHeld(
  work: UnitOfWork,
  type: RecordType,
  { merged }: Pair,
  act: (following: Following, uuids: readonly string[]) => Promise<void>,
): Promise<MergedReference[]> {
  const counts: MergedReference[] = [];
  for (const following of work.context.catalogue.followingLists(type)) {
    const { source, list } = following;
    const uuids = await holdersOf(work, following, merged);
    if (uuids.length === 0) continue;
    await act(following, uuids);
    counts.push({ recordType: source.name, reference: list.name, moving: uuids.length, staying: 0 });
  }
  return counts;
}

/** Living records whose list has the record. A deleted one keeps what it had. */
async function holdersOf(work: UnitOfWork, { source, list }: Following, uuid: string): Promise<string[]> {
  const rows = await work.run<{ id: string }>({
    text: `select t.record_id as id from search_token t join "${source.table}" r on r.tenant_id = t.tenant_id and r.id = t.record_id
      where t.tenant_id = $1 and t.field = $2 and t.kind = '${tokenKinds.reference}' and t.token = $3 and r.deleted_at is null
      order by 1`,
    values: [work.context.tenant.id, tokenField(source, fieldOf(source, list.field)), uuid],
  });
  return rows.map(({ id }) => id).filter((id) => id !== uuid);
}
