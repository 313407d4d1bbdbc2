import { type FieldNode, type GraphQLOutputType, getNullableType, isLeafType, isListType, isObjectType } from 'graphql';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { collectSelection } from '../records/plan/selection.ts';
import { type Answer, markType } from '../records/reader.ts';
import type { RecordType } from '../records/record-type.ts';
import { type QuestionInfo, type RecordLoads, readRecords } from './record-loads.ts';
import { RecordRef } from './record-ref.ts';
import type { CommandContext } from './request-context.ts';

/**
 * Reads, in the command's own transaction, the records that its result refers to, so that the answer shows
 * exactly what the command left behind. References in all rows of a batch are read by one statement.
 * All statements are sent before this returns its promise, so that a commit may follow on their heels.
 */
export async function readResult(
  context: CommandContext,
  loads: RecordLoads,
  type: GraphQLOutputType,
  values: readonly unknown[],
  place: string,
  nodes: readonly FieldNode[],
  info: QuestionInfo,
): Promise<void> {
  const nullable = getNullableType(type);
  const present = values.filter((value) => value != null);
  if (present.length === 0 || isLeafType(nullable)) return;
  if (isListType(nullable)) {
    return readResult(context, loads, nullable.ofType, present.flat(), place, nodes, info);
  }
  const refs = present.filter((value) => value instanceof RecordRef);
  const readings = [...Map.groupBy(refs, (ref) => ref.type)].map(([recordType, ofType]) =>
    readReferences(context, loads, recordType, ofType, place, nodes, info),
  );
  const payloads = present.filter((value) => !(value instanceof RecordRef)) as Record<string, unknown>[];
  if (payloads.length === 0 || !isObjectType(nullable)) {
    await Promise.all(readings);
    return;
  }
  const scope = { schema: info.schema, fragments: info.fragments, variables: info.variableValues };
  for (const [key, selected] of collectSelection(scope, nullable, nodes)) {
    const name = selected[0].name.value;
    const field = nullable.getFields()[name];
    if (field)
      readings.push(
        readResult(
          context,
          loads,
          field.type,
          payloads.map((payload) => payload[name]),
          `${place}/${key}`,
          selected,
          info,
        ),
      );
  }
  await Promise.all(readings);
}

async function readReferences(
  context: CommandContext,
  loads: RecordLoads,
  type: RecordType,
  refs: readonly RecordRef[],
  place: string,
  nodes: readonly FieldNode[],
  info: QuestionInfo,
): Promise<void> {
  const uuids = refs.map(({ uuid }) => uuid);
  // A command that deletes still shows what it deleted.
  const answers = await readRecords(context, context.reader, type, uuids, nodes, info, 'included');
  for (const [index, ref] of refs.entries()) loads.keep(ref, place, answers[index] ?? null);
}

/** Key under which a kept answer holds a reference with what was read of it; no GraphQL name can be it. */
const REFERENCE = '\u0000reference';

interface KeptReference {
  readonly type: string;
  readonly uuid: string;
  readonly answers: Readonly<Record<string, Answer | null>>;
}

/** A command's result as text, to answer repetitions with. Secrets that are shown once are left out. */
export function freezeResult(result: unknown, loads: RecordLoads, isSecret: (text: string) => boolean): string {
  return JSON.stringify(result ?? null, (_key, value: unknown) => {
    if (typeof value === 'string' && isSecret(value)) return null;
    if (!(value instanceof RecordRef)) return value;
    const kept: KeptReference = {
      type: value.type.name,
      uuid: value.uuid,
      answers: Object.fromEntries(loads.keptOf(value)),
    };
    return { [REFERENCE]: kept };
  });
}

export function thawResult(text: string, loads: RecordLoads, catalogue: RecordCatalogue): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object' || !(REFERENCE in value)) return value;
    const { type, uuid, answers } = value[REFERENCE] as KeptReference;
    const ref = new RecordRef(catalogue.get(type), uuid);
    for (const [place, answer] of Object.entries(answers)) loads.keep(ref, place, answer && markType(answer, type));
    return ref;
  });
}
