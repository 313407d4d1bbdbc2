import DataLoader from 'dataloader';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { Planner } from '../records/plan/planner.ts';
import { type Answer, RECORD_TYPE, type RecordReader } from '../records/reader.ts';
import type { RecordType } from '../records/record-type.ts';
import type { DeletedRows } from '../records/sql/predicate-sql.ts';
import type { RequestContext } from './request-context.ts';

export type QuestionInfo = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues' | 'fieldNodes'>;

export function plannerFor(
  { catalogue, access }: RequestContext,
  { schema, fragments, variableValues }: QuestionInfo,
): Planner {
  return new Planner({ schema, fragments, variables: variableValues }, catalogue, access);
}

/** Reads what the operation selects of these records; null where one is not in sight. */
export async function readRecords(
  context: RequestContext,
  reader: RecordReader,
  type: RecordType,
  uuids: readonly string[],
  nodes: readonly FieldNode[],
  info: QuestionInfo,
  deleted: DeletedRows = 'excluded',
): Promise<(Answer | null)[]> {
  const answers = await reader.byIds(plannerFor(context, info).record(type, nodes), uuids, deleted);
  for (const answer of answers) if (answer) Object.defineProperty(answer, RECORD_TYPE, { value: type.name });
  return answers;
}

/** Reads one record that a resolver refers to, together with those that its siblings refer to. */
export function loadRecord(
  context: RequestContext,
  type: RecordType,
  uuid: string,
  info: QuestionInfo,
): Promise<Answer | null> {
  const [node] = info.fieldNodes;
  if (!node) throw new Error('A field is resolved that nobody selected.');
  let loader = context.loaders.get(node);
  if (!loader) {
    loader = new DataLoader((uuids: readonly string[]) =>
      readRecords(context, context.reader, type, uuids, info.fieldNodes, info),
    );
    context.loaders.set(node, loader);
  }
  return loader.load(uuid);
}
