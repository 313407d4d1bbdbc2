import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { known } from './variables.ts';

/** What the operation around a field knows: enough to read selections and arguments below it. */
export interface OperationScope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Selected fields by response key, in the order of the answer. Several nodes under one key are merged. */
export type Selection = ReadonlyMap<string, readonly [FieldNode, ...FieldNode[]]>;

/**
 * The fields that these selections select on one object type, with fragments spread and `@skip`/`@include` applied:
 * the CollectFields algorithm of the GraphQL specification (6.3.2).
 */
export function collectSelection(
  scope: OperationScope,
  type: GraphQLObjectType,
  parents: readonly FieldNode[],
): Selection {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  const spread = new Set<string>();
  const visit = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isIncluded(scope, selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(scope, selection.typeCondition?.name.value, type)) visit(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = scope.fragments[selection.name.value];
        if (fragment && applies(scope, fragment.typeCondition.name.value, type)) visit(fragment.selectionSet);
      }
    }
  };
  for (const parent of parents) if (parent.selectionSet) visit(parent.selectionSet);
  return fields;
}

function isIncluded({ variables }: OperationScope, node: SelectionSetNode['selections'][number]): boolean {
  if (!node.directives?.length) return true;
  const values = { ...variables };
  if (known(getDirectiveValues(GraphQLSkipDirective, node, values)?.if) === true) return false;
  return known(getDirectiveValues(GraphQLIncludeDirective, node, values)?.if) !== false;
}

function applies({ schema }: OperationScope, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = typeFromAST(schema, { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition } });
  return isAbstractType(conditional) && schema.isSubType(conditional, type);
}
