import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, PAGE_SIZES, type PageSizes } from '../records/plan/page.ts';

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
const MUTATION_COST = 10;
/** Descriptions of types lie ready in memory; one costs far less than a record. */
const INTROSPECTION_COST = 0.01;
/** However many there are: what tools ask of a schema must not become too dear with each plugin. */
const TYPES_OF_A_SCHEMA = 300;
const FIELDS_OF_A_TYPE = 8;
const ARGUMENTS_OF_A_FIELD = 2;

/** Extension of a type: its points, where it is not the one of a record; of a filter's field: how many rows it looks at for each. */
export const COST = 'rapport.cost';

/** Extension of a field: how many elements its list has at most. */
export const ITEMS = 'rapport.items';

/** Extension of a field with pages of other sizes than lists have. */
export const SIZES = 'rapport.sizes';

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

interface FilterSize {
  readonly leaves: number;
  readonly cost: number;
}

const NO_FILTER: FilterSize = { leaves: 0, cost: 0 };

interface Arguments {
  /** Elements of the lists directly below. */
  readonly size: number | undefined;
  /** Records that a batch writes. */
  readonly written: number;
  readonly filter: FilterSize;
}

class Ruler {
  private readonly schema: GraphQLSchema;
  private readonly fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>;
  private readonly variables: Record<string, unknown>;
  /** A fragment measures the same wherever it is spread on the same type with the same list size. */
  private readonly measured = new Map<string, Part>();
  private readonly counted = new Map<string, number>();

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
    return set.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + this.countRootFields(selection.selectionSet);
      return Math.min(ENOUGH, sum + this.countSpread(selection.name.value));
    }, 0);
  }

  private countSpread(name: string): number {
    const known = this.counted.get(name);
    if (known !== undefined) return known;
    const fragment = this.fragments[name];
    const count = fragment ? this.countRootFields(fragment.selectionSet) : 0;
    this.counted.set(name, count);
    return count;
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
    const definition = this.definition(parent, node.name.value);
    const aliases = node.alias ? 1 : 0;
    const child = definition && getNamedType(definition.type);
    if (!definition || !isCompositeType(child) || !node.selectionSet) {
      return { ...NOTHING, fields: 1, depth: 1, aliases, cost: leafCost(node.name.value) };
    }
    const { size, written, filter } = this.readArguments(definition, node);
    const isList = isListType(getNullableType(definition.type));
    const below = this.measure(child, node.selectionSet, isList ? undefined : size);
    const items = definition.extensions[ITEMS] as number | undefined;
    const times = isList ? (items ?? size ?? listSize ?? this.usualSize(child, node.name.value)) : 1;
    const introspects = isIntrospectionType(child);
    const own = introspects ? INTROSPECTION_COST : Number(child.extensions[COST] ?? 1);
    return {
      cost: Math.min(ENOUGH, times * (own + below.cost) + written + filter.cost),
      // Tools unwrap types level by level; validation limits what else may nest there.
      depth: introspects ? 1 : below.depth + 1,
      fields: below.fields + 1,
      aliases: below.aliases + aliases,
      filterLeaves: below.filterLeaves + filter.leaves,
    };
  }

  private definition(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (parent === this.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  }

  /** Records come in numbers; other lists without a size, such as amounts per currency, are short. */
  private usualSize(type: GraphQLCompositeType, field: string): number {
    if (isIntrospectionType(type)) {
      if (field === 'types') return TYPES_OF_A_SCHEMA;
      return field === 'args' ? ARGUMENTS_OF_A_FIELD : FIELDS_OF_A_TYPE;
    }
    return this.mayBeRecord(type) ? DEFAULT_PAGE_SIZE : 1;
  }

  private readArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
    if (definition.args.length === 0) return { size: undefined, written: 0, filter: NO_FILTER };
    const values = getArgumentValues(definition, node, this.variables);
    const pages = 'first' in values || 'last' in values || definition.args.some(({ name }) => name === 'first');
    const { usual, most } = (definition.extensions[SIZES] as PageSizes | undefined) ?? PAGE_SIZES;
    const asked = Number(values.first ?? values.last ?? usual);
    const filterType = definition.args.find(({ name }) => name === 'filter')?.type;
    return {
      size: Array.isArray(values.ids) ? values.ids.length : pages ? Math.min(Math.max(asked, 1), most) : undefined,
      written: Array.isArray(values.inputs) ? values.inputs.length : 0,
      filter: filterType ? measureFilter(filterType, values.filter) : NO_FILTER,
    };
  }

  private mayBeRecord(type: GraphQLCompositeType): boolean {
    return isObjectType(type) ? isRecord(type) : this.schema.getPossibleTypes(type).some(isRecord);
  }

  private condition(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

function isRecord(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Node');
}

function leafCost(field: string): number {
  if (field === 'totalCount' || field === 'totalCountIsExact') return COUNT_COST;
  return field === 'exactCount' ? EXACT_COUNT_COST : 0;
}

/** An empty condition is one too: each makes a part of the statement. */
function measureFilter(type: GraphQLInputType, value: unknown, rows = 1): FilterSize {
  if (value === null || value === undefined) return NO_FILTER;
  const named = getNamedType(type);
  if (Array.isArray(value)) return sumOf(value.map((item) => measureFilter(named, item, rows)));
  if (typeof value !== 'object' || !isInputObjectType(named)) return { leaves: 1, cost: 0 };
  const fields = named.getFields();
  const parts = Object.entries(value).map(([name, item]): FilterSize => {
    const field = fields[name];
    if (!field) return NO_FILTER;
    const related = rows * Number(field.extensions[COST] ?? 1);
    const { leaves, cost } = measureFilter(field.type, item, related);
    return { leaves, cost: Math.min(ENOUGH, cost + (COST in field.extensions ? related : 0)) };
  });
  return parts.length === 0 ? { leaves: 1, cost: 0 } : sumOf(parts);
}

function sumOf(sizes: readonly FilterSize[]): FilterSize {
  return sizes.reduce((sum, size) => ({ leaves: sum.leaves + size.leaves, cost: sum.cost + size.cost }), NO_FILTER);
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
