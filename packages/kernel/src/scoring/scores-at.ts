import type { RecordClass } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { scoresOf } from '../records/scores.ts';
import type { RequestContext } from '../work/request-context.ts';

export interface ScoreAt {
  /** Id of the plugin and of the scorer: `loyalty/affinity`. */
  readonly scorer: string;
  readonly uuid: string;
  /** From 0 to 100. */
  readonly value: number;
}

/** The scores that records had at a moment, of the scorers that the actor may see. Whether he may see the records is not asked. */
export async function scoresAt(
  { access, catalogue, reader, tenant }: Pick<RequestContext, 'access' | 'catalogue' | 'reader' | 'tenant'>,
  record: RecordClass,
  uuids: readonly string[],
  at: Date,
): Promise<ScoreAt[]> {
  const type = catalogue.typeOf(record);
  const scorers = scoresOf(type).flatMap(({ key, share }) =>
    share && access.canRead(type, fieldOf(type, `${key}.value`)) ? [share.value] : [],
  );
  if (scorers.length === 0) return [];
  return reader.run<ScoreAt>({
    text: `
select distinct on (scorer, id) scorer, id as uuid, value / 100.0::float8 as value from score_change
where tenant_id = $1 and scorer = any($2) and id = any($3::uuid[]) and changed_at <= $4
order by scorer, id, number desc`,
    values: [tenant.id, scorers, uuids, at],
  });
}
