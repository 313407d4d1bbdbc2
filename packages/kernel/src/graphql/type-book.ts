import {
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Named types of one schema under construction. Types may refer to each other before they are made. */
export class TypeBook {
  private readonly types = new Map<string, GraphQLNamedType>();

  /** The type of this name; made on first use. Fields and arguments must be thunks, so that cycles resolve. */
  define<Type extends GraphQLNamedType>(name: string, make: () => Type): Type {
    const known = this.types.get(name);
    if (known) return known as Type;
    const type = make();
    this.types.set(name, type);
    return type;
  }

  has(name: string): boolean {
    return this.types.has(name);
  }

  get<Type extends GraphQLNamedType = GraphQLNamedType>(name: string): Type {
    const type = this.types.get(name);
    if (!type) throw new Error(`The schema has no type ${name}.`);
    return type as Type;
  }

  all(): GraphQLNamedType[] {
    return [...this.types.values()];
  }

  /** The same type with its named type taken from this book. */
  translate<Type extends GraphQLType>(type: Type): Type {
    if (isNonNullType(type)) return new GraphQLNonNull(this.translate(type.ofType)) as GraphQLType as Type;
    if (isListType(type)) return new GraphQLList(this.translate(type.ofType)) as GraphQLType as Type;
    return this.get((type as GraphQLNamedType).name) as GraphQLType as Type;
  }

  /** A type in SDL notation: `[Name!]!`. */
  parse(notation: string): GraphQLType {
    if (notation.endsWith('!')) return new GraphQLNonNull(this.parse(notation.slice(0, -1)) as never);
    if (notation.startsWith('[')) return new GraphQLList(this.parse(notation.slice(1, -1)));
    return this.get(notation);
  }
}
