import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql';

/**
 * One operation and its fragments: a `TypedDocumentNode` or `TypedDocumentString` that a generator made and that
 * carries the types of data and variables, a parsed document, or a text.
 */
export type Document<Data, Variables> = string | DocumentNode | DocumentTypeDecoration<Data, Variables>;

export type AnyVariables = Readonly<Record<string, unknown>>;

/** What is sent of a document, and what has to be known of it. */
export interface Operation {
  readonly query: string;
  readonly definition: OperationDefinitionNode;
}

export function readDocument(document: Document<unknown, never>): Operation {
  const isParsed = typeof document === 'object' && 'kind' in document;
  const parsed = isParsed ? document : parse(String(document));
  const definition = parsed.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!definition) throw new TypeError('The document holds no operation.');
  return { query: isParsed ? print(document) : String(document), definition };
}

/**
 * Whether every field of a mutation takes effect once, however often it is sent: each has a key of its own, or there
 * is only one, for which the header is good.
 */
export function isKeyed({ definition }: Operation, variables: AnyVariables): boolean {
  const { selections } = definition.selectionSet;
  return selections.every((field) => {
    if (field.kind !== Kind.FIELD) return false;
    if (selections.length === 1) return true;
    const key = field.arguments?.find(({ name }) => name.value === 'idempotencyKey')?.value;
    return key?.kind === Kind.STRING || (key?.kind === Kind.VARIABLE && typeof variables[key.name.value] === 'string');
  });
}

/** Whether a subscription can be told where to begin. */
export function takesCursor({ definition }: Operation): boolean {
  return definition.variableDefinitions?.some(({ variable }) => variable.name.value === 'after') ?? false;
}
