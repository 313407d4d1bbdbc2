import { type FieldNode, getArgumentValues, isObjectType, Kind, type OperationDefinitionNode } from 'graphql';
import type { RecordCatalogue } from '../catalogue.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RootNode, RootOutput } from './nodes.ts';
import { Planner } from './planner.ts';
import { collectSelection, type OperationScope } from './selection.ts';

/** Extension of a root field in the schema: what it fetches. Root fields without one are answered by code. */
export const ROOT = 'rapport.root';

export type RootPlan<Arguments> = (
  planner: Planner,
  nodes: readonly [FieldNode, ...FieldNode[]],
  args: Arguments,
) => RootNode;

/** What a whole operation fetches; or why code must answer it. */
export type OperationPlan =
  | { readonly kind: 'data'; readonly outputs: readonly RootOutput[]; readonly readsMuch: boolean }
  | { readonly kind: 'code'; readonly reason: string };

/** Why code must answer an operation whatever its variables are; undefined when that depends. */
export function whyCode({ operation }: OperationDefinitionNode): string | undefined {
  return operation === 'query' ? undefined : `A ${operation} runs code.`;
}

export function planOperation(
  scope: OperationScope,
  operation: OperationDefinitionNode,
  catalogue: RecordCatalogue,
  access: ReadAccess,
): OperationPlan {
  const always = whyCode(operation);
  if (always) return { kind: 'code', reason: always };
  const query = scope.schema.getQueryType();
  if (!isObjectType(query)) throw new Error('The schema has no queries.');
  const planner = new Planner(scope, catalogue, access);
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
