import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, getMetadataStorage } from 'type-graphql';
import { PluginError } from '../errors/index.ts';
import type { DeclaredSchema, Origin } from '../graphql/compose-schema.ts';
import type { PluginDefinition } from './plugin.ts';

type Resolvers = NonNullable<PluginDefinition['resolvers']>;
type ResolverClass = Resolvers[number];

/** The types and fields that classes of the plugins declare. Two of one name stop the boot with the names of both. */
export function declareSchema(plugins: readonly PluginDefinition[], orphans: readonly object[]): DeclaredSchema {
  const [first, ...others] = plugins.flatMap((plugin) => plugin.resolvers ?? []);
  if (!first) throw new PluginError('No plugin declares a resolver.', 'Install the plugin "system" too.');
  const schema = build([first, ...others], orphans);
  const origins = new Map<string, Origin>();
  for (const { id, resolvers = [] } of plugins) {
    for (const [field, resolver] of declaredFields(resolvers)) {
      const origin = { plugin: id, label: `${resolver} of the plugin "${id}"` };
      const other = origins.get(field);
      if (other) {
        throw new PluginError(
          `${field} is declared twice: by ${other.label} and by ${origin.label}.`,
          'Give one of the two fields another name, or install one of the plugins only.',
        );
      }
      origins.set(field, origin);
    }
  }
  return { schema, originOf: (field) => origins.get(field), declarersOf };
}

function build(resolvers: readonly [ResolverClass, ...ResolverClass[]], orphans: readonly object[]): GraphQLSchema {
  try {
    return buildSchemaSync({
      resolvers: [...resolvers],
      orphanedTypes: orphans as never,
      validate: false,
      skipCheck: true,
    });
  } catch (error) {
    const name = /contains multiple types named "(\w+)"/.exec(String(error))?.[1];
    if (!name) throw error;
    throw new PluginError(
      `Two GraphQL types are named "${name}": ${declarersOf(name)}.`,
      'Give one of them another name.',
    );
  }
}

/** Roots and computed fields of these resolver classes, as `Type.field`, with the class. */
function declaredFields(resolvers: Resolvers): (readonly [field: string, resolver: string])[] {
  const { queries, mutations, fieldResolvers, objectTypes } = getMetadataStorage();
  const own = <Handler extends { target: unknown }>(handlers: readonly Handler[]) =>
    handlers.filter(({ target }) => (resolvers as readonly unknown[]).includes(target));
  const typeName = (target: unknown) => objectTypes.find((type) => type.target === target)?.name;
  return [
    ...own(queries).map(({ schemaName, target }) => [`Query.${schemaName}`, target.name] as const),
    ...own(mutations).map(({ schemaName, target }) => [`Mutation.${schemaName}`, target.name] as const),
    ...own(fieldResolvers).map(
      ({ schemaName, target, getObjectType }) => [`${typeName(getObjectType?.())}.${schemaName}`, target.name] as const,
    ),
  ];
}

/** Whatever declares a GraphQL type of this name. */
function declarersOf(name: string): string {
  const { objectTypes, inputTypes, interfaceTypes, enums, unions } = getMetadataStorage();
  const named = <Declared extends { name: string }>(declared: readonly Declared[]) =>
    declared.filter((one) => one.name === name);
  return [
    ...named([...objectTypes, ...inputTypes, ...interfaceTypes]).map(({ target }) => `the class ${target.name}`),
    ...named(enums).map(() => `an enumeration ${name}`),
    ...named(unions).map(() => `a union ${name}`),
  ].join(' and ');
}
