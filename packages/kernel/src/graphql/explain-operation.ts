import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Principal } from '../access/principal.ts';
import { explainList, type ListExplanation } from '../records/plan/explain-list.ts';
import { explainTimelines } from '../records/plan/explain-timeline.ts';
import { planOperation } from '../records/plan/operation.ts';
import { PredicateSql } from '../records/sql/predicate-sql.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import type { Statement } from '../tenancy/index.ts';
import { KnownOperation, writeOperation } from './operation-plans.ts';
import type { OperationSize } from './operation-size.ts';

/** How an operation is answered, for people. */
export interface OperationExplanation {
  readonly size: OperationSize;
  /** Why resolvers must run; undefined when one statement answers. */
  readonly executedBecause: string | undefined;
  /** Lists at the root, by response key, and timelines, by their places. */
  readonly lists: readonly (ListExplanation & { readonly key: string })[];
  /** The one statement with its values. */
  readonly statement: Statement | undefined;
}

/** Explains a validated operation as an actor asks it. Throws what the planner refuses. */
export function explainOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  { tenant, access, composition }: Principal,
): OperationExplanation {
  const { catalogue } = composition;
  const schema = composition.schemaFor(access);
  const known = new KnownOperation(composition, schema, document, operation);
  const size = known.measure(variables);
  const nodes = planOperation({ schema, fragments: known.fragments, variables }, operation, catalogue, access);
  if (nodes.kind === 'creation') return { size, executedBecause: undefined, lists: [], statement: undefined };
  if (nodes.kind === 'code') return { size, executedBecause: nodes.reason, lists: [], statement: undefined };
  const predicates = new PredicateSql(new StatementBuilder(), access);
  const lists = nodes.outputs.flatMap((output) => {
    if (output.kind === 'typename') return [];
    const timelines = explainTimelines(output, (type) => access.scope(type, 'read'));
    if (output.kind !== 'connection') return timelines;
    const { key, connection } = output;
    return [{ key, ...explainList(connection, predicates.sieve(connection.type, connection.filter)) }, ...timelines];
  });
  const statement = writeOperation(nodes.outputs, access).bind({ tenant, actor: access.actor, variables });
  return { size, executedBecause: undefined, lists, statement };
}
