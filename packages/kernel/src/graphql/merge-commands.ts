import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { pascalCase } from '../records/naming.ts';
import type { RecordType } from '../records/record-type.ts';
import { inputFields } from '../records/write/input.ts';
import {
  type MergedField,
  type MergeOptions,
  mergeRecords,
  type UnmergeOptions,
  unmergeRecords,
} from '../work/merging/index.ts';
import type { CommandContext, ExecutionContext } from '../work/request-context.ts';
import type { SchemaView } from './field-rules.ts';
import { updateInputType } from './input-types.ts';
import { resolveReferences } from './references.ts';
import type { TypeBook } from './type-book.ts';

type Commands = GraphQLFieldConfigMap<unknown, CommandContext>;

/** Merging two records of a type, and taking it back; nothing where records cannot be merged. */
export function mergeCommands(book: TypeBook, type: RecordType, { catalogue, rules }: SchemaView): Commands {
  const { name, plural } = type;
  const log = type.merging && catalogue.mergeLogOf(type);
  if (!log || !inputFields(type, 'update').some((field) => rules.canWrite(type, field))) return {};
  const id = (description: string) => ({ type: new GraphQLNonNull(GraphQLID), description });
  return {
    [`merge${pascalCase(plural)}`]: {
      type: new GraphQLNonNull(mergePayloadType(book, type, log)),
      description: `Makes two ${name} records one. Everything that refers to the merged one moves to the survivor, and its id tells where it went. A ${log.name} can be taken back.`,
      args: {
        survivorId: id(`Id of the ${name} that stands for both.`),
        mergedId: id(`Id of the ${name} that goes into it.`),
        input: {
          type: updateInputType(book, type, rules),
          description: `Values that the survivor gets. What is not given stays as it is; what it lacks comes from the merged ${name}.`,
        },
        expectedVersions: {
          type: expectedVersionsType(book),
          description: 'The versions that the caller read. Other ones fail with VERSION_CONFLICT.',
        },
        dryRun: {
          type: new GraphQLNonNull(GraphQLBoolean),
          defaultValue: false,
          description: 'True: only say what would happen.',
        },
      },
      resolve: (_source, args, { work }) =>
        mergeRecords(work, type, {
          ...(args as MergeOptions),
          input: args.input ?? {},
          expectedVersions: args.expectedVersions ?? {},
        }),
    },
    [`unmerge${pascalCase(plural)}`]: {
      type: new GraphQLNonNull(unmergePayloadType(book, type, log)),
      description: `Takes a ${log.name} back: both ${name} records are as they were. What came to the survivor since stays there, and what was changed since keeps its value.`,
      args: {
        mergeId: id(`Id of the ${log.name}.`),
        expectedVersion: {
          type: GraphQLInt,
          description: `The version of the ${log.name} that the caller read. Another one fails with VERSION_CONFLICT.`,
        },
      },
      resolve: (_source, args, { work }) => unmergeRecords(work, type, args as UnmergeOptions),
    },
  };
}

function expectedVersionsType(book: TypeBook): GraphQLInputObjectType {
  return book.define(
    'MergeVersions',
    () =>
      new GraphQLInputObjectType({
        name: 'MergeVersions',
        description: 'Versions of two records that are merged.',
        fields: {
          survivor: { type: GraphQLInt, description: 'Of the survivor.' },
          merged: { type: GraphQLInt, description: 'Of the one that goes into it.' },
        },
      }),
  );
}

function mergePayloadType(book: TypeBook, type: RecordType, log: RecordType): GraphQLObjectType {
  const name = `Merge${pascalCase(type.plural)}Payload`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType<unknown, ExecutionContext>({
        name,
        description: `What a merge of two ${type.name} records did, or would do.`,
        fields: () => ({
          ...sideFields(book, type),
          merge: shown(book.get<GraphQLObjectType>(log.name), 'The record of the merge; null after a dry run.'),
          references: {
            type: listOf(mergedReferenceType(book)),
            description: `What becomes of the records that refer to the merged ${type.name}; types without any are left out.`,
          },
          fields: {
            type: listOf(mergedFieldType(book)),
            description: 'Values in which the two differ, and what the survivor holds of them.',
          },
        }),
      }),
  );
}

function unmergePayloadType(book: TypeBook, type: RecordType, log: RecordType): GraphQLObjectType {
  const name = `Unmerge${pascalCase(type.plural)}Payload`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType<unknown, ExecutionContext>({
        name,
        description: `What taking back a merge of two ${type.name} records did.`,
        fields: () => ({
          ...sideFields(book, type),
          merge: shown(new GraphQLNonNull(book.get<GraphQLObjectType>(log.name)), 'The merge that was taken back.'),
          conflicts: {
            type: listOf(conflictType(book)),
            description: 'What was changed since the merge and therefore stays as it is.',
          },
        }),
      }),
  );
}

/** A record that a resolver returned a reference to. */
const shown = (type: GraphQLOutputType, description: string) => ({
  type,
  description,
  resolve: resolveReferences((source, _args, _context, info) => (source as Record<string, unknown>)[info.fieldName]),
});

function sideFields(book: TypeBook, type: RecordType) {
  const record = new GraphQLNonNull(book.get<GraphQLObjectType>(type.name));
  return {
    survivor: shown(record, 'The survivor as it is now.'),
    merged: shown(record, 'The other one as it is now.'),
  };
}

function mergedReferenceType(book: TypeBook): GraphQLObjectType {
  const count = (description: string) => ({ type: new GraphQLNonNull(GraphQLInt), description });
  return book.define(
    'MergedReference',
    () =>
      new GraphQLObjectType({
        name: 'MergedReference',
        description: 'What becomes of the records of one type when a record that they refer to is merged.',
        fields: {
          recordType: text('Their type.'),
          reference: text('Their relation to the merged record.'),
          moving: count('How many come to the survivor.'),
          staying: count('How many stay with the merged record, because the survivor has what leaves them no place.'),
        },
      }),
  );
}

function mergedFieldType(book: TypeBook): GraphQLObjectType {
  const value = (of: keyof MergedField, description: string) => ({
    type: GraphQLString,
    description: `${description} What is not a text stands as JSON.`,
    resolve: (field: MergedField) => inWords(field[of]),
  });
  return book.define(
    'MergedField',
    () =>
      new GraphQLObjectType<MergedField>({
        name: 'MergedField',
        description: 'A field in which two merged records differ.',
        fields: {
          field: text('Its name.'),
          survivor: value('survivor', 'What the survivor held.'),
          merged: value('merged', 'What the other one held.'),
          surviving: value('surviving', 'What the survivor holds after the merge.'),
        },
      }),
  );
}

const inWords = (value: unknown): string | null =>
  value == null ? null : typeof value === 'string' ? value : JSON.stringify(value);

function conflictType(book: TypeBook): GraphQLObjectType {
  return book.define(
    'UnmergeConflict',
    () =>
      new GraphQLObjectType({
        name: 'UnmergeConflict',
        description: 'Something that was changed since a merge, so that taking it back leaves it alone.',
        fields: {
          recordType: text('The type of the record.'),
          id: { type: new GraphQLNonNull(GraphQLID), description: 'Its id.' },
          field: {
            type: GraphQLString,
            description: 'The field that was given another value; null where the record stays with the survivor.',
          },
        },
      }),
  );
}

const text = (description: string) => ({ type: new GraphQLNonNull(GraphQLString), description });
const listOf = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
