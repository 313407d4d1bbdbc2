import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

type Generator = fc.GeneratorValue;

export interface GeneratedOperation {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Samples {
  /** Ids by the record type whose they are. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Values by scalar name. */
  readonly scalars: Readonly<Record<string, readonly unknown[]>>;
}

const MAX_DEPTH = 5;

/** Draws a valid query over the whole schema: nested lists with arguments, aliases, fragments, directives, variables. */
export function generateOperation(
  draw: Generator,
  schema: GraphQLSchema,
  roots: readonly string[],
  samples: Samples,
): GeneratedOperation {
  return new OperationGenerator(draw, schema, samples).operation(roots);
}

class OperationGenerator {
  private readonly draw: Generator;
  private readonly schema: GraphQLSchema;
  private readonly samples: Samples;
  private readonly variables: Record<string, unknown> = {};
  private readonly declarations: string[] = [];
  private aliases = 0;

  constructor(draw: Generator, schema: GraphQLSchema, samples: Samples) {
    this.draw = draw;
    this.schema = schema;
    this.samples = samples;
  }

  operation(roots: readonly string[]): GeneratedOperation {
    const query = this.schema.getQueryType();
    if (!query) throw new Error('The schema has no queries.');
    const fields = query.getFields();
    const chosen = this.draw(fc.subarray, [...roots], { minLength: 1, maxLength: 2 });
    const selections = chosen.flatMap((name) => (fields[name] ? [this.field(fields[name], 0)] : []));
    if (this.chance(5)) selections.push('__typename');
    const declared = this.declarations.length > 0 ? `query(${this.declarations.join(', ')})` : 'query';
    return { document: `${declared} { ${selections.join(' ')} }`, variables: this.variables };
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number, ownKey = false): string {
    const alias = ownKey || this.chance(4) ? `a${this.aliases++}: ` : '';
    const given = field.args
      .filter(({ type, name }) => isNonNullType(type) || (name !== 'deleted' && this.chance(3)))
      .map((argument): [string, string] => [argument.name, this.argument(argument, field)]);
    const args = givenTogether(given).map(([name, value]) => `${name}: ${value}`);
    const child = getNamedType(field.type);
    const below = isCompositeType(child) ? ` { ${this.below(child, depth + 1)} }` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.directive()}${below}`;
  }

  /** Of a union or an interface: fragments on some of its types. */
  private below(type: GraphQLCompositeType, depth: number): string {
    if (isObjectType(type)) return this.selection(type, depth);
    const fragments = this.some(this.schema.getPossibleTypes(type), 3).map(
      (possible) => `... on ${possible.name} { ${this.selection(possible, depth, true)} }`,
    );
    return ['__typename', ...fragments].join(' ');
  }

  /** Fields of two types of a union may share a key only when their values have the same shape; with `ownKeys` they never do. */
  private selection(type: GraphQLObjectType, depth: number, ownKeys = false): string {
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const objects = depth < MAX_DEPTH ? fields.filter((field) => isCompositeType(getNamedType(field.type))) : [];
    const chosen = [...this.some(leaves, 5), ...this.some(objects, 2)];
    const selections = chosen.map((field) => this.field(field, depth, ownKeys));
    if (this.chance(6)) selections.push('__typename');
    if (selections.length === 0) selections.push('__typename');
    const text = selections.join(' ');
    if (!this.chance(6)) return text;
    return `... on ${type.name}${this.directive()} { ${text} } kept: __typename`;
  }

  private directive(): string {
    if (!this.chance(12)) return '';
    const value = this.chance(2);
    const condition = this.chance(2) ? this.variable('Boolean!', value) : String(value);
    return this.chance(2) ? ` @include(if: ${condition})` : ` @skip(if: ${condition})`;
  }

  private argument({ name, type }: GraphQLArgument, field: GraphQLField<unknown, unknown>): string {
    if (name === 'first' || name === 'last')
      return this.literalOrVariable('Int', this.draw(fc.integer, { min: 1, max: 4 }));
    if (name === 'after' || name === 'before') return 'null';
    if (name === 'id') return this.literalOrVariable('ID!', this.id(getNamedType(field.type).name));
    return this.literalOrVariable(String(type), this.input(type, 0, name));
  }

  private input(type: GraphQLInputType, depth: number, name: string): unknown {
    if (isNonNullType(type)) return this.input(type.ofType, depth, name);
    if (isListType(type)) {
      const size = this.draw(fc.integer, { min: 0, max: 2 });
      const items = Array.from({ length: size }, () => this.input(type.ofType, depth + 1, name));
      return name === 'groupBy' ? items.slice(0, 1) : items;
    }
    if (isInputObjectType(type)) return this.inputObject(type, depth);
    if (isEnumType(type)) return this.enumValue(type);
    const scalar = (type as { readonly name: string }).name;
    if (scalar === 'ID') return this.id(name);
    return this.pick(this.samples.scalars[scalar] ?? []);
  }

  private inputObject(type: GraphQLInputObjectType, depth: number): Record<string, unknown> {
    const fields = Object.values(type.getFields());
    const required = fields.filter((field) => isNonNullType(field.type));
    const optional = fields.filter(
      (field) => !isNonNullType(field.type) && (depth < 3 || !isInputObjectType(getNamedType(field.type))),
    );
    const wanted = type.name.endsWith('GroupBy') ? [] : this.some(optional, 2);
    return Object.fromEntries(
      [...required, ...wanted].map((field) => [
        field.name,
        this.input(
          field.type,
          depth + 1,
          ['eq', 'ne', 'in'].includes(field.name) ? this.idField : this.remember(field.name),
        ),
      ]),
    );
  }

  /** The operands of an id's filter are ids of what the field refers to. */
  private idField = '';
  private remember(name: string): string {
    this.idField = name;
    return name;
  }

  private id(of: string): string {
    return this.pick(this.samples.ids[of] ?? Object.values(this.samples.ids).flat()) as string;
  }

  private enumValue(type: GraphQLEnumType): EnumValue {
    return new EnumValue(this.pick(type.getValues()).name);
  }

  private literalOrVariable(type: string, value: unknown): string {
    return this.chance(2) ? this.variable(type, plain(value)) : literal(value);
  }

  private variable(type: string, value: unknown): string {
    const name = `v${this.declarations.length}`;
    this.declarations.push(`$${name}: ${type}`);
    this.variables[name] = value;
    return `$${name}`;
  }

  private pick<Value>(values: readonly Value[]): Value {
    return this.draw(() => fc.constantFrom(...values));
  }

  /** Draws by name: the generator compares what it is given, and types of a schema refer to each other in circles. */
  private some<Item extends { readonly name: string }>(items: readonly Item[], atMost: number): Item[] {
    const names = items.map(({ name }) => name);
    const chosen = this.draw(fc.subarray, names, { maxLength: Math.min(names.length, atMost) });
    return items.filter(({ name }) => chosen.includes(name));
  }

  private chance(oneIn: number): boolean {
    return this.draw(fc.nat, { max: oneIn - 1 }) === 0;
  }
}

/** In a document it stands without quotes. */
class EnumValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Paging arguments of both directions exclude each other. */
function givenTogether(given: readonly [string, string][]): readonly [string, string][] {
  const names = new Set(given.map(([name]) => name));
  return given.filter(([name]) => !(name === 'last' && names.has('first')));
}

function plain(value: unknown): unknown {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}

function literal(value: unknown): string {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value !== null && typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${literal(item)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}
