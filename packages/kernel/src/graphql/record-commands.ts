import {
  defaultFieldResolver,
  GraphQLBoolean,
  type GraphQLEnumType,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { pascalCase } from '../records/naming.ts';
import { CREATES } from '../records/plan/operation.ts';
import type { RecordType, Transition } from '../records/record-type.ts';
import { inputFields, type RecordInput } from '../records/write/input.ts';
import { type ErrorPolicy, MAX_BATCH_ROWS, runBatch } from '../work/batch.ts';
import type { RecordChange } from '../work/change.ts';
import type { CommandContext, ExecutionContext } from '../work/request-context.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
import type { FieldRules } from './field-rules.ts';
import { createInputType, transitionInputType, updateInputType } from './input-types.ts';
import { resolveReferences } from './references.ts';
import type { TypeBook } from './type-book.ts';

type Commands = GraphQLFieldConfigMap<unknown, CommandContext>;
type Resolve = GraphQLFieldResolver<unknown, CommandContext>;

const ids = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID)));

interface UpdateRow {
  readonly id: string;
  readonly expectedVersion?: number | null;
  readonly input: RecordInput;
}

/** The standard mutations of a record type, one by one and in batches. */
export function recordCommands(
  book: TypeBook,
  type: RecordType,
  rules: FieldRules,
  before: readonly BeforeHandler[],
): Commands {
  const warning = before.filter(({ record, warns }) => warns && record === type.class);
  const mayWarn = (operations: readonly RecordChange['operation'][], step: string) =>
    warning.some(
      ({ on, transitions }) =>
        on.some((operation) => operations.includes(operation)) && (transitions?.includes(step) ?? true),
    );
  const withInsist = (commands: Commands, operations: readonly RecordChange['operation'][], step = ''): Commands => {
    if (!mayWarn(operations, step)) return commands;
    return Object.fromEntries(
      Object.entries(commands).map(([name, command]) => [
        name,
        { ...command, args: { ...command.args, insist: insistArgument } },
      ]),
    );
  };
  // A role that may write none of the fields has no input to send.
  const writable = (mode: 'create' | 'update') => inputFields(type, mode).some((field) => rules.canWrite(type, field));
  const offered = new Set(type.commands.filter((command) => command === 'delete' || writable(command)));
  const { lifeCycle } = type;
  const steps = lifeCycle && rules.canWrite(type, lifeCycle.field) ? [...lifeCycle.transitions.values()] : [];
  const stepCommands = steps
    .filter(({ byCode }) => !byCode)
    .map((step) => withInsist(transitionCommand(book, type, step, rules), ['updated'], step.name));
  return {
    ...(offered.has('create') && withInsist(createCommands(book, type, rules), ['created'])),
    ...(offered.has('update') && withInsist(updateCommands(book, type, rules), ['updated'])),
    ...(offered.has('delete') && withInsist(deleteCommands(book, type), ['deleted', 'restored'])),
    ...Object.assign({}, ...stepCommands),
  };
}

function createCommands(book: TypeBook, type: RecordType, rules: FieldRules): Commands {
  const input = new GraphQLNonNull(createInputType(book, type, rules));
  return {
    [`create${type.name}`]: {
      type: recordOf(book, type),
      description: `Creates a ${type.name}.`,
      args: { input: { type: input, description: 'Its values.' } },
      resolve: (_source, args, { work }) => work.create(type.class, args.input as RecordInput),
      extensions: { [CREATES]: type },
    },
    [`create${pascalCase(type.plural)}`]: batch(
      book,
      type,
      `Creates up to ${MAX_BATCH_ROWS} ${type.name} records.`,
      input,
      (args, { work }) => {
        const inputs = (args.inputs as RecordInput[]).map((row, index) => ({ input: row, path: `inputs[${index}]` }));
        return runBatch(
          work,
          inputs,
          args.onError as ErrorPolicy,
          ({ input: row, path }) => work.create(type.class, row, path),
          () => work.createAll(type.class, inputs),
        );
      },
    ),
  };
}

function updateCommands(book: TypeBook, type: RecordType, rules: FieldRules): Commands {
  const input = new GraphQLNonNull(updateInputType(book, type, rules));
  const row = book.define(
    `Update${type.name}Row`,
    () =>
      new GraphQLInputObjectType({
        name: `Update${type.name}Row`,
        description: `One row of a batch that changes ${type.name} records.`,
        fields: () => ({ ...changeArguments(type), input: { type: input, description: 'New values.' } }),
      }),
  );
  return {
    [`update${type.name}`]: {
      type: recordOf(book, type),
      description: `Changes a ${type.name}. Changing nothing leaves its version as it is.`,
      args: { ...changeArguments(type), input: { type: input, description: 'New values.' } },
      resolve: (_source, { id, input: values, expectedVersion }, { work }) =>
        work.update(type.class, id, values, { expectedVersion }),
    },
    [`update${pascalCase(type.plural)}`]: batch(
      book,
      type,
      `Changes up to ${MAX_BATCH_ROWS} ${type.name} records.`,
      new GraphQLNonNull(row),
      (args, { work }) =>
        runBatch(
          work,
          args.inputs as UpdateRow[],
          args.onError as ErrorPolicy,
          ({ id, expectedVersion, input: values }, index) =>
            work.update(type.class, id, values, {
              expectedVersion,
              paths: rowPaths(`inputs[${index}].`),
            }),
        ),
    ),
  };
}

