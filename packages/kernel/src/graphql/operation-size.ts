import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../records/plan/page.ts';

/** How large an operation is, predicted before anything runs. */
export interface OperationSize {
  /** Points: at least the number of records and groups that can be read or written. */
  readonly cost: number;
  /** Levels of nested selections. */
  readonly depth: number;
  /** Selected fields, with every fragment counted where it is spread. */
  readonly fields: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Single values in filters. */
  readonly filterLeaves: number;
}

/** The largest operation that is run. */
export const operationLimits: Readonly<Record<keyof OperationSize, number>> = {
  cost: 10_000,
  depth: 12,
  fields: 400,
  aliases: 50,
  rootFields: 20,
  filterLeaves: 200,
};
/** Mutations take effect one by one; more of them belong into a batch. */
export const MAX_MUTATION_FIELDS = 10;

/** Points of what is dearer than a record. */
const COUNT_COST = 10;
const EXACT_COUNT_COST = 100;
const STATS_COST = 50;
const MUTATION_COST = 10;

/** Beyond this everything is equally too large; it keeps sums of nested fragments small. */
const ENOUGH = 1_000_000;

type Part = Pick<OperationSize, 'cost' | 'depth' | 'fields' | 'aliases' | 'filterLeaves'>;

const NOTHING: Part = { cost: 0, depth: 0, fields: 0, aliases: 0, filterLeaves: 0 };

/** Measures an operation with its coerced variables. It must have passed validation. */
export function measureOperation(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): OperationSize {
  const root = schema.getRootType(operation.operation);
  if (!root) return { ...NOTHING, rootFields: 0 };
  const ruler = new Ruler(schema, fragments, variables);
  const size = ruler.measure(root, operation.selectionSet, undefined);
  const rootFields = ruler.countRootFields(operation.selectionSet);
  const commands = operation.operation === 'mutation' ? rootFields * MUTATION_COST : 0;
  return { ...size, cost: size.cost + commands, rootFields };
}

class Ruler {
  private readonly schema: GraphQLSchema;
  private readonly fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>;
  private readonly variables: Record<string, unknown>;
  /** A fragment measures the same wherever it is spread on the same type with the same list size. */
  private readonly measured = new Map<string, Part>();

  constructor(
    schema: GraphQLSchema,
    fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.schema = schema;
    this.fragments = fragments;
    this.variables = { ...variables };
  }

  countRootFields(set: SelectionSetNode): number {
    return Math.min(
      ENOUGH,
      set.selections.reduce((sum, selection) => {
        if (selection.kind === Kind.FIELD) return sum + 1;
        if (selection.kind === Kind.INLINE_FRAGMENT) return sum + this.countRootFields(selection.selectionSet);
        const fragment = this.fragments[selection.name.value];
        return sum + (fragment ? this.countRootFields(fragment.selectionSet) : 0);
      }, 0),
    );
  }

  /** `listSize`: how many elements the lists directly below have, as an argument of their parent said. */
  measure(type: GraphQLCompositeType, set: SelectionSetNode, listSize: number | undefined): Part {
    // Branches on different concrete types exclude each other, but adding them up is simple and never too little.
    return set.selections.reduce<Part>((sum, selection) => {
      if (selection.kind === Kind.FIELD) return add(sum, this.field(type, selection, listSize));
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return add(
          sum,
          this.measure(this.condition(selection.typeCondition?.name.value) ?? type, selection.selectionSet, listSize),
        );
      }
      return add(sum, this.spread(selection.name.value, listSize));
    }, NOTHING);
  }

  private spread(name: string, listSize: number | undefined): Part {
    const key = `${name} ${listSize}`;
    const known = this.measured.get(key);
    if (known) return known;
    const fragment = this.fragments[name];
    const type = this.condition(fragment?.typeCondition.name.value);
    const part = fragment && type ? this.measure(type, fragment.selectionSet, listSize) : NOTHING;
    this.measured.set(key, part);
    return part;
  }

  private field(parent: GraphQLCompositeType, node: FieldNode, listSize: number | undefined): Part {
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const aliases = node.alias ? 1 : 0;
    const child = definition && getNamedType(definition.type);
    if (!definition || !isCompositeType(child) || !node.selectionSet) {
      return { ...NOTHING, fields: 1, depth: 1, aliases, cost: leafCost(node.name.value) };
    }
    const { size, filterLeaves } = this.readArguments(definition, node);
    const isList = isListType(getNullableType(definition.type));
    const below = this.measure(child, node.selectionSet, isList ? undefined : size);
    const times = isList ? (size ?? listSize ?? (isRecord(child) ? DEFAULT_PAGE_SIZE : 1)) : 1;
    // A connection and an edge are only a way to their records.
    const own =
      /(Connection|Edge|PageInfo)$/.test(child.name) && !isList ? 0 : child.name.endsWith('Stats') ? STATS_COST : 1;
    return {
      cost: Math.min(ENOUGH, times * (own + below.cost)),
      depth: below.depth + 1,
      fields: below.fields + 1,
      aliases: below.aliases + aliases,
      filterLeaves: below.filterLeaves + filterLeaves,
    };
  }

  private readArguments(
    definition: GraphQLField<unknown, unknown>,
    node: FieldNode,
  ): { size: number | undefined; filterLeaves: number } {
    if (definition.args.length === 0) return { size: undefined, filterLeaves: 0 };
    const values = getArgumentValues(definition, node, this.variables);
    const pages = 'first' in values || 'last' in values || definition.args.some(({ name }) => name === 'first');
    const asked = Number(values.first ?? values.last ?? DEFAULT_PAGE_SIZE);
    const rows = [values.ids, values.inputs].find(Array.isArray)?.length;
    return {
      size: rows ?? (pages ? Math.min(Math.max(asked, 1), MAX_PAGE_SIZE) : undefined),
      filterLeaves: countLeaves(values.filter),
    };
  }

  private condition(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** Records come in numbers; other lists without a size, such as amounts per currency, are short. */
function isRecord(type: GraphQLCompositeType): boolean {
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
}

function leafCost(field: string): number {
  if (field === 'totalCount' || field === 'totalCountIsExact') return COUNT_COST;
  return field === 'exactCount' ? EXACT_COUNT_COST : 0;
}

function countLeaves(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value !== 'object') return 1;
  return Object.values(value).reduce((sum: number, item) => sum + countLeaves(item), 0);
}

function add(a: Part, b: Part): Part {
  return {
    cost: Math.min(ENOUGH, a.cost + b.cost),
    depth: Math.max(a.depth, b.depth),
    fields: Math.min(ENOUGH, a.fields + b.fields),
    aliases: Math.min(ENOUGH, a.aliases + b.aliases),
    filterLeaves: Math.min(ENOUGH, a.filterLeaves + b.filterLeaves),
  };
}
