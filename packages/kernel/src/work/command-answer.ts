import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { RapportError } from '../errors/index.ts';
import { collectSelection } from '../records/plan/selection.ts';
import { type QuestionInfo, readRecords } from './record-loading.ts';
import { RecordRef } from './record-ref.ts';
import type { CommandContext } from './request-context.ts';

/**
 * The payload of a command with everything that was selected of it, by response keys.
 * It is read in the command's own transaction, so it shows exactly what the command left behind,
 * and it can be kept to answer a repetition of the same idempotency key.
 */
export class CommandAnswer {
  [key: string]: unknown;
}

/** Reads the records that a command's result refers to. */
export async function answerCommand(
  context: CommandContext,
  type: GraphQLOutputType,
  value: unknown,
  nodes: readonly FieldNode[],
  info: QuestionInfo,
): Promise<unknown> {
  const [answer] = await answerAll(context, type, [value], nodes, info);
  return answer;
}

/** Answers values of one type together, so that the records in all rows of a batch are read by one statement. */
async function answerAll(
  context: CommandContext,
  type: GraphQLOutputType,
  values: readonly unknown[],
  nodes: readonly FieldNode[],
  info: QuestionInfo,
): Promise<unknown[]> {
  const nullable = getNullableType(type);
  const present = values.filter((value) => value != null);
  const answered = await answerPresent(context, nullable, present, nodes, info);
  let next = 0;
  return values.map((value) => (value == null ? null : answered[next++]));
}

async function answerPresent(
  context: CommandContext,
  type: GraphQLOutputType,
  values: readonly unknown[],
  nodes: readonly FieldNode[],
  info: QuestionInfo,
): Promise<readonly unknown[]> {
  if (isListType(type)) {
    const lists = values as readonly (readonly unknown[])[];
    const items = await answerAll(context, type.ofType, lists.flat(), nodes, info);
    let end = 0;
    return lists.map(({ length }) => {
      end += length;
      return items.slice(end - length, end);
    });
  }
  if (!isObjectType(type)) return values;
  if (values.every((value) => value instanceof RecordRef)) {
    return answerRecords(context, values, nodes, info);
  }
  const answers = values.map(() => new CommandAnswer());
  for (const [key, selected] of selectedFields(info, type, nodes)) {
    const name = selected[0].name.value;
    const field = type.getFields()[name];
    if (!field) continue;
    const column = values.map((value) => (value as Record<string, unknown>)[name]);
    const answered = await answerAll(context, field.type, column, selected, info);
    for (const [index, answer] of answers.entries()) answer[key] = answered[index];
  }
  return answers;
}

async function answerRecords(
  context: CommandContext,
  refs: readonly RecordRef[],
  nodes: readonly FieldNode[],
  info: QuestionInfo,
) {
  const [first] = refs;
  if (!first) return [];
  const uuids = refs.map(({ uuid }) => uuid);
  // A command that deletes still shows what it deleted.
  const answers = await readRecords(context, context.work.reader, first.type, uuids, nodes, info, 'included');
  if (answers.includes(null)) {
    throw new RapportError(
      'FORBIDDEN',
      `This would take the ${first.type.name} out of sight of the role "${context.access.role.key}".`,
    );
  }
  return answers;
}

/** Gives a kept answer back its form: JSON forgets which objects are keyed by response keys. */
export function reviveAnswer(
  type: GraphQLOutputType,
  json: unknown,
  nodes: readonly FieldNode[],
  info: QuestionInfo,
  isRecord: (typeName: string) => boolean,
): unknown {
  const nullable = getNullableType(type);
  if (json == null) return json;
  if (isListType(nullable)) {
    return (json as unknown[]).map((item) => reviveAnswer(nullable.ofType, item, nodes, info, isRecord));
  }
  if (!isObjectType(nullable) || isRecord(nullable.name)) return json;
  const answer = new CommandAnswer();
  for (const [key, selected] of selectedFields(info, nullable, nodes)) {
    const field = nullable.getFields()[selected[0].name.value];
    if (field) answer[key] = reviveAnswer(field.type, (json as Record<string, unknown>)[key], selected, info, isRecord);
  }
  return answer;
}

function selectedFields(
  { schema, fragments, variableValues }: QuestionInfo,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
) {
  return collectSelection({ schema, fragments, variables: variableValues }, type, nodes);
}
