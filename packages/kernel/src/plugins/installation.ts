import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { buildSchemaSync } from 'type-graphql';
import type { Access } from '../access/access.ts';
import { composeSchema } from '../graphql/compose-schema.ts';
import { ALL_FIELDS } from '../graphql/field-rules.ts';
import { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
import { checkGrants } from './check-grants.ts';
import { checkOwnership } from './check-ownership.ts';
import { checkRoles } from './check-roles.ts';
import type { BuiltInRole, PluginDefinition } from './plugin.ts';
import { resolvePlugins } from './resolve-plugins.ts';

/** Schemas kept at once: one per set of field rules in use. */
const MAX_SCHEMAS = 50;

/** A set of plugins, put together: everything that does not depend on a database or a request. */
export class Installation {
  readonly plugins: readonly PluginDefinition[];
  readonly catalogue: RecordCatalogue;
  readonly roles: readonly BuiltInRole[];
  readonly before: readonly BeforeHandler[];
  private readonly base: GraphQLSchema;
  private readonly schemas = new LRUCache<string, GraphQLSchema>({ max: MAX_SCHEMAS });

  constructor(plugins: readonly PluginDefinition[]) {
    this.plugins = resolvePlugins(plugins);
    const records = this.plugins.flatMap((plugin) => plugin.records ?? []);
    this.catalogue = new RecordCatalogue(records);
    this.roles = this.plugins.flatMap((plugin) => plugin.roles ?? []);
    this.before = this.plugins.flatMap((plugin) => plugin.before ?? []);
    checkRoles(this.plugins);
    checkGrants(this.plugins);
    checkOwnership(this.plugins);
    const [first, ...others] = this.plugins.flatMap((plugin) => plugin.resolvers ?? []);
    if (!first) throw new Error('No plugin declares a resolver.');
    this.base = buildSchemaSync({
      resolvers: [first, ...others],
      orphanedTypes: [...records, ...this.catalogue.types.flatMap(inputClasses)],
      validate: false,
      skipCheck: true,
    });
  }

  /** The schema with everything in it. */
  get fullSchema(): GraphQLSchema {
    return composeSchema(this.base, this.catalogue, ALL_FIELDS);
  }

  /** The schema as this actor sees it; actors with the same field rules share one. */
  schemaFor(access: Access): GraphQLSchema {
    const known = this.schemas.get(access.fieldView);
    if (known) return known;
    const schema = composeSchema(this.base, this.catalogue, access);
    this.schemas.set(access.fieldView, schema);
    return schema;
  }
}

/** Input classes of field values; nothing that type-graphql builds refers to them. */
function inputClasses(type: RecordType): (new () => object)[] {
  return [...type.fields.values()].flatMap((field) =>
    field.kind.inputClass ? [field.kind.inputClass(field) as new () => object] : [],
  );
}
