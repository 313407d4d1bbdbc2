import {
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLType,
  isListType,
  isNonNullType,
} from 'graphql';
import { PluginError } from '../errors/index.ts';

/** Named types of one schema under construction. Types may refer to each other before they are made. */
export class TypeBook {
  private readonly types = new Map<string, GraphQLNamedType>();

  /** Types that classes declare, with what to say of them when a generated one has the same name. */
  private readonly declared = new Map<string, string>();

  /** The generated type of this name; made on first use. Fields and arguments must be thunks, so that cycles resolve. */
  define<Type extends GraphQLNamedType>(name: string, make: () => Type): Type {
    const known = this.types.get(name);
    const declarer = this.declared.get(name);
    if (declarer) throw nameTaken(name, declarer, make());
    if (known) return known as Type;
    const type = make();
    this.types.set(name, type);
    return type;
  }

  /** A type that a class declares. Its name is its own: no generated type may have it. */
  declare(type: GraphQLNamedType, declarer: string): void {
    const generated = this.types.get(type.name);
    if (generated) throw nameTaken(type.name, declarer, generated);
    this.declared.set(type.name, declarer);
    this.types.set(type.name, type);
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

function nameTaken(name: string, declarer: string, { description }: GraphQLNamedType): PluginError {
  return new PluginError(
    `Two GraphQL types are named "${name}": ${declarer}, and the one that Rapport generates (${description})`,
    'Give the class another name, or its decorator: `@ObjectType("...")`.',
  );
}
