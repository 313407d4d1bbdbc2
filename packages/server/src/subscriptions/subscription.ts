import {
  answerResolver,
  decodeEventCursor,
  type EventQuestion,
  FOLLOW,
  type Follow,
  type FollowArguments,
  type KnownOperation,
  type LogPosition,
  type Principal,
  RapportError,
} from '@rapport/kernel';
import {
  type FieldNode,
  GraphQLError,
  getArgumentValues,
  getOperationAST,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { App } from '../app.ts';
import { assertWithinLimits, MAX_TOKENS } from '../graphql/apollo.ts';
import type { OperationRequest } from '../graphql/compiled-answers.ts';
import { MAX_ERRORS } from '../graphql/format-error.ts';
import { suggesting } from '../graphql/suggestion.ts';

/** A subscription that was found good for somebody. */
export interface Subscription {
  readonly operation: KnownOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Name of its root field. */
  readonly field: string;
  readonly question: EventQuestion;
  /** Where to begin; undefined for the end of the log. */
  readonly after: LogPosition | undefined;
  /** Points of one event. */
  readonly cost: number;
  /** Equal for subscriptions that get the same answers. */
  readonly key: string;
}

/** The errors of an operation that cannot be begun. */
export class RefusedOperation extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

/** Parses and validates as for HTTP, with the same limits. Throws RefusedOperation. */
export function findOperation(
  app: App,
  principal: Principal,
  { query, operationName }: OperationRequest,
): KnownOperation {
  const { access, composition } = principal;
  const known = app.plans.find(query, operationName, access);
  if (known) return known;
  const document = attempt(() => parse(query, { maxTokens: MAX_TOKENS }), 'GRAPHQL_PARSE_FAILED');
  const schema = composition.schemaFor(access);
  const problems = validate(schema, document, undefined, { maxErrors: MAX_ERRORS, hideSuggestions: true });
  if (problems.length > 0)
    throw new RefusedOperation(problems.map((one) => suggesting(coded(one, 'GRAPHQL_VALIDATION_FAILED'), schema)));
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const message = operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name.';
    throw new RefusedOperation([coded(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE')]);
  }
  return app.plans.learn(query, operationName, principal, document, operation);
}

/** Reads a subscription with somebody's rights. Throws RefusedOperation or a coded error. */
export function readSubscription(app: App, principal: Principal, request: OperationRequest): Subscription {
  const { tenant, access, composition } = principal;
  const operation = findOperation(app, principal, request);
  if (operation.operation.operation !== 'subscription')
    throw new RapportError('OPERATION_UNSUPPORTED', 'The operation is no subscription.');
  const variables = operation.coerce(request.variables);
  if (!variables) throw new RapportError('BAD_USER_INPUT', 'A variable has a value that its type does not take.');
  const size = operation.measure(variables);
  assertWithinLimits(size, false);
  const node = rootField(operation);
  const definition = operation.schema.getSubscriptionType()?.getFields()[node.name.value];
  const follow = definition?.extensions[FOLLOW] as Follow | undefined;
  if (!definition || !follow) throw new Error(`Nothing says how ${node.name.value} is followed.`);
  const args = getArgumentValues(definition, node, variables) as FollowArguments;
  const { catalogue, events } = composition;
  return {
    operation,
    variables,
    field: node.name.value,
    question: follow(args, { catalogue, events, access }),
    after: args.after == null ? undefined : decodeEventCursor(tenant.id, args.after, 'after'),
    cost: Math.max(1, Math.ceil(size.cost)),
    key: keyOf(operation, node, variables, principal),
  };
}

/**
 * What an answer depends on: the operation, its variables without the cursor, the rights, and, where a row scope or
 * code looks at who asks, the actor.
 */
function keyOf(
  operation: KnownOperation,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
  { tenant, access }: Principal,
): string {
  const cursor = cursorVariable(operation, node);
  const values = Object.fromEntries(Object.entries(variables).filter(([name]) => name !== cursor));
  const actor = runsCode(operation) ? access.actor.id : '';
  return JSON.stringify([tenant.id, access.readerKey, actor, operation.id, values]);
}

/** The variable that is the cursor and nothing else. */
function cursorVariable({ document }: KnownOperation, { arguments: given = [] }: FieldNode): string | undefined {
  const value = given.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind !== Kind.VARIABLE) return undefined;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      if (name.value === value.name.value) uses++;
    },
  });
  return uses === 1 ? value.name.value : undefined;
}

/** Whether code of a plugin takes part in the answer; it may look at the actor. */
function runsCode({ schema, document }: KnownOperation): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        const parent = types.getParentType();
        const isRecord = isObjectType(parent) && parent.getInterfaces().some(({ name }) => name === 'Node');
        const resolve = types.getFieldDef()?.resolve;
        if (isRecord && resolve !== undefined && resolve !== answerResolver) found = true;
      },
    }),
  );
  return found;
}

function rootField({ operation, fragments }: KnownOperation): FieldNode {
  const find = (set: typeof operation.selectionSet): FieldNode | undefined => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) return selection;
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments[selection.name.value]?.selectionSet;
      const found = inner && find(inner);
      if (found) return found;
    }
    return undefined;
  };
  const node = find(operation.selectionSet);
  if (!node) throw new Error('A valid subscription has a root field.');
  return node;
}

function attempt<Result>(work: () => Result, code: 'GRAPHQL_PARSE_FAILED'): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof GraphQLError) throw new RefusedOperation([coded(error, code)]);
    throw error;
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code } });
}
