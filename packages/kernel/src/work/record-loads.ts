import DataLoader from 'dataloader';
import { type FieldNode, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import { Planner } from '../records/plan/planner.ts';
import { type Answer, cutPagesOf, markType, type RecordReader } from '../records/reader.ts';
import type { RecordType } from '../records/record-type.ts';
import type { DeletedRows } from '../records/sql/predicate-sql.ts';
import type { RecordRef } from './record-ref.ts';
import type { ExecutionContext, RequestContext } from './request-context.ts';

export type QuestionInfo = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;

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
  deleted: DeletedRows = 'unless merged',
): Promise<(Answer | null)[]> {
  const answers = await reader.byIds(
    plannerFor(context, info).record(context.catalogue.get(type.name), nodes),
    uuids,
    deleted,
  );
  return answers.map((answer) => answer && markType(answer, type.name));
}

/** The records that the resolvers of one request refer to. */
export class RecordLoads {
  private readonly loaders = new Map<string, DataLoader<string, Answer | null>>();
  /** Records of commands, read before the commit: by reference and by the place in the answer that shows them. */
  private readonly kept = new Map<RecordRef, Map<string, Answer | null>>();

  keep(ref: RecordRef, place: string, answer: Answer | null): void {
    const answers = this.kept.get(ref) ?? new Map<string, Answer | null>();
    answers.set(place, answer);
    this.kept.set(ref, answers);
  }

  keptOf(ref: RecordRef): ReadonlyMap<string, Answer | null> {
    return this.kept.get(ref) ?? new Map();
  }

  /** The record as this field shows it, read together with those that the same field of its siblings refers to. */
  async load(context: ExecutionContext, ref: RecordRef, info: GraphQLResolveInfo): Promise<Answer | null> {
    const kept = this.kept.get(ref)?.get(placeOf(info.path));
    const answer = kept === undefined ? await this.find(context, ref, info) : kept;
    noteCutPages(context, answer, info);
    return answer;
  }

  private find(context: RequestContext, ref: RecordRef, info: GraphQLResolveInfo): Promise<Answer | null> {
    const place = placeOf(info.path);
    const key = `${ref.type.name} ${place}`;
    let loader = this.loaders.get(key);
    if (!loader) {
      loader = new DataLoader((uuids: readonly string[]) =>
        readRecords(context, context.reader, ref.type, uuids, info.fieldNodes, info),
      );
      this.loaders.set(key, loader);
    }
    return loader.load(ref.uuid);
  }
}

/** Tells the caller which pages of what a field shows were cut short. */
export function noteCutPages({ cutPages }: ExecutionContext, answer: object | null, info: GraphQLResolveInfo): void {
  for (const path of cutPagesOf(answer)) cutPages.push([...responsePathAsArray(info.path), ...path]);
}

/** Place of a field in the answer, the same for all elements of a list. */
export function placeOf(path: GraphQLResolveInfo['path'] | undefined): string {
  if (!path) return '';
  return typeof path.key === 'number' ? placeOf(path.prev) : `${placeOf(path.prev)}/${path.key}`;
}
