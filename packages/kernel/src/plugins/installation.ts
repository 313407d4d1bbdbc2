import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { buildSchemaSync } from 'type-graphql';
import type { Access } from '../access/access.ts';
import { ADMIN_ROLE, EVERYONE } from '../access/rights.ts';
import { composeSchema } from '../graphql/compose-schema.ts';
import { ALL_FIELDS } from '../graphql/field-rules.ts';
import { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
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
    this.assertGrantsNameRoles();
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

  private assertGrantsNameRoles(): void {
    const known = new Set([EVERYONE, ADMIN_ROLE, ...this.roles.map(({ key }) => key)]);
    for (const type of this.catalogue.types) {
      for (const [role, { deny }] of Object.entries(type.grants)) {
        if (!known.has(role))
          throw new Error(`${type.name} grants rights to the role "${role}", which no plugin declares.`);
        for (const name of [...(deny?.read ?? []), ...(deny?.write ?? [])]) {
          if (!type.fields.has(name) && !type.references.has(name)) {
            throw new Error(`${type.name} denies the role "${role}" the field "${name}", which it does not have.`);
          }
        }
      }
    }
  }
}

/** Input classes of field values; nothing that type-graphql builds refers to them. */
function inputClasses(type: RecordType): (new () => object)[] {
  return [...type.fields.values()].flatMap((field) =>
    field.kind.inputClass ? [field.kind.inputClass(field) as new () => object] : [],
  );
}