function deleteCommands(book: TypeBook, type: RecordType): Commands {
  const single = (verb: 'delete' | 'restore', description: string): Commands[string] => ({
    type: recordOf(book, type),
    description,
    args: changeArguments(type),
    resolve: (_source, { id, expectedVersion }, { work }) => work[verb](type.class, id, { expectedVersion }),
  });
  const several = (verb: 'delete' | 'restore', description: string): Commands[string] => ({
    type: new GraphQLNonNull(batchPayloadType(book, type)),
    description,
    args: {
      ids: { type: ids, description: `Ids of ${type.name} records, at most ${MAX_BATCH_ROWS}.` },
      ...policyArgument(book),
    },
    resolve: (_source, args, { work }) =>
      runBatch(work, args.ids as string[], args.onError as ErrorPolicy, (id, index) =>
        work[verb](type.class, id, { paths: { ...rowPaths(''), id: `ids[${index}]` } }),
      ),
  });
  return {
    [`delete${type.name}`]: single(
      'delete',
      `Soft-deletes a ${type.name}: it leaves every list and lookup until it is restored.`,
    ),
    [`restore${type.name}`]: single('restore', `Brings a soft-deleted ${type.name} back.`),
    [`delete${pascalCase(type.plural)}`]: several(
      'delete',
      `Soft-deletes up to ${MAX_BATCH_ROWS} ${type.name} records.`,
    ),
    [`restore${pascalCase(type.plural)}`]: several(
      'restore',
      `Brings up to ${MAX_BATCH_ROWS} soft-deleted ${type.name} records back.`,
    ),
  };
}

/** One mutation per step of the life cycle that is not left to code. */
function transitionCommand(book: TypeBook, type: RecordType, transition: Transition, rules: FieldRules): Commands {
  const { name, description, from, to, handsOver } = transition;
  const input = transitionInputType(book, type, transition, rules);
  return {
    [`${name}${type.name}`]: {
      type: handsOver ? book.get<GraphQLObjectType>(type.name) : recordOf(book, type),
      description: `${description} From ${from.join(', ')} to ${to}.${handsOver ? ' Null when the record is out of sight then.' : ''}`,
      args: {
        ...changeArguments(type),
        reason: { type: GraphQLString, description: 'Why, in a line; it is kept in the history.' },
        ...(input && { input: { type: input, description: 'What goes with it.' } }),
      },
      resolve: (_source, { id, expectedVersion, reason, input: values }, { work }) =>
        work.transition(type.class, id, { transition: name, reason, input: values }, { expectedVersion }),
    },
  };
}

const insistArgument = {
  type: GraphQLBoolean,
  description: 'True: write it although a warning speaks against it, such as DUPLICATE_SUSPECTED.',
};

const rowPaths = (row: string) => ({
  id: `${row}id`,
  input: `${row}input`,
  expectedVersion: `${row}expectedVersion`,
});

const changeArguments = (type: RecordType) => ({
  id: { type: new GraphQLNonNull(GraphQLID), description: `Id of a ${type.name} (${type.prefix}_...).` },
  expectedVersion: {
    type: GraphQLInt,
    description:
      'The version that the caller read. When the record has another one, the command fails with VERSION_CONFLICT.',
  },
});

const policyArgument = (book: TypeBook) => ({
  onError: {
    type: new GraphQLNonNull(book.get<GraphQLEnumType>('BatchErrorPolicy')),
    defaultValue: 'STOP',
    description: 'What happens when a row fails.',
  },
});

function batch(
  book: TypeBook,
  type: RecordType,
  description: string,
  row: GraphQLNonNull<GraphQLInputObjectType>,
  resolve: (args: Parameters<Resolve>[1], context: CommandContext) => unknown,
): Commands[string] {
  return {
    type: new GraphQLNonNull(batchPayloadType(book, type)),
    description: `${description} Each row has its own result.`,
    args: {
      inputs: { type: new GraphQLNonNull(new GraphQLList(row)), description: `The rows, at most ${MAX_BATCH_ROWS}.` },
      ...policyArgument(book),
    },
    resolve: (_source, args, context) => resolve(args, context),
  };
}

function recordOf(book: TypeBook, type: RecordType): GraphQLNonNull<GraphQLObjectType> {
  return new GraphQLNonNull(book.get<GraphQLObjectType>(type.name));
}

function batchPayloadType(book: TypeBook, type: RecordType): GraphQLObjectType {
  const name = `${type.name}BatchPayload`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `What became of a batch of ${type.name} records.`,
        fields: () => ({
          results: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(batchResultType(book, type)))),
            description: 'One result per row, in the order of the rows.',
          },
          succeeded: { type: new GraphQLNonNull(GraphQLInt), description: 'Number of rows that were written.' },
          failed: { type: new GraphQLNonNull(GraphQLInt), description: 'Number of rows that were not.' },
        }),
      }),
  );
}

function batchResultType(book: TypeBook, type: RecordType): GraphQLObjectType {
  const name = `${type.name}BatchResult`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType<unknown, ExecutionContext>({
        name,
        description: 'What became of one row: a record or an error.',
        fields: () => ({
          index: { type: new GraphQLNonNull(GraphQLInt), description: 'Place of the row in the batch, from 0.' },
          record: {
            type: book.get<GraphQLObjectType>(type.name),
            description: 'The record as it is now; null when the row failed.',
            resolve: resolveReferences(defaultFieldResolver),
          },
          error: {
            type: book.get<GraphQLObjectType>('BatchError'),
            description: 'Why the row failed; null when it did not.',
          },
        }),
      }),
  );
}
