import {
  type FieldNode,
  type GraphQLSchema,
  getArgumentValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { RecordCatalogue } from '../catalogue.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RecordType } from '../record-type.ts';
import type { CreationNode, RecordNode, RootNode, RootOutput } from './nodes.ts';
import { Planner } from './planner.ts';
import { collectSelection, type OperationScope } from './selection.ts';

/** Extension of a root field in the schema: what it fetches. Root fields without one are answered by code. */
export const ROOT = 'rapport.root';

export type RootPlan<Arguments> = (
  planner: Planner,
  nodes: readonly [FieldNode, ...FieldNode[]],
  args: Arguments,
) => RootNode;

/** Extension of a mutation field: the record type of which it creates one. Other mutation fields run code. */
export const CREATES = 'rapport.creates';

/** What a whole operation fetches or creates; or why code must answer it. */
export type OperationPlan =
  | { readonly kind: 'creation'; readonly creation: CreationNode }
  | { readonly kind: 'data'; readonly outputs: readonly RootOutput[]; readonly readsMuch: boolean }
  | { readonly kind: 'code'; readonly reason: string };

/** Why code must answer an operation whatever its variables are; undefined when that depends. */
export function whyCode(schema: GraphQLSchema, operation: OperationDefinitionNode): string | undefined {
  if (operation.operation === 'query' || creationField(schema, operation)) return undefined;
  return `A ${operation.operation} runs code.`;
}

/** The one root field of a mutation that does nothing but create a record. */
function creationField(schema: GraphQLSchema, { operation, selectionSet }: OperationDefinitionNode) {
  const [node, ...others] = selectionSet.selections;
  if (operation !== 'mutation' || node?.kind !== Kind.FIELD || others.length > 0) return undefined;
  const definition = schema.getMutationType()?.getFields()[node.name.value];
  const type = definition?.extensions[CREATES] as RecordType | undefined;
  return definition && type && !node.directives?.length ? { node, definition, type } : undefined;
}

function planCreation(planner: Planner, scope: OperationScope, operation: OperationDefinitionNode): OperationPlan {
  const field = creationField(scope.schema, operation);
  if (!field) throw new Error('The mutation creates no record.');
  const { node, definition, type } = field;
  const { input, idempotencyKey } = getArgumentValues(definition, node, { ...scope.variables });
  if (idempotencyKey != null) return { kind: 'code', reason: 'Its idempotency key is kept with the answer.' };
  const shown = planner.record(type, [node]);
  const [reason] = planner.code;
  if (reason) return { kind: 'code', reason: `${reason}.` };
  if (showsLists(shown)) return { kind: 'code', reason: 'It shows lists in which the new record may be.' };
  return { kind: 'creation', creation: { key: node.alias?.value ?? node.name.value, type, input, node: shown } };
}

/** A statement does not see what it writes itself, so that only the new record and those it refers to can be shown. */
function showsLists({ outputs }: RecordNode): boolean {
  return outputs.some((output) =>
    output.kind === 'one' ? showsLists(output.node) : output.kind !== 'field' && output.kind !== 'typename',
  );
}

export function planOperation(
  scope: OperationScope,
  operation: OperationDefinitionNode,
  catalogue: RecordCatalogue,
  access: ReadAccess,
): OperationPlan {
  const always = whyCode(scope.schema, operation);
  if (always) return { kind: 'code', reason: always };
  const query = scope.schema.getQueryType();
  if (!isObjectType(query)) throw new Error('The schema has no queries.');
  const planner = new Planner(scope, catalogue, access);
  if (operation.operation === 'mutation') return planCreation(planner, scope, operation);
  const root: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: '' },
    selectionSet: operation.selectionSet,
  };
  const outputs: RootOutput[] = [];
  for (const [key, nodes] of collectSelection(scope, query, [root])) {
    const name = nodes[0].name.value;
    if (name === '__typename') {
      outputs.push({ kind: 'typename', key, name: query.name });
      continue;
    }
    const definition = query.getFields()[name];
    const plan = definition?.extensions[ROOT] as RootPlan<Record<string, unknown>> | undefined;
    if (!definition || !plan) return { kind: 'code', reason: `${name} is answered by code.` };
    const args = getArgumentValues(definition, nodes[0], { ...scope.variables });
    outputs.push({ key, ...plan(planner, nodes, args) });
  }
  const [reason] = planner.code;
  return reason ? { kind: 'code', reason: `${reason}.` } : { kind: 'data', outputs, readsMuch: planner.readsMuch };
}
